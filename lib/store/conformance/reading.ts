import { expect } from "vitest";
import { columnOf, contractOf, positionOf, putOf } from "#lib/store/fixture.ts";
import type { DatasetQuery, Store } from "#lib/store/store.ts";
import { BY_NAME, EVERYTHING, idOf, memberOf, namesOf, PUBLIC, publishNow } from "./publish-now.ts";

const FINANCE = memberOf("finance");
const orders = contractOf({ name: "orders" });
const payroll = contractOf({
  ...{ name: "payroll", domain: "people", owner: "hr", terms: ["salary"], aliases: ["wages"], upstream: ["orders"] },
  access: { visibility: "restricted", data: "restricted", readers: ["finance"] },
});

/** Rules of reading: names, scopes, lists, series, tokens. */
export function readingRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  rule("names fold `-`, `_` and case, and aliases are names too, except those of other systems", async (store) => {
    await publishNow(store, { datasets: [putOf(contractOf({ name: "customer_orders", aliases: ["Old-Orders", "dbt:shop.orders"] }))] });
    for (const name of ["customer_orders", "Customer-Orders", "CUSTOMER_orders", "old_orders", "OLD-ORDERS"])
      expect((await store.findDataset(PUBLIC, name))?.contract.name, name).toBe("customer_orders");
    for (const name of ["customerorders", "dbt:shop.orders", "", "%", "customer orders"])
      expect(await store.findDataset(PUBLIC, name), name).toBeNull();
  });

  rule("a name comes before an alias, also for a reader who may not see the dataset of that name", async (store) => {
    await publishNow(store, { datasets: [putOf(payroll), putOf(contractOf({ name: "a_copy", aliases: ["payroll"] }))] });
    expect((await store.findDataset(FINANCE, "payroll"))?.contract.name).toBe("payroll");
    expect(await store.findDataset(PUBLIC, "payroll")).toBeNull();
  });

  rule("a dataset that the scope does not admit is in no answer", async (store) => {
    const report = { dataset: "payroll", score: 90, measuredAt: "2026-01-01T00:00:00Z", source: "job", position: positionOf() };
    const child = contractOf({ name: "child", upstream: ["payroll", "nobody", "wages"] });
    await publishNow(store, { datasets: [putOf(orders), putOf(payroll), putOf(child)], reports: [report] });
    const id = await idOf(store, "payroll");
    for (const [scope, sees] of [
      [PUBLIC, false],
      [memberOf("sales"), false],
      [FINANCE, true],
      [EVERYTHING, true],
      [memberOf("hr"), true],
    ] as const) {
      expect((await store.findDataset(scope, "payroll")) !== null).toBe(sees);
      expect((await store.findDataset(scope, "WAGES")) !== null).toBe(sees);
      expect((await store.datasetsById(scope, [id])).length).toBe(sees ? 1 : 0);
      const page = await store.listDatasets(scope, BY_NAME);
      expect([page.total, page.items.some((record) => record.id === id)]).toEqual(sees ? [3, true] : [2, false]);
      for (const filter of [{ term: ["salary"] }, { domain: ["people"] }, { owner: ["hr"] }])
        expect((await store.listDatasets(scope, { ...BY_NAME, filter })).total).toBe(sees ? 1 : 0);
      for (const group of ["term", "domain", "owner"] as const) expect((await store.countBy(scope, group)).length).toBe(sees ? 1 : 0);
      expect((await store.qualitySeries(scope, id, 9)).length).toBe(sees ? 1 : 0);
      expect((await store.lineage(scope, id)).length).toBe(sees ? 2 : 0);
      const ups = (await store.lineage(scope, await idOf(store, "child"))).map(({ dataset, name }) => [
        dataset?.contract.name ?? null,
        name,
      ]);
      expect(ups).toEqual([
        [sees ? "payroll" : null, null],
        [null, "nobody"],
        [sees ? "payroll" : null, null],
      ]);
      const downs = (await store.lineage(scope, await idOf(store, "orders"))).map(({ direction, dataset, name }) => [
        direction,
        dataset?.contract.name ?? null,
        name,
      ]);
      expect(downs).toEqual([["down", sees ? "payroll" : null, null]]);
    }
  });

  rule("hidden names are those that mean a dataset which is there and not for this reader", async (store) => {
    const copy = contractOf({ name: "copy", aliases: ["payroll", "kopie"] });
    await publishNow(store, { datasets: [putOf(orders), putOf(payroll), putOf(copy)] });
    const asked = ["payroll", "wages", "orders", "copy", "kopie", "nobody", "", "a\0b", "x".repeat(5000), "payroll"];
    const namesFor = async (scope: typeof PUBLIC) => [...(await store.hiddenNames(scope, asked))].sort();
    expect(await namesFor(PUBLIC)).toEqual(["payroll", "wages"]);
    expect(await namesFor(memberOf("sales"))).toEqual(["payroll", "wages"]);
    expect(await namesFor(FINANCE)).toEqual([]);
    expect(await namesFor(EVERYTHING)).toEqual([]);
    await publishNow(store, { datasets: [{ op: "remove", id: await idOf(store, "payroll"), name: "payroll" }] });
    expect(await namesFor(PUBLIC)).toEqual([]);
  });

  rule("a reader without any key sees nothing", async (store) => {
    await publishNow(store, { datasets: [putOf(contractOf({ name: "closed", access: { visibility: "restricted", readers: [] } }))] });
    expect(await namesOf(store, memberOf())).toEqual([]);
    expect(await namesOf(store, EVERYTHING)).toEqual(["closed"]);
  });

  rule("pages by cursor are complete, without repeats, and stable for every sort", async (store) => {
    const all = Array.from({ length: 23 }, (_, i) => contractOf({ name: `ds_${(i * 7) % 23}` }));
    const reports = all.slice(0, 12).map(({ name }, i) => ({
      dataset: name,
      score: (i % 4) * 10.1,
      measuredAt: "2026-01-01T00:00:00Z",
      source: "job",
      position: positionOf(),
    }));
    await publishNow(store, { datasets: all.slice(0, 11).map((contract) => putOf(contract)) });
    await publishNow(store, { datasets: all.slice(11).map((contract) => putOf(contract)), reports });
    for (const by of ["name", "updated", "quality", "popularity", "freshness"] as const) {
      for (const descending of [false, true]) {
        const seen: string[] = [];
        let after: DatasetQuery["after"] = null;
        for (let hasMore = true; hasMore; ) {
          const page = await store.listDatasets(PUBLIC, { filter: {}, sort: { by, descending }, limit: 5, after });
          expect(page.total).toBe(23);
          seen.push(...page.items.map(({ contract }) => contract.name));
          after = page.next;
          hasMore = page.hasMore;
          expect(after === null).toBe(!hasMore);
        }
        const whole = await namesOf(store, PUBLIC, { sort: { by, descending } });
        expect(seen, `${by} ${descending}`).toEqual(whole);
        expect(new Set(seen).size).toBe(23);
        if (by === "quality") expect((await store.findDataset(PUBLIC, seen.at(-1) ?? ""))?.latestReport).toBeNull();
      }
    }
  });

  rule("a cursor that does not fit the sort is refused", async (store) => {
    for (const [by, value] of [
      ["updated", "yesterday"],
      ["updated", null],
      ["quality", "high"],
    ] as const) {
      const query: DatasetQuery = { filter: {}, sort: { by, descending: true }, limit: 5, after: { value, name: "x" } };
      await expect(store.listDatasets(PUBLIC, query)).rejects.toMatchObject({ code: "TS-API-005" });
    }
  });

  rule("filters: alternatives inside one, all of them together, an empty list is none", async (store) => {
    const term = columnOf({ name: "t", term: "churn", classification: "pii" });
    await publishNow(store, {
      datasets: [
        putOf(contractOf({ name: "a", domain: "x", owner: "o", tags: ["t1", "t2"], tier: 1, columns: [term] })),
        putOf(contractOf({ name: "b", domain: "y", owner: "o", tags: ["t2"], terms: ["churn"], status: "draft" })),
        // What a hidden column carries is neither found nor counted.
        putOf(contractOf({ name: "d", columns: [{ ...term, mask: { as: "hide", except: [] } }] })),
        putOf(contractOf({ name: "c", domain: "x" })),
      ],
    });
    const found = (filter: DatasetQuery["filter"]) => namesOf(store, PUBLIC, { filter });
    expect(await found({ domain: ["x", "y"], owner: ["o"] })).toEqual(["a", "b"]);
    expect(await found({ domain: [], tag: ["t1", "t9"] })).toEqual(["a"]);
    expect(await found({ term: ["churn"] })).toEqual(["a", "b"]);
    expect(await found({ tier: [1, 2], status: ["active"], classification: ["pii"] })).toEqual(["a"]);
    expect(await found({ domain: ["x'; drop table dataset; --"] })).toEqual([]);
    expect(await store.countBy(PUBLIC, "term")).toEqual([{ id: "churn", datasets: 2 }]);
    expect(await store.countBy(PUBLIC, "domain")).toEqual([
      { id: "x", datasets: 2 },
      { id: "y", datasets: 1 },
    ]);
  });

  rule("datasets by id come in the order asked for; unknown and malformed ids are nothing", async (store) => {
    await publishNow(store, { datasets: ["a", "b", "c"].map((name) => putOf(contractOf({ name }))) });
    const [a, c] = [await idOf(store, "a"), await idOf(store, "c")];
    const ids = [c, "01900000-0000-7000-8000-000000000000", a, c, "not an id", ""];
    expect((await store.datasetsById(PUBLIC, ids)).map(({ contract }) => contract.name)).toEqual(["c", "a"]);
    expect([await store.lineage(PUBLIC, "x"), await store.qualitySeries(PUBLIC, "x", 9)]).toEqual([[], []]);
  });

  rule("reported scores make a series: corrected in place, kept when the file moves on, newest last", async (store) => {
    const at = (day: number, score: number, dataset = "orders") => ({
      dataset,
      score,
      measuredAt: `2026-01-0${day}T00:00:00Z`,
      source: "job",
      position: positionOf(),
    });
    await publishNow(store, { datasets: [putOf(contractOf({ name: "orders", aliases: ["sales"] }))], reports: [at(2, 90), at(1, 80)] });
    expect((await publishNow(store, { reports: [at(2, 90)] })).outcome).toBe("unchanged");
    await publishNow(store, { reports: [at(2, 91), at(3, 70, "Sales"), at(4, 10, "nobody"), at(5, 1000)] });
    const id = await idOf(store, "orders");
    expect((await store.qualitySeries(PUBLIC, id, 9)).map(({ score }) => score)).toEqual([80, 91, 70]);
    expect((await store.qualitySeries(PUBLIC, id, 2)).map(({ score }) => score)).toEqual([91, 70]);
    expect((await store.findDataset(PUBLIC, "orders"))?.latestReport).toEqual({
      score: 70,
      measuredAt: new Date("2026-01-03T00:00:00Z"),
      source: "job",
    });
  });

  rule("tokens are found by hash until they expire or are removed by name", async (store) => {
    const claims = { country: "DE", level: 3, staff: true, regions: ["a", "ü'"] };
    const token = { name: "admin", hash: "a".repeat(64), admin: true, groups: ["x"], scopes: ["publish"], claims, expiresAt: null };
    const put = await store.putToken(token);
    await store.putToken({ ...token, hash: "b".repeat(64), name: "old", expiresAt: new Date(Date.now() - 1) });
    expect(await store.findToken(token.hash)).toEqual({
      ...{ id: put.id, name: "admin", admin: true, groups: ["x"], scopes: ["publish"], claims, expiresAt: null },
    });
    expect([await store.findToken("b".repeat(64)), await store.findToken("c".repeat(64)), await store.findToken("")]).toEqual([
      null,
      null,
      null,
    ]);
    expect((await store.putToken({ ...token, groups: [] })).id).toBe(put.id);
    expect([await store.removeTokens("admin"), await store.findToken(token.hash), await store.removeTokens("admin")]).toEqual([1, null, 0]);
  });
}
