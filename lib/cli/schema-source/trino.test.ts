import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { parseTexts, placesOf } from "#lib/contract/testing.ts";
import { type FakeCoordinator, openFakeCoordinator, type Step } from "#lib/engine/trino/fake-coordinator.ts";

const answer = (names: readonly string[], rows: readonly (readonly unknown[])[]): readonly Step[] => [
  { body: { columns: names.map((name) => ({ name, type: "varchar" })), data: rows } },
  { last: true },
];
const TABLES = [
  ["sales", "big_orders", "VIEW"],
  ["sales", "orders", "BASE TABLE"],
  ["web", "visits", "BASE TABLE"],
];
const COLUMNS = [
  ["sales", "big_orders", "order_id", "bigint", "YES"],
  ["sales", "orders", "order_id", "bigint", "NO"],
  ["sales", "orders", "total", "decimal(12,2)", "YES"],
  ["sales", "orders", "lines", "array(row(sku varchar, n integer))", "YES"],
  ["web", "visits", "at", "timestamp(6) with time zone", "YES"],
];

let fake: FakeCoordinator;
beforeEach(async () => {
  fake = await openFakeCoordinator();
  fake.script = (sql) => {
    if (sql.includes(".tables ")) return answer(["table_schema", "table_name", "table_type"], TABLES);
    if (sql.includes(".columns ")) return answer(["table_schema", "table_name", "column_name", "data_type", "is_nullable"], COLUMNS);
    return answer(["schema_name", "table_name", "comment"], [["sales", "orders", "One row per order."]]);
  };
});
afterEach(async () => await fake.close());

const importTrino = (...args: readonly string[]) =>
  runCli(["import", "trino", "TOUCHSTONE_SOURCE_LAKE", ...args], { env: { TOUCHSTONE_SOURCE_LAKE: fake.url } });

describe("touchstone import trino", () => {
  it("makes a dataset of each table and view, with the source that they lie in", async () => {
    const { code, out } = await importTrino("--catalog", "hive");
    expect(code).toBe(0);
    const { catalog, problems } = parseTexts({ "lake.yaml": out });
    expect(placesOf(problems.filter(({ level }) => level === "error"))).toEqual([]);
    expect(catalog.sources).toMatchObject([{ id: "hive", engine: "trino", urlEnv: "TOUCHSTONE_SOURCE_LAKE", catalog: "hive" }]);
    const find = (name: string) => catalog.datasets.find((dataset) => dataset.name === name);
    expect(catalog.datasets.map(({ name }) => name).sort()).toEqual(["big_orders", "orders", "visits"]);
    expect(find("orders")).toMatchObject({ description: "One row per order.", source: { source: "hive", relation: "sales.orders" } });
    expect(find("orders")?.columns.map(({ name, required }) => [name, required])).toEqual([
      ["order_id", true],
      ["total", false],
      ["lines", false],
    ]);
    expect(out).not.toContain(fake.url);
    expect(fake.asked[0]?.headers).toMatchObject({ "x-trino-catalog": "hive" });
  });

  it("takes the chosen schemas and tables only", async () => {
    const { out } = await importTrino("--catalog", "hive", "--schema", "sales", "--table", "ord*", "--source", "lake");
    const { catalog } = parseTexts({ "lake.yaml": out });
    expect(catalog.datasets.map(({ name, source }) => [name, source?.source])).toEqual([["orders", "lake"]]);
    const missed = await importTrino("--catalog", "hive", "--schema", "sale");
    expect([missed.code, missed.err]).toEqual([2, expect.stringContaining("Did you mean 'sales'?")]);
  });

  it("says what is missing or wrong in a sentence", async () => {
    expect((await importTrino()).err).toContain("one of its catalogs");
    fake.script = () => [
      {
        body: { error: { message: "line 1:1: Catalog 'hvie' not found", errorName: "CATALOG_NOT_FOUND", errorType: "USER_ERROR" } },
        last: true,
      },
    ];
    expect((await importTrino("--catalog", "hvie")).err).toContain("has no catalog 'hvie'");
    const refused = await runCli(["import", "trino", "http://ann:s3cret@trino.example.com", "--catalog", "hive"]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("needs https://")]);
    expect(refused.err).not.toContain("s3cret");
  });
});
