import { expect } from "vitest";
import { columnOf, contractOf, positionOf, problemAt, promiseOf, publicationOf, putOf, wordsOf } from "#lib/store/fixture.ts";
import type { DatasetChange, Store } from "#lib/store/store.ts";
import { BY_NAME, EVERYTHING, entriesOf, idOf, memberOf, namesOf, PUBLIC, publishNow } from "./publish-now.ts";

const FINANCE = memberOf("finance");
const orders = contractOf({ name: "orders" });
const payroll = contractOf({
  ...{ name: "payroll", domain: "people", owner: "hr", terms: ["salary"], aliases: ["wages"], upstream: ["orders"] },
  access: { visibility: "restricted", data: "restricted", readers: ["finance"] },
});

/** Rules of publishing: what is kept, what counts as a change, who hears of it. */
export function publishingRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  rule("an empty catalog is revision 0, of the folder, with nothing in it", async (store) => {
    expect(await store.state()).toEqual({ revision: 0, publisher: "folder", commit: null, author: null, title: null, publishedAt: null });
    expect(await store.vocabulary()).toMatchObject({ revision: 0, terms: [], policy: { defaultVisibility: null, adminGroups: [] } });
    expect(await store.listDatasets(EVERYTHING, BY_NAME)).toEqual({ items: [], total: 0, hasMore: false, next: null });
    expect([await store.published(), await store.problems(), await store.ingestions(9), await store.outbox(null, 9)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  rule("gives back a contract as it was published", async (store) => {
    const contract = contractOf({
      ...{ name: "shop.orders", version: "1.4.0", tier: 2, tags: ["core", "core data"], description: "„Größe“ \\u0000 is fine 🙂" },
      columns: [columnOf({ name: "total", min: 0.5, values: ["a", "b"], mask: { as: "hash", except: ["crm"] } })],
      promises: [promiseOf({ kind: "range", column: "total", params: { min: 0.5, deep: { list: [1, null, true] } } })],
      custom: { a: { b: [1, "2"] } },
    });
    await publishNow(store, { datasets: [putOf(contract)], commit: "c0ffee", author: "Ada" });
    const record = await store.findDataset(PUBLIC, "shop.orders");
    expect(record?.contract).toEqual(contract);
    expect(record).toMatchObject({
      version: "1.4.0",
      commit: "c0ffee",
      author: "Ada",
      seenBy: ["everyone"],
      readBy: ["everyone"],
      staleSince: null,
    });
    expect(record?.createdAt).toEqual(record?.updatedAt);
  });

  rule("gives contracts to a plan by id, whoever may see them, and only of what is published", async (store) => {
    await publishNow(store, { datasets: [putOf(orders), putOf(payroll)] });
    const [first, second] = [await idOf(store, "orders"), await idOf(store, "payroll")];
    const unknown = ["not an id", "00000000-0000-0000-0000-000000000000"];
    expect(await store.contractsById([second, first, first, ...unknown])).toEqual(
      new Map([
        [first, orders],
        [second, payroll],
      ]),
    );
    await publishNow(store, { datasets: [{ op: "remove", id: first, name: "orders" }] });
    expect([...(await store.contractsById([first, second])).keys()]).toEqual([second]);
    expect(await store.contractsById([])).toEqual(new Map());
  });

  rule("without a declared version, the version is the first 12 digits of the hash", async (store) => {
    await publishNow(store, { datasets: [putOf(orders)] });
    expect((await store.findDataset(PUBLIC, "orders"))?.version).toBe(orders.hash.slice(0, 12));
  });

  rule("characters that PostgreSQL refuses do not stop a catalog", async (store) => {
    const contract = contractOf({ name: "odd", description: "a\0b\uD800c", custom: { "k\0": "\uDC00" }, tags: ["\0"] });
    const problem = { ...problemAt("error", "a.yaml", 1), message: "bad \0 character \uD800" };
    const result = await publishNow(store, { datasets: [putOf(contract)], author: "A\0", commit: "\0", problems: [problem] });
    expect(result.outcome).toBe("published");
    expect((await store.findDataset(PUBLIC, "odd"))?.contract.description).toBe("a\uFFFDb\uFFFDc");
    expect(await store.findDataset(PUBLIC, "o\0dd\uD800")).toBeNull();
  });

  rule("texts that are far too long for an index are published all the same", async (store) => {
    const long = Array.from({ length: 9_000 }, (_, i) => i.toString(36)).join("-");
    const contract = contractOf({
      ...{ name: "long", aliases: [long, "short"], upstream: [long, "orders"], tags: [long], version: long },
      access: { visibility: "restricted", readers: [long, "finance"] },
    });
    const report = { dataset: "long", score: 5, measuredAt: "2026-01-01T00:00:00Z", source: long, position: positionOf() };
    expect((await publishNow(store, { datasets: [putOf(contract)], reports: [report] })).outcome).toBe("published");
    expect((await store.findDataset(FINANCE, "short"))?.contract.aliases).toEqual([long, "short"]);
    expect(await store.findDataset(EVERYTHING, long)).toBeNull();
    expect(await store.findDataset(memberOf(long), "short")).toBeNull();
  });

  rule("a publish is atomic: one change that cannot be, and nothing is changed", async (store) => {
    await publishNow(store, { datasets: [putOf(orders)], vocabulary: wordsOf({ title: "Shop" }) });
    const before = [
      await store.state(),
      await store.published(),
      await store.ingestions(9),
      await entriesOf(store, null, 1),
      await store.vocabulary(),
    ];
    const changed = putOf(contractOf({ name: "orders", title: "Changed" }), await idOf(store, "orders"));
    const bad: DatasetChange[][] = [
      [changed, putOf(contractOf({ name: "new" })), putOf(contractOf({ name: "ghost" }), "01900000-0000-7000-8000-000000000000")],
      [changed, putOf(contractOf({ name: "twin" })), putOf(contractOf({ name: "Twin" }))],
    ];
    for (const datasets of bad) {
      const publication = { datasets, vocabulary: wordsOf({ title: "Other" }), problems: [problemAt("error", "a.yaml", 1)] };
      await expect(publishNow(store, publication)).rejects.toThrow();
      expect([
        await store.state(),
        await store.published(),
        await store.ingestions(9),
        await entriesOf(store, null, 1),
        await store.vocabulary(),
      ]).toEqual(before);
      expect(await store.problems()).toEqual([]);
    }
  });

  rule("publishing the same again changes nothing, but is noted as an ingestion with its problems", async (store) => {
    const first = await publishNow(store, { datasets: [putOf(orders)], problems: [problemAt("error", "a.yaml", 1)] });
    const before = await store.findDataset(PUBLIC, "orders");
    const entries = await entriesOf(store, null, 1);
    const again = { datasets: [putOf(orders, before?.id ?? null)], problems: [problemAt("note", "b.yaml", 2)], commit: "abc" };
    expect(await publishNow(store, again)).toEqual({ outcome: "unchanged", revision: first.revision });
    expect(await publishNow(store, { problems: [problemAt("note", "b.yaml", 2)], commit: "abc" })).toMatchObject({ outcome: "unchanged" });
    expect(await store.findDataset(PUBLIC, "orders")).toEqual(before);
    expect(await entriesOf(store, null, 1)).toEqual(entries);
    expect((await store.problems()).map(({ position }) => position.file)).toEqual(["b.yaml"]);
    expect((await store.ingestions(9)).length).toBe(3);
    expect(await store.state()).toMatchObject({ revision: first.revision, commit: "abc" });
  });

  rule("a plan against another revision is a conflict that changes nothing", async (store) => {
    await publishNow(store, { datasets: [putOf(orders)] });
    const late = publicationOf({ baseRevision: 0, datasets: [putOf(contractOf({ name: "late" }))] });
    expect(await store.publish(late)).toEqual({ outcome: "conflict", revision: 1 });
    expect([await namesOf(store), (await store.ingestions(9)).length]).toEqual([["orders"], 1]);
  });

  rule("of two publishes at once against one revision, one is published and the other a conflict", async (store) => {
    const results = await Promise.all(
      ["a", "b", "c", "d"].map((name) => store.publish(publicationOf({ baseRevision: 0, datasets: [putOf(contractOf({ name }))] }))),
    );
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["conflict", "conflict", "conflict", "published"]);
    expect((await namesOf(store)).length).toBe(1);
  });

  rule("a rename keeps the id, and two datasets can swap their names", async (store) => {
    await publishNow(store, { datasets: [putOf(contractOf({ name: "old" })), putOf(orders)] });
    const [old, other] = [await idOf(store, "old"), await idOf(store, "orders")];
    const change = { kind: "changed", renamedFrom: "old", changes: [] } as const;
    await publishNow(store, { datasets: [putOf(contractOf({ name: "new", aliases: ["old"] }), old, { change })] });
    expect([(await store.findDataset(PUBLIC, "new"))?.id, (await store.findDataset(PUBLIC, "old"))?.id]).toEqual([old, old]);
    await publishNow(store, { datasets: [putOf(contractOf({ name: "orders" }), old), putOf(contractOf({ name: "new" }), other)] });
    expect([await idOf(store, "orders"), await idOf(store, "new"), await store.findDataset(PUBLIC, "old")]).toEqual([old, other, null]);
  });

  rule("a removed dataset is gone everywhere, and comes back under its id when its name returns", async (store) => {
    await publishNow(store, { datasets: [putOf(orders), putOf(contractOf({ name: "child", upstream: ["orders"] }))] });
    const before = await store.findDataset(PUBLIC, "orders");
    const id = before?.id ?? "";
    await publishNow(store, { datasets: [{ op: "remove", id, name: "orders" }] });
    expect([await store.findDataset(EVERYTHING, "orders"), await store.datasetsById(EVERYTHING, [id]), await namesOf(store)]).toEqual([
      null,
      [],
      ["child"],
    ]);
    expect(await store.lineage(EVERYTHING, await idOf(store, "child"))).toMatchObject([{ direction: "up", dataset: null, name: "orders" }]);
    expect(await publishNow(store, { datasets: [{ op: "remove", id, name: "orders" }] })).toMatchObject({ outcome: "unchanged" });
    await publishNow(store, { datasets: [putOf(contractOf({ name: "Orders" }))] });
    expect(await store.findDataset(PUBLIC, "orders")).toMatchObject({ id, createdAt: before?.createdAt });
  });

  rule("another dataset may take the name of a removed one", async (store) => {
    await publishNow(store, { datasets: [putOf(orders), putOf(contractOf({ name: "other" }))] });
    const [removed, other] = [await idOf(store, "orders"), await idOf(store, "other")];
    await publishNow(store, { datasets: [putOf(orders, other), { op: "remove", id: removed, name: "orders" }] });
    expect((await store.findDataset(PUBLIC, "orders"))?.id).toBe(other);
  });

  rule("a broken file keeps the last good version and says since when, until it is mended", async (store) => {
    await publishNow(store, { datasets: [putOf(orders)] });
    const id = await idOf(store, "orders");
    const keep: DatasetChange = { op: "keep", id, name: "orders" };
    expect((await publishNow(store, { datasets: [keep] })).outcome).toBe("published");
    const stale = await store.findDataset(PUBLIC, "orders");
    expect([stale?.contract, stale?.staleSince instanceof Date, (await store.published())[0]?.stale]).toEqual([orders, true, true]);
    expect((await publishNow(store, { datasets: [keep] })).outcome).toBe("unchanged");
    expect((await store.findDataset(PUBLIC, "orders"))?.staleSince).toEqual(stale?.staleSince);
    await publishNow(store, { datasets: [putOf(orders, id, { change: { kind: "moved", renamedFrom: null, changes: [] } })] });
    expect(await store.findDataset(PUBLIC, "orders")).toMatchObject({ staleSince: null, updatedAt: stale?.updatedAt });
  });

  rule("a contract that only moved has its new positions and no new version", async (store) => {
    await publishNow(store, { datasets: [putOf(orders)], commit: "one" });
    const before = await store.findDataset(PUBLIC, "orders");
    const moved = contractOf({ name: "orders", position: positionOf("sales/orders.yaml", 7) });
    expect(moved.hash).toBe(orders.hash);
    await publishNow(store, { datasets: [putOf(moved, before?.id ?? null)], commit: "two" });
    const after = await store.findDataset(PUBLIC, "orders");
    expect(after).toMatchObject({ contract: moved, updatedAt: before?.updatedAt, commit: "one" });
    expect((await store.published())[0]).toMatchObject({ file: "sales/orders.yaml", fingerprint: "sales/orders.yaml:7:1" });
  });

  rule("a new vocabulary replaces the old, is a new revision, and puts every dataset into the outbox", async (store) => {
    const term = {
      slug: "churn",
      title: "Churn",
      definition: "Gone.",
      synonyms: ["attrition"],
      owner: null,
      related: [],
      doc: null,
      position: positionOf(),
    };
    await publishNow(store, { datasets: [putOf(orders), putOf(payroll)], vocabulary: wordsOf({ terms: [term] }) });
    await entriesOf(store, null, 2);
    const head = await store.outboxHead();
    const next = wordsOf({
      title: "Shop",
      terms: [
        { ...term, title: "Loss" },
        { ...term, slug: "a" },
      ],
    });
    expect(await publishNow(store, { vocabulary: next })).toEqual({ outcome: "published", revision: 2 });
    expect(await store.vocabulary()).toEqual({ revision: 2, ...next });
    expect((await entriesOf(store, head, 2)).length).toBe(2);
    const later = await store.outboxHead();
    await publishNow(store, { vocabulary: { ...next, policy: { ...next.policy, adminGroups: ["root"] } } });
    expect([(await store.vocabulary()).policy.adminGroups, (await entriesOf(store, later, 2)).length]).toEqual([["root"], 2]);
  });

  rule("the outbox tells each change once it is in the tables, after a checkpoint only what came later", async (store) => {
    await publishNow(store, { datasets: [putOf(orders), putOf(payroll)] });
    const first = await entriesOf(store, null, 2);
    expect(new Set(first.map(({ datasetId }) => datasetId))).toEqual(new Set([await idOf(store, "orders"), await idOf(store, "payroll")]));
    const [one] = await store.outbox(null, 1);
    expect(await store.outbox(one?.checkpoint ?? null, 99)).toEqual(first.slice(1));
    const head = await store.outboxHead();
    expect(await store.outbox(head, 99)).toEqual([]);
    const id = await idOf(store, "orders");
    await publishNow(store, { datasets: [{ op: "remove", id, name: "orders" }] });
    expect((await entriesOf(store, head, 1)).map(({ datasetId }) => datasetId)).toEqual([id]);
    expect((await entriesOf(store, first.at(-1)?.checkpoint ?? null, 1)).map(({ datasetId }) => datasetId)).toEqual([id]);
  });
}
