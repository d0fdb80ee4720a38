import { describe, expect, it } from "vitest";
import { columns, dbtTest, node, ORDERS, project, read, source } from "#lib/intake/dbt/testing.ts";

describe("a test of dbt", () => {
  const orders = node(ORDERS, columns("id", "status", "total"));
  const withTest = (name: string, kwargs: object, more: object = {}) => read(project(orders, dbtTest(name, ORDERS, kwargs, more)));
  const column = (result: ReturnType<typeof read>, name: string) => result.find("orders")?.columns.find((one) => one.name === name);

  it("becomes a promise of its column", () => {
    expect(column(withTest("not_null", { column_name: "id" }), "id")).toMatchObject({ required: true });
    expect(column(withTest("unique", { column_name: "id" }), "id")).toMatchObject({ unique: true, required: false });
    expect(column(withTest("accepted_values", { column_name: "status", values: ["a", 1, true] }), "status")).toMatchObject({
      values: ["a", "1", "true"],
    });
    expect(column(withTest("dbt_utils.accepted_range", { column_name: "total", min_value: 0, inclusive: false }), "total")).toMatchObject({
      min: 0,
      exclusiveMin: true,
      max: null,
    });
    expect(
      column(
        withTest("dbt_expectations.expect_column_values_to_be_between", { column_name: "total", min_value: 1, max_value: 9 }),
        "total",
      ),
    ).toMatchObject({ min: 1, max: 9, exclusiveMin: false });
  });

  it("keeps its arguments where dbt nests them", () => {
    expect(column(withTest("accepted_values", { column_name: "status", arguments: { values: ["a", "b"] } }), "status")).toMatchObject({
      values: ["a", "b"],
    });
  });

  it("becomes a check where a column cannot say it: a warning, a condition, several columns", () => {
    expect(withTest("not_null", { column_name: "id" }, { config: { severity: "warn" } }).find("orders")?.checks).toMatchObject([
      { kind: "not_null", severity: "warning" },
    ]);
    expect(withTest("not_null", { column_name: "id" }, { config: { where: "total > 0" } }).find("orders")?.checks).toMatchObject([
      { kind: "not_null", where: "total > 0" },
    ]);
    expect(
      withTest("dbt_utils.unique_combination_of_columns", { combination_of_columns: ["id", "status"] }).find("orders")?.checks,
    ).toMatchObject([{ kind: "unique", params: { columns: ["id", "status"] } }]);
    expect(
      withTest("dbt_utils.expression_is_true", { expression: "total >= 0" }, { config: { where: "id > 5" } }).find("orders")?.checks,
    ).toMatchObject([{ kind: "sql", name: "total >= 0", params: { sql: "SELECT * FROM orders WHERE (id > 5) AND NOT (total >= 0)" } }]);
    expect(withTest("dbt_utils.recency", { datepart: "day", field: "status", interval: 2 }).find("orders")?.checks).toMatchObject([
      { kind: "freshness", params: { maxAgeSeconds: 172_800, column: "status" } },
    ]);
  });

  it.each([
    ["dbt_utils.cardinality_equality", { column_name: "id", field: "x" }, {}],
    ["not_null", { column_name: "id" }, { config: { error_if: ">10" } }],
    ["not_null", { column_name: "id" }, { config: { where: "day > '{{ var('start') }}'" } }],
    ["dbt_utils.accepted_range", { column_name: "total", min_value: "(select min(x) from y)" }, {}],
    ["dbt_utils.recency", { datepart: "month", field: "status", interval: 1 }, {}],
    ["constructor", { column_name: "id" }, {}],
  ])("that no check can say exactly is kept, and noted: %s %j %j", (name, kwargs, more) => {
    const result = withTest(name, kwargs, more);
    expect(result.find("orders")?.checks).toEqual([]);
    expect(result.find("orders")?.custom).toMatchObject({ dbt: { tests: [{ test: name }] } });
    expect(result.kinds["test that no check can say, kept below custom"]).toEqual([`orders: ${name}`]);
  });

  it("of the only column that is unique and never empty makes that column the key", () => {
    const both = [dbtTest("not_null", ORDERS, { column_name: "id" }), dbtTest("unique", ORDERS, { column_name: "id" })];
    expect(column(read(project(orders, ...both)), "id")).toMatchObject({ primaryKey: true });
    const two = [dbtTest("not_null", ORDERS, { column_name: "status" }), dbtTest("unique", ORDERS, { column_name: "status" })];
    expect(column(read(project(orders, ...both, ...two)), "id")).toMatchObject({ primaryKey: false, unique: true, required: true });
  });

  it("of relationships leads to the other dataset, also by its other name", () => {
    const customers = source("source.shop.crm.orders", columns("id"));
    const relationship = dbtTest(
      "relationships",
      ORDERS,
      { column_name: "id", to: "source('crm', 'orders')", field: "id" },
      { depends_on: { nodes: ["source.shop.crm.orders", ORDERS] } },
    );
    const result = read({ ...project(orders, relationship), sources: customers });
    expect(column(result, "id")).toMatchObject({ references: "crm.orders.id" });
  });

  it("finds its model by the text of `model`, where an old manifest names no node", () => {
    const customers = node("model.shop.customers", columns("id"));
    const relationship = dbtTest(
      "relationships",
      ORDERS,
      { column_name: "id", to: "ref('customers')", field: "id" },
      { attached_node: undefined, depends_on: { nodes: ["model.shop.customers", ORDERS] } },
    );
    expect(column(read(project(customers, orders, relationship)), "id")).toMatchObject({ references: "customers.id" });
  });
});
