import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { columns, dbtTest, node, ORDERS, project, read, source } from "#lib/intake/dbt/testing.ts";

describe("a dbt project", () => {
  it("gives a short name to its own model, and longer ones to sources and other packages", () => {
    const other = node("model.other.orders", { package_name: "other" });
    const { imported, kinds } = read({ ...project(node(ORDERS), other), sources: source("source.shop.crm.Orders") });
    expect(imported.datasets.map(({ name }) => name).sort()).toEqual(["crm.orders", "orders", "other.orders"]);
    expect(kinds["dataset named otherwise than in dbt"]).toEqual(["Orders is crm.orders", "orders is other.orders"]);
  });

  it("keeps the name that a dataset has in the catalog already", () => {
    const result = read(project(node(ORDERS), node("model.shop.b", { depends_on: { nodes: [ORDERS] } })), {
      known: (alias) => (alias === "dbt:model.shop.orders" ? "all_orders" : null),
    });
    expect(result.find("b")?.upstream).toEqual(["all_orders"]);
  });

  it("sees a source and the model that writes it as one dataset", () => {
    const seed = node("seed.shop.raw_orders", { schema: "raw" });
    const same = source("source.shop.ecom.raw_orders", { name: "raw_orders", alias: undefined, identifier: "RAW_ORDERS" });
    const result = read({ ...project(seed, node(ORDERS, { depends_on: { nodes: ["source.shop.ecom.raw_orders"] } })), sources: same });
    expect(result.imported.datasets.map(({ name }) => name).sort()).toEqual(["orders", "raw_orders"]);
    expect(result.find("orders")?.upstream).toEqual(["raw_orders"]);
    expect(result.find("raw_orders")?.aliases).toEqual(["dbt:seed.shop.raw_orders", "dbt:source.shop.ecom.raw_orders"]);
  });

  it("follows lineage through ephemeral models, which are no datasets, also in a circle", () => {
    const ephemeral = node("model.shop.mid", {
      config: { materialized: "ephemeral" },
      depends_on: { nodes: ["model.shop.raw", "model.shop.mid"] },
    });
    const result = read(project(node("model.shop.raw"), ephemeral, node(ORDERS, { depends_on: { nodes: ["model.shop.mid"] } })));
    expect(result.find("orders")?.upstream).toEqual(["raw"]);
    expect(result.find("mid")).toBeUndefined();
  });

  it("names owners by meta and by group, once each, and defines them", () => {
    const manifest = {
      ...project(
        node(ORDERS, { config: { group: "finance" } }),
        node("model.shop.a", {
          meta: { owner: { name: "Data Platform", email: "dp@example.com", slack: "https://hooks.slack.com/services/T/B/x" } },
        }),
        node("model.shop.b", { meta: { owner: "@data-platform", tier: "tier-1", domain: "Sales & Co", anything: [1] } }),
      ),
      groups: { "group.shop.finance": { name: "finance", owner: { email: ["f@example.com"], name: null } } },
    };
    const result = read(manifest);
    expect(result.catalog.owners.map(({ id, title, email, slack }) => [id, title, email, slack])).toEqual([
      ["data-platform", "Data Platform", "dp@example.com", null],
      ["finance", "finance", "f@example.com", null],
    ]);
    expect(result.find("b")).toMatchObject({
      owner: "data-platform",
      tier: 1,
      domain: "sales-co",
      custom: { dbt: { meta: { anything: [1] } } },
    });
    expect(result.text).not.toContain("hooks.slack.com");
  });

  it("carries freshness over, and adds the column that it reads", () => {
    const fresh = {
      loaded_at_field: "_synced::timestamp",
      freshness: { warn_after: { count: 12, period: "hour" }, error_after: { count: 1, period: "day" } },
    };
    const both = read({ ...project(), sources: source("source.shop.crm.orders", fresh) }).find("orders");
    expect(both?.freshness).toMatchObject({ maxAgeSeconds: 86_400, warnAfterSeconds: 43_200, column: "_synced" });
    expect(both?.columns).toMatchObject([{ name: "_synced", logicalType: "timestamp" }]);
    const warns = { config: { loaded_at_field: "t", freshness: { warn_after: { count: 12, period: "hour" } } } };
    expect(read({ ...project(), sources: source("source.shop.crm.orders", warns) }).find("orders")?.checks).toMatchObject([
      { kind: "freshness", severity: "warning" },
    ]);
  });

  it("takes types from the warehouse, else from the project, else says that it does not know", () => {
    const documented = {
      columns: { ID: { name: "id", description: "The key: # not a comment", data_type: null }, x: { name: "x", data_type: "number" } },
    };
    const catalog = {
      nodes: {
        [ORDERS]: { columns: { TOTAL: { name: "TOTAL", type: "NUMBER(12,2)", index: 2 }, ID: { name: "ID", type: "TEXT", index: 1 } } },
      },
      sources: {},
    };
    const result = read({ ...project(node(ORDERS, documented)), metadata: { adapter_type: "snowflake" } }, {}, catalog);
    expect(result.find("orders")?.columns.map(({ name, type, description }) => [name, type, description])).toEqual([
      ["id", "TEXT", "The key: # not a comment"],
      ["total", "NUMBER(12,2)", null],
      ["x", "number", null],
    ]);
    const unknown = read(project(node(ORDERS, { columns: { a: { name: "a" }, b: { name: "b", data_type: "int" } } })));
    expect(unknown.text).toContain("- a: STRING # type not known");
  });

  it("reads constraints of a contract", () => {
    const contract = {
      columns: {
        id: { name: "id", data_type: "int", constraints: [{ type: "not_null" }, { type: "primary_key" }] },
        total: { name: "total", data_type: "int", constraints: [{ type: "check", expression: "total > 0" }] },
        c: { name: "c", data_type: "int", constraints: [{ type: "foreign_key", to: "ref('customers')", to_columns: ["id"] }] },
      },
      constraints: [{ type: "unique", columns: ["id", "total"] }],
    };
    const orders = read(project(node(ORDERS, contract), node("model.shop.customers", columns("id")))).find("orders");
    expect(orders?.columns).toMatchObject([{ primaryKey: true }, {}, { references: "customers.id" }]);
    expect(orders?.checks.map(({ kind }) => kind)).toEqual(["sql", "unique"]);
  });

  it("marks a version with a date of deprecation, and names the latest one", () => {
    const v1 = node("model.shop.orders.v1", {
      name: "orders",
      alias: "orders_v1",
      version: 1,
      latest_version: 2,
      deprecation_date: "2026-01-01",
    });
    const v2 = node("model.shop.orders.v2", { name: "orders", alias: "orders_v2", version: 2, latest_version: 2 });
    expect(read(project(v1, v2)).find("orders_v1")).toMatchObject({ status: "deprecated", replacedBy: "orders_v2" });
  });

  it.each(["orders", "ord*", "tag:core", "path:models/marts", "package:shop", "resource_type:model"])(
    "imports only what --select %s names",
    (term) => {
      const manifest = project(node(ORDERS, { tags: ["core"], original_file_path: "models/marts/orders.sql" }), node("seed.base.other"));
      expect(read(manifest, { select: [term] }).imported.datasets.map(({ name }) => name)).toEqual(["orders"]);
    },
  );

  it("writes the same bytes whatever the order of the manifest", () => {
    const nodes = [
      node(ORDERS, columns("b", "a")),
      node("model.other.orders"),
      node("seed.shop.orders"),
      dbtTest("not_null", ORDERS, { column_name: "a" }),
    ];
    expect(read(project(...nodes)).text).toBe(read(project(...nodes.toReversed())).text);
  });

  it("survives values of any other kind", () => {
    const odd = {
      unique_id: ORDERS,
      name: "orders",
      resource_type: "model",
      columns: [],
      tags: "one",
      meta: 5,
      config: "x",
      depends_on: null,
      description: 7,
      version: {},
      freshness: [],
      constraints: {},
    };
    expect(
      read({
        metadata: [],
        nodes: { [ORDERS]: odd, b: null, c: { name: 4 } },
        sources: 3,
        groups: [],
        exposures: "no",
        metrics: [null],
      }).find("orders"),
    ).toMatchObject({ tags: ["one"] });
  });
});

const fixtures = new URL("../../../../shared/fixtures/dbt/", import.meta.url);
const isHere = existsSync(fixtures);
if (!isHere) console.info("skipped: the shared fixtures are not beside this project");

describe.skipIf(!isHere)("the artifacts of real projects", () => {
  const json = (path: string) => JSON.parse(readFileSync(new URL(path, fixtures), "utf8"));

  it("of dbt 1.12 give every model, seed and source once, with types, keys and metrics", () => {
    const result = read(json("jaffle_shop_1.12/manifest.json"), {}, json("jaffle_shop_1.12/catalog.json"));
    expect(result.catalog.datasets).toHaveLength(19);
    expect(result.catalog.metrics).toHaveLength(20);
    expect(result.find("orders")).toMatchObject({ upstream: ["order_items", "stg_orders"], checks: [{ kind: "sql" }, { kind: "sql" }] });
    expect(result.find("orders")?.columns.slice(0, 3)).toMatchObject([
      { name: "order_id", type: "VARCHAR", primaryKey: true },
      {},
      { references: "stg_customers.customer_id" },
    ]);
    expect(result.find("raw_orders")?.aliases).toHaveLength(2);
  });

  it("of dbt 0.20 give the same", () => {
    const result = read(json("shop_with_failing_test/manifest.json"));
    expect(result.catalog.datasets.map(({ name }) => name)).toEqual([
      "dbt_test1.source_table",
      "dbt_test2.source_table",
      "test_first_dbt_model",
      "test_second_dbt_model",
      "test_second_parallel_dbt_model",
      "test_third_dbt_model",
    ]);
    expect(result.find("test_first_dbt_model")?.columns).toMatchObject([{ name: "id", primaryKey: true }]);
    expect(result.find("dbt_test2.source_table")?.columns).toMatchObject([{ name: "id", required: true }]);
  });
});
