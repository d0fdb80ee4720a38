import { expect } from "vitest";
import type { ContractChange } from "#lib/contract/change.ts";
import { columnOf, contractOf, putOf } from "#lib/store/fixture.ts";
import type { VersionLookup } from "#lib/store/history.ts";
import type { Publication, Store } from "#lib/store/store.ts";
import { EVERYTHING, idOf, memberOf, PUBLIC, publishNow } from "./publish-now.ts";

const FINANCE = memberOf("finance");
const CLOSED = { visibility: "restricted", data: "restricted", readers: ["finance"] } as const;
const retyped: ContractChange = {
  ...{ level: "breaking", kind: "column.retyped", column: "id", message: "`id` became a number." },
  ...{ before: "STRING", after: { deep: [1, null] } },
};

/** Publishes a version of `name`, as a change of the dataset when there is one. */
async function version(
  store: Store,
  name: string,
  title: string,
  {
    as,
    changes = [],
    access,
    ...publication
  }: Partial<Publication> & {
    readonly as?: string;
    readonly changes?: readonly ContractChange[];
    readonly access?: typeof CLOSED;
  } = {},
): Promise<string> {
  const known = (await store.published()).find((dataset) => dataset.name === name)?.id ?? null;
  const contract = contractOf({ name, title, version: as ?? null, ...(access === undefined ? {} : { access }) });
  const kind = known === null ? "added" : "changed";
  await publishNow(store, { datasets: [putOf(contract, known, { change: { kind, renamedFrom: null, changes } })], ...publication });
  return contract.hash;
}

const titleAt = (lookup: VersionLookup): string => (lookup.kind === "found" ? lookup.contract.title : lookup.kind);

/** Rules of the past: versions, what a reference to one means, and what must not be told of it. */
export function historyRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  rule("versions come newest first, each as it was published, page by page without repeats", async (store) => {
    for (let i = 0; i < 7; i += 1) await version(store, "orders", `Orders ${i}`, { as: `1.${i}.0`, author: "Ada", commit: `c${i}` });
    await version(store, "orders", "Orders 7", { as: "2.0.0", changes: [retyped] });
    await version(store, "other", "Other");
    const id = await idOf(store, "orders");
    const all = await store.history(PUBLIC, id, { limit: 100, after: null });
    expect(all.items.map((item) => item.version)).toEqual(["2.0.0", ...[6, 5, 4, 3, 2, 1, 0].map((i) => `1.${i}.0`)]);
    expect(all).toMatchObject({ total: 8, hasMore: false });
    expect(all.items.map(({ current }) => current)).toEqual([true, ...Array(7).fill(false)]);
    expect(all.items[0]).toMatchObject({ datasetId: id, change: { kind: "changed", renamedFrom: null, changes: [retyped] } });
    expect(all.items.at(-1)).toMatchObject({ commit: "c0", author: "Ada", change: { kind: "added", changes: [] } });
    expect(all.items[0]?.publishedAt).toEqual((await store.findDataset(PUBLIC, "orders"))?.updatedAt);
    const seen: string[] = [];
    for (let after: string | null = null, hasMore = true; hasMore; ) {
      const page = await store.history(PUBLIC, id, { limit: 3, after });
      expect(page.total).toBe(8);
      seen.push(...page.items.map((item) => item.version));
      after = page.items.at(-1)?.id ?? null;
      hasMore = page.hasMore;
    }
    expect(seen).toEqual(all.items.map((item) => item.version));
    for (const after of ["01900000-0000-7000-8000-000000000000", "no id", await idOf(store, "other")])
      expect((await store.history(PUBLIC, id, { limit: 3, after })).items).toEqual([]);
  });

  rule("a dataset that is hidden today has no history, whatever it was then, and one that is open today has all of it", async (store) => {
    await version(store, "opened", "Then", { access: CLOSED });
    await version(store, "opened", "Now");
    await version(store, "closed", "Then");
    await version(store, "closed", "Now", { access: CLOSED });
    const [opened, closed] = [await idOf(store, "opened"), await idOf(store, "closed")];
    const query = { limit: 9, after: null };
    for (const scope of [PUBLIC, memberOf("sales")]) {
      expect((await store.history(scope, opened, query)).total).toBe(2);
      expect(await store.history(scope, closed, query)).toEqual({ items: [], total: 0, hasMore: false });
      expect((await store.versionAt(scope, opened, "opened")).kind).toBe("none");
      const [then] = (await store.history(EVERYTHING, closed, query)).items;
      for (const ref of [then?.id ?? "", then?.version ?? "", then?.hash ?? ""])
        expect(await store.versionAt(scope, closed, ref)).toEqual({ kind: "none" });
      expect((await store.recentVersions(scope, 9)).map(({ datasetId }) => datasetId)).toEqual([opened, opened]);
      expect([...(await store.columnGuards(scope, [opened, closed])).keys()]).toEqual([opened]);
    }
    expect((await store.history(FINANCE, closed, query)).total).toBe(2);
    expect((await store.recentVersions(FINANCE, 3)).map(({ datasetId }) => datasetId)).toEqual([closed, closed, opened]);
    await publishNow(store, { datasets: [{ op: "remove", id: opened, name: "opened" }] });
    expect((await store.history(EVERYTHING, opened, query)).total).toBe(0);
    expect(await store.history(EVERYTHING, "no id", query)).toEqual({ items: [], total: 0, hasMore: false });
    expect((await store.recentVersions(EVERYTHING, 9)).map(({ datasetId }) => datasetId)).toEqual([closed, closed]);
    await version(store, "opened", "Back");
    expect((await store.history(PUBLIC, opened, query)).items.map(({ change }) => change.kind)).toEqual(["added", "changed", "added"]);
  });

  rule("a version is found by id, by its word, by 12 digits of its hash, by its commit and by 7 digits of that", async (store) => {
    const hash = await version(store, "orders", "First", { commit: "aaaaaaa1".padEnd(40, "0"), as: "1.0.0" });
    await version(store, "orders", "Second", { commit: "aaaaaaa2".padEnd(40, "0"), as: "1.0.0" });
    const third = await version(store, "orders", "Third", { commit: "bbbbbbbb".padEnd(40, "0") });
    const id = await idOf(store, "orders");
    const at = async (ref: string) => titleAt(await store.versionAt(PUBLIC, id, ref));
    const [newest, , oldest] = (await store.history(PUBLIC, id, { limit: 9, after: null })).items;
    expect(await at(oldest?.id ?? "")).toBe("First");
    expect(await at((oldest?.id ?? "").toUpperCase())).toBe("First");
    // The word was used again: it means the newest, and the history says so.
    expect(await at("1.0.0")).toBe("Second");
    expect([newest?.labelMoved, oldest?.labelMoved]).toEqual([false, true]);
    expect(await at(hash)).toBe("First");
    expect(await at(hash.slice(0, 12))).toBe("First");
    expect(await at(hash.slice(0, 11))).toBe("none");
    expect(await at(third.slice(0, 12).toUpperCase())).toBe("Third");
    expect(await at("aaaaaaa1".padEnd(40, "0"))).toBe("First");
    expect(await at("AAAAAAA2")).toBe("Second");
    expect(await at("bbbbbb")).toBe("none");
    expect(await store.versionAt(PUBLIC, id, "aaaaaaa")).toEqual({
      kind: "ambiguous",
      candidates: ["aaaaaaa1".padEnd(40, "0"), "aaaaaaa2".padEnd(40, "0")],
    });
    for (const odd of ["", "%", "1.0.", "a\0b", "x".repeat(300), "\uD800", "1.0.0'; drop table dataset; --"])
      expect(await at(odd)).toBe("none");
    expect(titleAt(await store.versionAt(PUBLIC, "no id", "1.0.0"))).toBe("none");
  });

  rule("a commit that did not change a dataset means the version that was current when it was published", async (store) => {
    const commit = (digit: string) => digit.repeat(40);
    await publishNow(store, { commit: commit("1") });
    await version(store, "orders", "First", { commit: commit("2") });
    await version(store, "other", "Other", { commit: commit("3") });
    await version(store, "orders", "Second", { commit: commit("4") });
    await publishNow(store, { commit: "4444444a".padEnd(40, "0") });
    const id = await idOf(store, "orders");
    const at = async (ref: string) => titleAt(await store.versionAt(PUBLIC, id, ref));
    expect(await at(commit("1"))).toBe("none");
    expect([await at(commit("2")), await at(commit("3")), await at("3333333"), await at(commit("4"))]).toEqual([
      ...["First", "First", "First", "Second"],
    ]);
    expect(await at("4444444")).toBe("ambiguous");
    expect(await at("4444444a")).toBe("Second");
    // The same commit once more, later: the newest that is known under it.
    await publishNow(store, { commit: commit("3") });
    expect(await at(commit("3"))).toBe("Second");
  });

  rule("what any version said of a column that needs care stays known when the column is gone", async (store) => {
    const hidden = columnOf({ name: "margin", mask: { as: "hide", except: ["finance"] } });
    const classified = columnOf({ name: "mail", classification: "pii", mask: { as: "hash", except: [] } });
    await publishNow(store, { datasets: [putOf(contractOf({ name: "orders", columns: [hidden, classified, columnOf({ name: "id" })] }))] });
    const id = await idOf(store, "orders");
    const stricter = { ...hidden, mask: { as: "hide", except: [] } } as const;
    await publishNow(store, { datasets: [putOf(contractOf({ name: "orders", columns: [stricter] }), id)] });
    await publishNow(store, { datasets: [putOf(contractOf({ name: "orders" }), id)] });
    const guards = (await store.columnGuards(PUBLIC, [id, id, "no id"])).get(id) ?? [];
    expect(guards.length).toBe(3);
    expect(guards).toEqual(
      expect.arrayContaining([
        { name: "margin", classification: null, except: ["finance"] },
        { name: "margin", classification: null, except: [] },
        { name: "mail", classification: "pii", except: null },
      ]),
    );
  });

  rule("names that were hidden stay hidden when their dataset is removed or renamed, until a visible one has them", async (store) => {
    await version(store, "payroll", "Payroll", { access: CLOSED });
    await version(store, "wages", "Wages", { access: CLOSED });
    await publishNow(store, { datasets: [{ op: "remove", id: await idOf(store, "payroll"), name: "payroll" }] });
    const wages = await idOf(store, "wages");
    const renamed = contractOf({ name: "pay", access: CLOSED });
    const change = { kind: "changed", renamedFrom: "Wages", changes: [] } as const;
    await publishNow(store, { datasets: [putOf(renamed, wages, { change })] });
    const asked = ["payroll", "wages", "pay", "orders"];
    const hidden = async (scope = PUBLIC) => [...(await store.hiddenNamesEver(scope, asked))].sort();
    expect(await hidden()).toEqual(["pay", "payroll", "wages"]);
    expect([await hidden(FINANCE), await hidden(EVERYTHING)]).toEqual([[], []]);
    expect([...(await store.hiddenNames(PUBLIC, asked))]).toEqual(["pay"]);
    await version(store, "payroll_public", "Payroll, summed up");
    await publishNow(store, { datasets: [putOf(contractOf({ name: "summary", aliases: ["wages"] }))] });
    expect(await hidden()).toEqual(["pay", "payroll"]);
  });
}
