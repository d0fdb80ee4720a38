import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractAnswer } from "#lib/api/answers/contract.ts";
import { datasetAnswer } from "#lib/api/answers/dataset.ts";
import { historyAnswer } from "#lib/api/answers/history.ts";
import { CatalogReader } from "#lib/catalog/catalog.ts";
import { atomFeed } from "#lib/catalog/feed.ts";
import { HistoryReader } from "#lib/catalog/history.ts";
import { publishFolder } from "#lib/catalog/publish-folder.ts";
import { versionAt } from "#lib/catalog/version-at.ts";
import { type Actor, ANONYMOUS, SYSTEM } from "#lib/policy/actor.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import type { Store } from "#lib/store/store.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

/** Hidden datasets are called zz_…, columns that must not be told hush_…. */
const PAY = `
    zz_pay: {description: Pay., owner: hr, access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING (PK)}]}
    kind: {description: Named as a column elsewhere., owner: hr, access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING}]}`;
const HIDE = "{as: hide, except: [finance]}";
const LONG = `SELECT ${"id, ".repeat(140)} hush_margin FROM zz_pay`;

const THEN = `
data_catalog:
  datasets:${PAY}
    zz_old_name: {description: Bonus., owner: hr, access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING}]}
    later_closed: {description: Open then., owner: hr, schema: [{id: STRING}]}
    orders:
      description: Orders with hush_margin and pay of zz_pay.
      owner: shop
      replaced_by: zz_pay
      source: {files: "a.csv"}
      freshness: {max_age: 24h, column: hush_margin}
      lineage: {upstream: [zz_pay, zz_old_name]}
      access: {query: SELECT * FROM zz_pay, mask: {hush_margin: ${HIDE}}, rows: "hush_margin > 1 and zz_pay = 1"}
      custom: {note: zz_pay}
      schema:
        - id: STRING (PK)
        - pay_id: STRING (FK -> zz_pay.id)
        - kind: STRING (kind|other)
        - plain: STRING (a|b)
        - hush_margin: {type: INTEGER, min: 0}
        - hush_today: STRING (a|b)
        - hush_class: {type: STRING, classification: secret}
        - opened: {type: STRING, mask: hide}
      checks:
        - relationships: {column: pay_id, to: zz_pay.id}
        - {name: all are paid, sql: "SELECT 1 FROM orders JOIN zz_pay USING (id)"}
        - range: {column: hush_margin, min: 0}
      usage_examples:
        - {name: paid, sql: "SELECT * FROM zz_pay"}
        - {name: hushed, sql: "SELECT hush_margin FROM orders"}
        - {name: long, sql: "${LONG}"}
        - {name: kinds, sql: "SELECT kind FROM orders"}
`;
/** Everything about what is hidden goes away, and columns change. */
const BETWEEN = `
data_catalog:
  datasets:${PAY}
    zz_bonus: {description: Bonus., owner: hr, aliases: [zz_old_name], access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING}]}
    later_closed: {description: Open then. More., owner: hr, schema: [{id: STRING}]}
    orders:
      description: Orders.
      owner: shop
      source: {files: "b.csv"}
      freshness: {max_age: 24h}
      schema:
        - id: STRING (PK)
        - pay_id: STRING
        - kind: INTEGER
        - plain: STRING (a)
        - hush_today: INTEGER
        - opened: {type: INTEGER, mask: hide}
      usage_examples: [{name: kinds, sql: "SELECT 1 FROM orders"}]
`;
/** The hidden dataset is removed, another has lost its old name for good, and the policy has changed. */
const TODAY = `
data_catalog:
  policy: {classifications: {secret: {mask: hide, except: [finance]}}}
  datasets:
    kind: {description: Named as a column elsewhere., owner: hr, access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING}]}
    zz_bonus: {description: Bonus., owner: hr, access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING}]}
    later_closed: {description: Closed now., owner: hr, access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING}]}
    orders:
      description: Orders.
      owner: shop
      source: {files: "b.csv"}
      freshness: {max_age: 24h}
      access: {mask: {hush_today: ${HIDE}}}
      schema:
        - id: STRING (PK)
        - pay_id: STRING
        - kind: INTEGER
        - hush_today: INTEGER
        - opened: INTEGER
`;

let server: StoreServer;
let dir: string;
let store: Store;
let catalog: CatalogReader;
let history: HistoryReader;
const now = () => new Date("2026-11-20T00:00:00Z");

beforeAll(async () => {
  [server, dir] = await Promise.all([startStoreServer(), mkdtemp(join(tmpdir(), "touchstone-past-"))]);
  ({ store } = await server.newStore());
  for (const [commit, text] of Object.entries({ c1: THEN, c2: BETWEEN, c3: TODAY })) {
    await writeFile(join(dir, "catalog.yaml"), text);
    const report = await publishFolder(dir, { store, now, publisher: "folder", defaultVisibility: "everyone", commit, author: null });
    expect(report.problems.filter(({ level }) => level === "error")).toEqual([]);
  }
  catalog = new CatalogReader({ store, now, glance: async () => ({ asOf: null, noData: null }) });
  history = new HistoryReader({ store, catalog });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

const person = (...groups: string[]): Actor => ({ kind: "token", id: "1", name: "test", admin: false, groups });
const BOUNDS = { limit: 50, after: null };

async function versionsOf(scope: Scope) {
  const view = await history.ofDataset(scope, "orders", BOUNDS);
  if (view === null) throw new Error("orders are for everyone");
  return view;
}

async function asOf(scope: Scope, at: string) {
  const found = await versionAt({ store, catalog, now }, scope, "orders", at);
  if (found.kind !== "found" || found.view === null) throw new Error(`${at} is no version of the past`);
  const { dataset, contract, hidden, hiddenColumns } = found.view;
  return {
    view: dataset,
    answer: datasetAnswer(dataset, "http://x", found.mark),
    contract: contractAnswer(dataset, contract, hidden, hiddenColumns),
  };
}

/** Everything that the addresses of the past tell. */
async function everything(scope: Scope) {
  const [view, news] = await Promise.all([versionsOf(scope), history.recent(scope, 50)]);
  const feed = { id: "urn:x", title: "t", author: "a", self: "/s", page: "/p", origin: "http://x" };
  return {
    view,
    answer: historyAnswer(view, "http://x", null),
    feeds: [atomFeed({ ...feed, news }), atomFeed({ ...feed, news: view.versions.map((version) => ({ dataset: view.dataset, version })) })],
    old: await asOf(scope, "c1"),
    newer: await asOf(scope, "c2"),
  };
}

const changesOf = async (scope: Scope, commit: string) =>
  (await versionsOf(scope)).versions.find((version) => version.commit === commit)?.changes ?? [];

describe("the past of a dataset", () => {
  it.each([ANONYMOUS, person("crm")])("names nothing that is or was hidden from its reader: %o", async (actor) => {
    const { old, ...rest } = await everything(scopeOf(actor));
    // The description of then is the author's own prose, as it is today.
    const told = JSON.stringify({ ...rest, old }).replaceAll("Orders with hush_margin and pay of zz_pay.", "");
    expect(told).not.toMatch(/zz_|hush_|later_closed/i);
    // Allowed values that happen to be a name are no references.
    expect(told).toContain("one of `kind` and `other`");
    expect(old.view.columns.map(({ name }) => name)).toEqual(["id", "pay_id", "kind", "plain", "opened"]);
    expect(old.view.columns.find(({ name }) => name === "pay_id")?.references).toEqual({ dataset: null, column: null, visible: false });
    expect(old.view.examples.map(({ name }) => name)).toEqual(["kinds"]);
    expect(old.view.upstream.map(({ kind }) => kind)).toEqual(["hidden", "hidden"]);
    expect([old.view.replacedBy, old.view.freshness?.column, old.contract.checks]).toEqual([null, null, undefined]);
    expect(old.answer.links.rows).toBeNull();
  });

  it("still tells what breaks, in words that name nothing", async () => {
    const changes = await changesOf(scopeOf(ANONYMOUS), "c2");
    const messages = changes.map(({ level, message }) => `${level}: ${message}`);
    expect(messages).toEqual(
      expect.arrayContaining(["breaking: `pay_id`: Joins by the column may lose rows.", "breaking: The check `all are paid` was removed."]),
    );
    expect(messages).toContain("editorial: Its description was rewritten.");
    expect(changes.find(({ kind }) => kind === "description.changed")).toMatchObject({ before: null, after: null });
    expect(changes.find(({ kind }) => kind === "row-policy.removed")).toMatchObject({ before: null, after: null });
    expect(messages.join("\n")).toContain("`kind` is `INTEGER` now; it was `STRING`.");
  });

  it("is told of a column that was hidden and is open today, and not of one that is hidden today", async () => {
    const columns = (await changesOf(scopeOf(ANONYMOUS), "c2")).map(({ column }) => column);
    expect(columns).toContain("opened");
    expect(columns).not.toContain("hush_today");
    expect((await changesOf(scopeOf(ANONYMOUS), "c3")).map(({ column }) => column)).toContain("plain");
  });

  it("is told whole to whom nothing is hidden, but for what limits rows", async () => {
    for (const actor of [person("finance", "hr"), SYSTEM] as const) {
      const { old, view, feeds } = await everything(scopeOf(actor));
      const told = JSON.stringify(view);
      for (const name of ["zz_pay", "hush_margin", "hush_today", "hush_class"]) expect(told, name).toContain(name);
      expect(told).not.toContain("hush_margin > 1");
      expect(old.view.columns.map(({ name }) => name)).toContain("hush_margin");
      expect(old.view.upstream.map(({ name }) => name)).toEqual(["zz_pay", "zz_old_name"]);
      expect(feeds[0]).toContain("later_closed");
    }
  });

  it("of a dataset that is hidden today is not there, though it was open then", async () => {
    const scope = scopeOf(ANONYMOUS);
    expect(await history.ofDataset(scope, "later_closed", BOUNDS)).toBeNull();
    expect(await versionAt({ store, catalog, now }, scope, "later_closed", "c1")).toEqual({ kind: "no-dataset" });
    expect((await history.ofDataset(scopeOf(person("finance")), "later_closed", BOUNDS))?.total).toBe(3);
  });
});
