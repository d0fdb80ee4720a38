import { expect, vi } from "vitest";
import { contractOf, positionOf, putOf } from "#lib/store/fixture.ts";
import type { DatasetQuery, Store } from "#lib/store/store.ts";
import { at, changeOf, observationOf } from "./evidence-values.ts";
import { EVERYTHING, entriesOf, idOf, namesOf, PUBLIC, publishNow } from "./publish-now.ts";

const judged = (state: "ready" | "broken") => ({ verdict: { state, since: at(1), validUntil: null } }) as const;

/** Rules of what lists, search and other processes see of the evidence. */
export function standingRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  rule("lists sort by the measured score, else the reported one, and by the newest data, page by page", async (store) => {
    const report = (dataset: string, score: number) => ({
      ...{ dataset, score, measuredAt: "2026-01-01T00:00:00Z", source: "job", position: positionOf() },
    });
    const contracts = ["a", "b", "c", "d", "e"].map((name) => putOf(contractOf({ name })));
    await publishNow(store, { datasets: contracts, reports: [report("a", 99), report("b", 50), report("c", 60.5)] });
    await store.evidence.record(changeOf(await idOf(store, "a"), { score: 10.25, asOf: at(3) }));
    await store.evidence.record(changeOf(await idOf(store, "d"), { score: 70, asOf: at(5) }));
    await store.evidence.record(changeOf(await idOf(store, "c"), { score: null, asOf: at(4) }));
    for (const [by, descending, expected] of [
      ["quality", true, "d c b a e"],
      ["quality", false, "a b c d e"],
      ["freshness", true, "d c a b e"],
      ["freshness", false, "a c d b e"],
    ] as const) {
      expect((await namesOf(store, PUBLIC, { sort: { by, descending } })).join(" "), by).toBe(expected);
      const seen: string[] = [];
      let after: DatasetQuery["after"] = null;
      do {
        const page = await store.listDatasets(PUBLIC, { filter: {}, sort: { by, descending }, limit: 1, after });
        seen.push(...page.items.map(({ contract }) => contract.name));
        after = page.next;
      } while (after !== null);
      expect(seen.join(" "), by).toBe(expected);
    }
  });

  rule("lists filter by the verdict that was judged last, and what was never judged is unknown", async (store) => {
    await publishNow(store, { datasets: ["a", "b", "c", "d"].map((name) => putOf(contractOf({ name }))) });
    await store.evidence.record(changeOf(await idOf(store, "a"), judged("ready")));
    await store.evidence.record(changeOf(await idOf(store, "b"), judged("broken")));
    await store.evidence.record(changeOf(await idOf(store, "c")));
    const found = (verdict: string[]) => namesOf(store, PUBLIC, { filter: { verdict } });
    expect([await found(["ready"]), await found(["ready", "broken"]), await found(["unknown"])]).toEqual([["a"], ["a", "b"], ["c", "d"]]);
    expect([await found([]), await found(["'"])]).toEqual([["a", "b", "c", "d"], []]);
    const page = await store.listDatasets(PUBLIC, {
      filter: { verdict: ["unknown"] },
      sort: { by: "name", descending: false },
      limit: 1,
      after: null,
    });
    expect(page.total).toBe(2);
  });

  rule("a look tells every process of its dataset, and of the neighbours and the search index where it is visible", async (store) => {
    await publishNow(store, { datasets: [putOf(contractOf({ name: "raw" })), putOf(contractOf({ name: "made", upstream: ["raw"] }))] });
    const raw = await idOf(store, "raw");
    const heard: string[] = [];
    const stop = await store.listen((event) => heard.push(event.kind === "dataset" ? event.name : event.kind));
    const head = await store.outboxHead();
    await store.evidence.record(changeOf(raw, {}, { observation: observationOf(raw) }));
    await vi.waitFor(() => expect(heard).toEqual(["all", "raw"]), 5_000);
    expect(await store.evidence.record(changeOf(raw, {}, { isVisible: true }))).toBe(false);
    // Where nothing is another than before, nobody is told.
    expect(await store.evidence.record(changeOf(raw, { revision: 1 }))).toBe(true);
    for (const revision of [2, 3]) await store.evidence.record(changeOf(raw, { revision }, { isVisible: true }));
    await vi.waitFor(() => expect(heard.slice(2).sort()).toEqual(["made", "made", "raw", "raw"]), 5_000);
    await stop();
    // The second one took the place of the first.
    expect((await entriesOf(store, head, 1)).map(({ datasetId }) => datasetId)).toEqual([raw]);
  });

  rule("what tools say of where data comes from stands beside the contract, and each job replaces its own", async (store) => {
    const contracts = [
      contractOf({ name: "raw", aliases: ["raw_orders"] }),
      contractOf({ name: "secret", access: { visibility: "restricted", readers: ["finance"] } }),
      contractOf({ name: "made", upstream: ["raw"] }),
    ];
    await publishNow(store, { datasets: contracts.map((contract) => putOf(contract)) });
    const [raw, made] = [await idOf(store, "raw"), await idOf(store, "made")];
    const say = (tool: "dbt" | "openlineage", job: string, hour: number, ...names: string[]) => {
      const edges = names.map((from) => ({ datasetId: made, from, columns: [{ column: "id", from: "id", kind: null }] }));
      return store.intake.putLineage(tool, job, edges, at(hour));
    };
    const told = async (id: string, scope = PUBLIC) =>
      (await store.lineage(scope, id)).map(({ direction, dataset, name, provenance }) => [
        ...[direction, dataset?.contract.name ?? name, provenance.map(({ by, job, at: moment }) => [by, job, moment])],
      ]);
    await say("dbt", "nightly", 1, "raw_orders", "secret", "elsewhere", "made");
    await say("openlineage", "load", 2, "elsewhere");
    const contract = ["contract", null, null];
    const load = ["openlineage", "load", at(2)];
    expect(await told(made)).toEqual([
      ["up", "raw", [contract, ["dbt", "nightly", at(1)]]],
      ["up", "elsewhere", [["dbt", "nightly", at(1)], load]],
      ["up", null, []],
    ]);
    expect((await told(made, EVERYTHING))[2]).toEqual(["up", "secret", [["dbt", "nightly", at(1)]]]);
    expect(await told(raw)).toEqual([["down", "made", [contract, ["dbt", "nightly", at(1)]]]]);

    const heard: string[] = [];
    const stop = await store.listen((event) => heard.push(event.kind === "dataset" ? event.name : event.kind));
    // The same again moves its time and makes no page anew.
    await say("openlineage", "load", 3, "elsewhere");
    await say("dbt", "nightly", 4, "secret");
    await vi.waitFor(() => expect(heard.sort()).toEqual(["all", "made", "raw", "secret"]), 5_000);
    await stop();
    expect(await told(made)).toEqual([
      ["up", "raw", [contract]],
      ["up", "elsewhere", [["openlineage", "load", at(3)]]],
      ["up", null, []],
    ]);
    // A new version of the contract says nothing of what tools said.
    await publishNow(store, { datasets: [putOf(contractOf({ name: "made" }), made)] });
    expect((await told(made)).map(([, name]) => name)).toEqual(["elsewhere", null]);
  });
}
