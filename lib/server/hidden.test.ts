import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { contractAnswer } from "#lib/api/answers/contract.ts";
import { CONTRACT_FORMATS, contractIn } from "#lib/api/answers/contract-format.ts";
import { datasetAnswer } from "#lib/api/answers/dataset.ts";
import { CatalogReader } from "#lib/catalog/catalog.ts";
import { contractForReader } from "#lib/catalog/contract-for-reader.ts";
import { homeView } from "#lib/catalog/home.ts";
import { publishFolder } from "#lib/catalog/publish-folder.ts";
import { VocabularyReader } from "#lib/catalog/vocabulary-reader.ts";
import { schemaOrgDataset } from "#lib/contract/export/schema-org.ts";
import { type Actor, ANONYMOUS } from "#lib/policy/actor.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import { surroundings } from "#lib/server/api/formats.ts";
import { contractTold } from "#lib/server/api/told.ts";
import type { Store } from "#lib/store/store.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

const FILES = {
  "catalog.yaml": `
data_catalog:
  domains: {shop: {title: Shop, docs: about.mdx}}
  glossary:
    order: {title: Order, definition: What is bought., docs: about.mdx}
    hushterm: {title: Margin, definition: What remains.}
  metrics:
    hidden_figure: {title: Pay, dataset: zz_pay, measure: sum(zz_amount), term: order}
    hush_figure: {title: Margin, dataset: orders, measure: sum(hush_margin), term: order}
    revenue: {title: Revenue, dataset: orders, measure: sum(total), term: order}
  datasets:
    zz_pay:
      description: Pay.
      owner: hr
      aliases: [zz_wages]
      access: {visibility: restricted, readers: [finance]}
      schema: [{id: STRING (PK)}, {zz_amount: INTEGER}, {kind: STRING}]
    kind: {description: Named as a column elsewhere., owner: hr, access: {visibility: restricted, readers: [finance]}, schema: [{id: STRING}]}
    orders:
      description: One row per order.
      owner: shop
      domain: shop
      terms: [order]
      replaced_by: zz_pay
      docs: about.mdx
      freshness: {max_age: 24h, column: hush_margin}
      lineage: {upstream: [zz_pay]}
      access: {mask: {hush_margin: {as: hide, except: [finance]}}}
      schema:
        - id: STRING (PK)
        - pay_id: STRING (FK -> zz_pay.id)
        - kind: STRING (kind|zz_pay)
        - total: INTEGER
        - hush_margin: {type: INTEGER, min: 0, classification: hushclass, term: hushterm}
      checks:
        - relationships: {column: pay_id, to: zz_pay.id}
        - {name: all are paid, sql: "SELECT 1 FROM orders JOIN zz_wages USING (id)"}
        - unique: [id, total]
      usage_examples:
        - {name: paid, sql: "SELECT *\\nFROM zz_pay"}
        - {name: hushed, sql: "SELECT\\nhush_margin FROM orders"}
        - {name: kinds, sql: "SELECT kind FROM orders WHERE kind = 'zz_pay'"}
      custom: {told to: nobody, of: zz_pay}
      odcs:
        price: {priceAmount: 3}
        servers: [{server: zz_pay, type: custom}, {server: open, type: custom}]
        roles: [{role: reader, description: may read zz_wages}]
        customProperties: [{property: access, value: {rows: hush_margin > 0}}, {property: note, value: told}]
        schema:
          - dataGranularityDescription: one a zz_pay
            quality: [{type: text, description: hush_margin is right}, {type: text, description: all is right}]
            properties: [{name: hush_margin, examples: [7]}, {name: id, examples: [id-1], transformLogic: from zz_pay}]
`,
  "about.mdx": `
Made from <Dataset name="zz_pay" />, <Dataset name="ZZ-Wages">the pay</Dataset> and <Dataset name="orders" />;
see <Column dataset="zz_pay" name="zz_amount" />, <Metric name="hidden_figure" />, <Metric name="revenue" />,
[there](/datasets/zz_pay) and \`zz_pay.id\`.

<Query name="Pay of zz_pay">SELECT 1</Query>

\`\`\`sql
SELECT 1 FROM zz_pay
\`\`\`
`,
};

const NOW = new Date("2026-11-20T00:00:00Z");

let server: StoreServer;
let dir: string;
let reader: CatalogReader;
let vocabulary: VocabularyReader;
let store: Store;

beforeAll(async () => {
  [server, dir] = await Promise.all([startStoreServer(), mkdtemp(join(tmpdir(), "touchstone-hidden-"))]);
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(dir, name), text);
  ({ store } = await server.newStore());
  const now = () => NOW;
  const options = { publisher: "folder", defaultVisibility: "everyone", commit: null, author: null } as const;
  const report = await publishFolder(dir, { ...options, store, now });
  expect(report.problems.filter(({ level }) => level === "error")).toEqual([]);
  reader = new CatalogReader({ store, now, glance: async () => ({ asOf: null, noData: null }) });
  vocabulary = new VocabularyReader({ store, catalog: reader, now });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

const person = (...groups: string[]): Actor => ({ kind: "token", id: "1", name: "test", admin: false, groups });

/** Everything that pages and the interface tell of this catalog. */
async function everything(scope: Scope) {
  const view = await reader.dataset(scope, "orders");
  const record = await reader.find(scope, "orders");
  if (view === null || record === null) throw new Error("orders are for everyone");
  return {
    view,
    answer: datasetAnswer(view, "http://x"),
    contract: contractAnswer(view, record.contract, await reader.hiddenNames(scope, record.contract)),
    term: await vocabulary.term(scope, "order"),
    domain: await vocabulary.domain(scope, "shop"),
    list: await reader.list(scope, { filter: {}, sort: { by: "name", descending: false }, limit: 50, after: null }),
    formats: await formats(scope),
    home: await homeView({ store, catalog: reader, vocabulary }, scope),
  };
}

/** The contract in every format, and the lists of all datasets. */
async function formats(scope: Scope): Promise<Readonly<Record<string, string>>> {
  const told = await contractTold({ store, catalog: reader, now: () => NOW }, scope, "orders");
  if (told === null) throw new Error("orders are for everyone");
  const around = surroundings(await store.vocabulary(), "http://x", told.knows);
  const inFormats = CONTRACT_FORMATS.map((format) => [format, contractIn(format, "application/yaml", told, around)] as const);
  return { ...Object.fromEntries(inFormats), schemaOrg: JSON.stringify(schemaOrgDataset(contractForReader(told), around)) };
}

describe("whoever may not know of a dataset or a column", () => {
  it.each([ANONYMOUS, person("crm")])("finds its name in no reference: %o", async (actor) => {
    const { view, contract, ...rest } = await everything(scopeOf(actor));
    const values = { values: ["kind", "zz_pay"] };
    expect(view.columns.find(({ name }) => name === "kind")).toMatchObject(values);
    // A value that an owner lists, and the query that looks for it, are no reference.
    const told = JSON.stringify({ view, contract, ...rest })
      .replaceAll(/\bkind(?:\\n|[\s"'\\,|-])+zz_pay/g, "")
      .replaceAll("kind is one of kind, zz_pay", "")
      .replaceAll("kind = 'zz_pay'", "");
    expect(told).not.toMatch(/zz_|zz-|hushclass|hush_|hidden_figure/i);
    expect(view.terms.map(({ id }) => id)).toEqual(["order"]);
    expect(view.promises.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["pay_id points to a dataset you cannot see", "all are paid", "kind is one of kind, zz_pay"]),
    );
    expect(view.examples.map(({ name }) => name)).toEqual(["kinds"]);
    expect(contract.checks).toEqual([{ unique: { columns: ["id", "total"] } }]);
    expect(rest.term?.metrics.map(({ name }) => name)).toEqual(["revenue"]);
    expect(view.doc?.text).toContain("Made from a dataset you cannot see, a dataset you cannot see and orders");
    expect(rest.term?.doc).toEqual(view.doc);
    expect(rest.domain?.doc).toEqual(view.doc);
    // What an ODCS contract says besides is kept but for what names them.
    expect(parse(rest.formats["odcs"] ?? "")).toMatchObject({
      price: { priceAmount: 3 },
      servers: [{ server: "open" }],
      customProperties: [{ property: "note", value: "told" }],
      schema: [
        {
          quality: expect.arrayContaining([{ type: "text", description: "all is right" }]),
          properties: expect.arrayContaining([expect.objectContaining({ name: "id", examples: ["id-1"] })]),
        },
      ],
    });
  });

  it("is told all of it when they may", async () => {
    const { view, contract, term } = await everything(scopeOf(person("finance")));
    expect(view.promises.map(({ label }) => label)).toContain("pay_id points to zz_pay.id");
    expect(view.examples.map(({ name }) => name)).toEqual(["paid", "hushed", "kinds"]);
    expect(contract.checks).toHaveLength(3);
    const told = await formats(scopeOf(person("finance")));
    expect(told["odcs"]).toMatch(/zz_pay[\s\S]*hush_margin/);
    expect(told["dcat"]).toContain("/datasets/zz_pay");
    expect(told["frictionless"]).toContain("hush_margin");
    expect(JSON.stringify(view.doc)).toMatch(/ZZ-Wages.*zz_amount.*hidden_figure.*\/datasets\/zz_pay.*zz_pay\.id/);
    expect(term?.metrics.map(({ name }) => name)).toEqual(["hidden_figure", "hush_figure", "revenue"]);
  });
});
