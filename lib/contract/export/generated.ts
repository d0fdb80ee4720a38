import fc from "fast-check";
import type { DatasetContract, JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { MASKS, SLAS, TYPES } from "#lib/contract/export/generated-parts.ts";
import { parseTexts } from "#lib/contract/testing.ts";

/** For tests: what the generated datasets point to, in a file of its own. */
export const VOCABULARY = `data_catalog:
  owners: {shop: {title: Shop}, hr: {title: People, email: hr@example.com}}
  domains: {commerce: {title: Commerce}}
  glossary: {order: {title: Order, definition: What is bought.}, churn: {title: Churn, definition: Gone.}}
  sources: {warehouse: {engine: postgres, url: {env: TOUCHSTONE_SOURCE_W}}, lake: {engine: duckdb, files: ./data}}
  policy: {classifications: {secret: hide, pii: {mask: hash, except: [crm]}}}
  datasets: {customers: {description: People., owner: shop, schema: [{id: STRING (PK)}]}}
`;

/** For tests: the masks of the vocabulary's policy. */
export const CLASSIFICATIONS = { secret: { as: "hide", except: [] }, pii: { as: "hash", except: ["crm"] } } as const;

const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "One row per order.",
      "a: b # c",
      "- x",
      "98%",
      "null",
      "~",
      "1e5",
      "0x1F",
      "'quoted'",
      '"',
      "{a}",
      "<<",
      "@at",
      "two\nlines",
      "  ends \n",
      "<script>&amp;",
      "true",
      "2024-01-01",
      "é\u2028x",
      "tab\there",
      "x".repeat(300),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).map(clean) },
);
const label = text.map((value) => value.replace(/\s+/g, " ").trim().slice(0, 150) || "x");
const sql = fc.constantFrom("SELECT 1", "SELECT *\nFROM orders -- all\nWHERE a = 'x'", "a > 1");

function clean(value: string): string {
  return (
    value
      .toWellFormed()
      .replace(/[^\P{Cc}\n]/gu, "?")
      .trim() || "x"
  );
}

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(label, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const bounds = fc
  .tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(1000))
  .chain(([min, more]) => fc.constantFrom<JsonObject>({ min }, { max: min }, { min, max: min + more }));

const column = fc
  .record(
    {
      type: fc.constantFrom(...TYPES),
      description: text,
      required: fc.boolean(),
      unique: fc.boolean(),
      primary_key: fc.boolean(),
      values: fc.uniqueArray(label, { minLength: 1, maxLength: 4 }),
      exclusive: fc.constantFrom(true, "min", "max"),
      pattern: fc.constantFrom("^[a-z]+$", "\\d{3}", "a|b"),
      references: fc.constantFrom("customers.id", "elsewhere.thing"),
      classification: fc.constantFrom("pii", "secret", "Internal use"),
      term: fc.constantFrom("order", "churn", "unknown"),
      mask: fc.constantFrom(...MASKS),
    },
    { requiredKeys: ["type"] },
  )
  .chain((said) => fc.oneof(fc.constant({}), bounds).map((range): JsonObject => ({ ...said, ...range })))
  .chain((long) => fc.constantFrom<JsonValue>(long, long, long["type"] ?? "STRING"));

const COLUMNS = ["id", "Email", "placed_at", "odd name", "ünï", "1", "constructor", "a.b"];
const schema = fc
  .tuple(fc.subarray(COLUMNS, { minLength: 1 }), fc.array(column, { minLength: 8, maxLength: 8 }))
  .map(([names, columns]) => names.map((name, index): JsonObject => ({ [name]: columns[index] ?? "STRING" })));

const sibling = fc.record(
  {
    name: label,
    severity: fc.constantFrom("critical", "error", "warning", "info"),
    dimension: fc.constantFrom("completeness", "uniqueness", "validity", "consistency", "accuracy", "timeliness"),
    where: sql,
  },
  { requiredKeys: [] },
);
const check = fc
  .oneof(
    fc.constantFrom<JsonObject>(
      { not_null: "id" },
      { unique: ["id", "Email"] },
      { accepted_values: { column: "id", values: ["a", "1", "b c"] } },
      { pattern: { column: "id", pattern: "^x" } },
      { row_count: { min: 10, max: 1000 } },
      { row_count: { min: 5 } },
      { row_count: { max: 7 } },
      { columns_match: ["id", "Email"] },
      { columns_match: { columns: ["id"], ordered: false } },
      { freshness: "< 2 hours" },
      { freshness: { max_age: "1 day", warn_after: "12h", column: "placed_at" } },
      { relationships: { column: "id", to: "customers.id" } },
    ),
    bounds.map((range): JsonObject => ({ range: { column: "id", ...range } })),
    bounds.map((range): JsonObject => ({ range: { column: "id", exclusive: true, ...range } })),
    sql.map((query): JsonObject => ({ sql: query })),
  )
  .chain((kind) => sibling.map((more): JsonObject => ({ ...kind, ...more })));

const access = fc.record(
  {
    query: fc.constantFrom("SELECT * FROM prod.orders", "SELECT 1"),
    export: fc.constant("https://data.example.com/export/orders"),
    api: fc.constant("https://api.example.com/v1/orders"),
    visibility: fc.constantFrom("everyone", "signed-in", "restricted"),
    data: fc.constantFrom("everyone", "signed-in", "restricted"),
    readers: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
    rows: fc.constantFrom("a = 1", "b <> 'x'"),
  },
  { requiredKeys: [] },
);

const dataset = fc.record(
  {
    title: label,
    description: text,
    domain: fc.constantFrom("commerce", "elsewhere"),
    owner: fc.constantFrom("shop", "hr", "Somebody else"),
    tags: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
    terms: fc.uniqueArray(fc.constantFrom("order", "churn", "unknown"), { minLength: 1 }),
    tier: fc.constantFrom(1, 2, 3, 4),
    status: fc.constantFrom("proposed", "draft", "active", "deprecated", "retired"),
    replaced_by: fc.constantFrom("customers", "elsewhere"),
    docs: fc.constant("orders.mdx"),
    source: fc.constantFrom<JsonValue>(
      "warehouse.sales.orders",
      "lake",
      "unknown.orders",
      { relation: "sales.orders" },
      { source: "lake", files: "orders/*.parquet" },
      { files: "a b.csv" },
      { source: "lake", relation: "orders", files: "x.csv" },
    ),
    sla: fc.constantFrom(...SLAS),
    freshness: fc.constantFrom<JsonValue>(
      "< 24 hours",
      "daily",
      "PT90M",
      { max_age: "36h", warn_after: "1 day", column: "placed_at" },
      { max_age: "2 days", column: "odd name" },
    ),
    quality_score: fc.constantFrom<JsonValue>("98%", 97.5, "0%", "99.99%", "0.0000001%", 1),
    schema,
    checks: fc.array(check, { minLength: 1, maxLength: 4 }),
    monitors: fc.subarray<JsonObject>(
      [{ type: "volume", threshold: "10%" }, { type: "distribution", column: "id", name: "Spread" }, { type: "freshness" }],
      { minLength: 1 },
    ),
    lineage: fc.constantFrom<JsonValue>(["customers"], { upstream: ["customers", "raw.orders"] }),
    version: fc.constantFrom("1.4.0", "v2.0.0-rc.1", "7"),
    aliases: fc.uniqueArray(fc.constantFrom("facts", "dbt:shop.orders", "Old-Name"), { minLength: 1 }),
    access,
    custom: fc.dictionary(label, json, { maxKeys: 3, noNullPrototype: true }),
    odcs: fc.constantFrom<JsonObject>({}, { id: "1-2", price: { priceAmount: 3 }, schema: [{ dataGranularityDescription: "One a day" }] }),
    usage_examples: fc.array(fc.record({ name: label, description: text, sql }, { requiredKeys: ["sql"] }), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ["description", "owner", "schema"] },
);

/** For tests: a catalog with these further files, read as the generated datasets are. */
export function parseBeside(files: Readonly<Record<string, string>>): ReturnType<typeof parseTexts> {
  return parseTexts(
    { "vocabulary.yaml": VOCABULARY, ...files },
    {
      docs: (path) => (path === "orders.mdx" ? "Text." : null),
      parseDoc: (file) => ({ doc: { file, tree: { type: "root", children: [] }, text: "Text." }, problems: [] }),
    },
  );
}

/** For tests: contracts of the dataset `orders`, of every shape that a native file can say. */
export const contracts: fc.Arbitrary<DatasetContract> = dataset
  .map((said) =>
    parseBeside({ "orders.yaml": JSON.stringify({ data_catalog: { datasets: { orders: said } } }) }).catalog.datasets.find(
      ({ name }) => name === "orders",
    ),
  )
  .filter((contract) => contract !== undefined);
