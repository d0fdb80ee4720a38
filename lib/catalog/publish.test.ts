import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { describePrepared } from "#lib/catalog/describe-plan.ts";
import { planAgainst } from "#lib/catalog/plan-against.ts";
import { type PublishOptions, prepareCatalog, publishCatalog } from "#lib/catalog/publish.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import type { Store } from "#lib/store/store.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

const EVERYTHING = scopeOf(SYSTEM);
const parser = createCatalogParser();
let server: StoreServer;
let store: Store;
beforeAll(async () => {
  server = await startStoreServer();
  ({ store } = await server.newStore());
});
afterAll(async () => {
  await parser.close();
  await server.stop();
});

function folderOf(datasets: string): CatalogFolder {
  const text = `data_catalog:
  title: Shop
  owners: {shop: {title: Shop}}
  sources: {files: {engine: duckdb, files: ./data}}
  datasets:
    raw: {description: Raw, owner: shop, source: files.raw, schema: [{id: STRING}]}
${datasets}`;
  return { files: [{ path: "c.yaml", text }], docs: new Map(), problems: [], unreadable: [] };
}

const orders = (schema: string, rest = "") =>
  `    orders: {description: Orders, owner: shop, source: files.orders, lineage: {upstream: [raw]}, schema: [${schema}]${rest}}\n`;
const FIRST = folderOf(orders("{id: STRING}, {email: STRING}"));
const SECOND = folderOf(orders("{id: STRING}", ", title: All orders"));

async function publish(folder: CatalogFolder) {
  const options: PublishOptions = {
    store,
    publisher: "folder",
    defaultVisibility: "everyone",
    commit: "c0ffee",
    author: "Ada",
    now: () => new Date(),
  };
  return publishCatalog(folder, parser, options);
}

describe("publishing a catalog", () => {
  it("keeps with each version what changed in it", async () => {
    await publish(FIRST);
    await publish(SECOND);
    await publish(folderOf(`\n\n${orders("{id: STRING}", ", title: All orders")}`));
    const { id } = (await store.findDataset(EVERYTHING, "orders")) ?? { id: "" };
    const { items } = await store.history(EVERYTHING, id, { limit: 9, after: null });
    expect(items.map(({ change }) => [change.kind, change.changes.map(({ kind, column }) => [kind, column])])).toEqual([
      [
        "changed",
        [
          ["column.removed", "email"],
          ["title.changed", null],
        ],
      ],
      ["added", []],
    ]);
  });

  it("does exactly what the plan says, which is what a comparison of the two folders says", async () => {
    const next = folderOf(`    sales: {description: Orders, owner: shop, aliases: [orders], source: files.orders, schema: [{id: INT}]}\n`);
    const told = describePrepared(await prepareCatalog(next, parser, { store, defaultVisibility: "everyone" }));
    const { plan } = await planAgainst(SECOND, next, "c0ffee");
    expect(told.datasets).toMatchObject([{ op: "changed", name: "sales", renamedFrom: "orders", level: "breaking" }]);
    expect(told.base).toMatchObject({ kind: "published", commit: "c0ffee", revision: 3 });
    expect({ ...told, base: null }).toEqual({ ...plan, base: null });
    const { prepared } = await publish(next);
    expect(describePrepared(prepared)).toEqual(told);
    expect(describePrepared(await prepareCatalog(next, parser, { store, defaultVisibility: "everyone" }))).toMatchObject({
      datasets: [],
      vocabulary: [],
      counts: { unchanged: 2 },
    });
  });

  it("compares with what is kept of a dataset whose file is broken", async () => {
    const broken: CatalogFolder = { files: [{ path: "c.yaml", text: "data_catalog: [" }], docs: new Map(), problems: [], unreadable: [] };
    await publish(broken);
    const mended = folderOf(
      `    sales: {description: Orders, owner: shop, aliases: [orders], source: files.orders, schema: [{id: BIGINT}]}\n`,
    );
    const told = describePrepared(await prepareCatalog(mended, parser, { store, defaultVisibility: "everyone" }));
    expect(told.datasets).toMatchObject([{ op: "changed", name: "sales", changes: [{ kind: "column.widened" }] }]);
  });
});
