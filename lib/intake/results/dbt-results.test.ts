import { describe, expect, it } from "vitest";
import { fixture, hasFixtures, RECEIVED, readOne } from "#lib/intake/results/testing.ts";

const schema = (name: string, version: string) => ({
  metadata: { dbt_schema_version: `https://schemas.getdbt.com/dbt/${name}/${version}.json`, generated_at: "2026-11-30T05:00:10Z" },
});
const table = (id: string, more: object = {}) => ({
  [id]: {
    unique_id: id,
    resource_type: id.split(".")[0],
    name: id.split(".").at(-1),
    alias: id.split(".").at(-1),
    database: "db",
    schema: "main",
    config: {},
    ...more,
  },
});
const ORDERS = "model.shop.orders";
const TESTS = {
  not_null: {
    unique_id: "test.shop.not_null_orders_id.1",
    resource_type: "test",
    name: "not_null_orders_id",
    attached_node: ORDERS,
    column_name: "id",
    test_metadata: { name: "not_null", kwargs: { column_name: "id" } },
    config: { severity: "ERROR" },
  },
  values: {
    unique_id: "test.shop.accepted.2",
    resource_type: "test",
    name: "accepted",
    attached_node: ORDERS,
    column_name: "status",
    test_metadata: { name: "accepted_values", kwargs: { arguments: { values: ["new"] } } },
    config: { severity: "warn" },
  },
  singular: { unique_id: "test.shop.recent", resource_type: "test", name: "recent", depends_on: { nodes: [ORDERS] }, config: {} },
};
const MANIFEST = {
  ...schema("manifest", "v12"),
  nodes: Object.assign(
    {},
    table("seed.shop.raw_orders"),
    table("model.shop.mid", { config: { materialized: "ephemeral" }, depends_on: { nodes: ["seed.shop.raw_orders"] } }),
    table(ORDERS, { depends_on: { nodes: ["model.shop.mid"] } }),
    ...Object.values(TESTS).map((test) => ({ [test.unique_id]: test })),
  ),
  sources: table("source.shop.raw.customers", { schema: "raw", identifier: "customers_v1", loaded_at_field: "loaded_at" }),
};
const result = (unique_id: string, status: string, more: object = {}) => ({
  unique_id,
  status,
  failures: null,
  message: null,
  timing: [{ name: "execute", completed_at: "2026-11-30T05:00:05.123456Z" }],
  ...more,
});
const run = (which: string | null, ...results: object[]) => ({
  ...schema("run-results", "v6"),
  args: which === null ? {} : { which },
  results,
});

describe("results of dbt", () => {
  it("are told to belong to a dataset by the manifest, with severity, columns and failing rows", () => {
    const { dataset, statuses, checks } = readOne(
      run(
        "build",
        result(TESTS.not_null.unique_id, "fail", { failures: 3 }),
        result(TESTS.values.unique_id, "warn", { failures: 1 }),
        result(TESTS.singular.unique_id, "Pass", { failures: 0 }),
      ),
      { manifest: MANIFEST },
    );
    expect(dataset?.name).toMatchObject({ alias: `dbt:${ORDERS}`, relation: ["db", "main", "orders"] });
    expect(statuses).toEqual({ "test.shop.not_null_orders_id.1": "fail", "test.shop.accepted.2": "warn", "test.shop.recent": "pass" });
    expect(checks[0]).toMatchObject({
      columns: ["id"],
      dimension: "completeness",
      severity: "error",
      failing: 3,
      observed: "3 rows found",
      measuredAt: "2026-11-30T05:00:05.123Z",
    });
    expect(checks[1]).toMatchObject({
      columns: ["status"],
      dimension: "validity",
      severity: "warning",
      expected: 'accepted_values {"values":["new"]}',
    });
  });

  it.each([null, "run", "generate", "compile", "list"])("do not count as tests when dbt ran '%s'", (which) => {
    expect(readOne(run(which, result(TESTS.not_null.unique_id, "success")), { manifest: MANIFEST }).reported.datasets).toEqual([]);
  });

  it("of a model, seed or snapshot that was written say when", () => {
    expect(readOne(run("run", result(ORDERS, "success", { relation_name: '"db"."main"."orders"' }))).dataset).toMatchObject({
      name: { relation: ["db", "main", "orders"] },
      finishedRunAt: "2026-11-30T05:00:05.123Z",
    });
    expect(readOne(run("run", result(ORDERS, "error"), result("seed.shop.raw_orders", "skipped"))).reported.datasets).toEqual([]);
  });

  it("leave out unit tests and lint of the project", () => {
    const { reported } = readOne(
      run("build", result("unit_test.shop.orders.u", "fail"), result("test.dbt_project_evaluator.is_empty_x.1", "fail")),
      { manifest: MANIFEST },
    );
    expect(reported).toMatchObject({ datasets: [], needsManifest: false });
  });

  it("that could not run are errors, and repeat nothing that stood in quotes", () => {
    const message =
      'Database Error in test not_null (models/schema.yml)\n  invalid input syntax for type integer: "ann@example.com"\n  compiled code at target/x.sql';
    const { checks } = readOne(
      run(
        "test",
        result(TESTS.not_null.unique_id, "error", { message }),
        result(TESTS.values.unique_id, "runtime error"),
        result(TESTS.singular.unique_id, "skipped"),
      ),
      { manifest: MANIFEST },
    );
    expect(checks.map(({ status }) => status)).toEqual(["error", "error", "skipped"]);
    expect(checks[0]?.observed).toBe("it could not run: invalid input syntax for type integer: …");
  });

  it("wait for their manifest", () => {
    const { reported } = readOne(run("test", result(TESTS.not_null.unique_id, "pass")));
    expect(reported).toMatchObject({ datasets: [], needsManifest: true, notes: [expect.stringContaining("1 test could not be told")] });
  });

  it("in the future count as now", () => {
    const future = { timing: [{ name: "execute", completed_at: "2031-01-01T00:00:00Z" }] };
    expect(readOne(run("test", result(TESTS.not_null.unique_id, "pass", future)), { manifest: MANIFEST }).checks[0]?.measuredAt).toBe(
      RECEIVED,
    );
  });

  it("read statuses of freshness in any case: error is too old, runtime error is not known", () => {
    const at = (status: string, more: object = {}) => ({
      ...schema("sources", "v3"),
      results: [
        {
          unique_id: "source.shop.raw.customers",
          status,
          snapshotted_at: "2026-11-30T05:00:00Z",
          max_loaded_at: "2026-11-30T04:00:00",
          max_loaded_at_time_ago_in_s: 3600,
          criteria: { error_after: { count: 12, period: "hour" }, warn_after: { count: null, period: null } },
          ...more,
        },
      ],
    });
    for (const [said, status] of [
      ["pass", "pass"],
      ["Pass", "pass"],
      ["warn", "warn"],
      ["Error", "fail"],
      ["error", "fail"],
      ["runtime error", "error"],
      ["Runtime_Error", "error"],
    ] as const)
      expect(readOne(at(said), { manifest: MANIFEST }).checks[0]?.status, said).toBe(status);
    expect(readOne(at("pass"), { manifest: MANIFEST })).toMatchObject({
      dataset: { name: { alias: "dbt:source.shop.raw.customers", relation: ["db", "raw", "customers_v1"] } },
      checks: [
        {
          dimension: "timeliness",
          columns: ["loaded_at"],
          observed: "the newest row is of 2026-11-30T04:00:00.000Z, 60 minutes before the look",
          expected: "no older than 12 hours",
        },
      ],
    });
    expect(readOne(at("pass", { max_loaded_at: "0001-01-01T00:00:00+00:00" })).checks[0]?.observed).toBe(
      "dbt tells no time of the newest row",
    );
  });

  it("tell lineage through what has no rows of its own", () => {
    const { reported } = readOne(MANIFEST);
    expect(reported.lineage.flatMap(({ edges }) => edges.map(({ to, from }) => [to.alias, from.alias]))).toEqual([
      [`dbt:${ORDERS}`, "dbt:seed.shop.raw_orders"],
    ]);
  });

  it("survive wrong parts, deep arguments and zero bytes", () => {
    const deep = JSON.parse(`${"[".repeat(9_000)}${"]".repeat(9_000)}`);
    const broken = {
      ...MANIFEST,
      nodes: {
        ...MANIFEST.nodes,
        a: 1,
        b: null,
        [TESTS.values.unique_id]: { ...TESTS.values, description: "bad\u0000text\ud800", test_metadata: { name: "x", kwargs: { deep } } },
      },
    };
    const { checks } = readOne(
      run(
        "test",
        3 as never,
        { unique_id: 7 },
        result("nonsense", "pass"),
        result(TESTS.values.unique_id, "pass"),
        result(TESTS.not_null.unique_id, "other"),
      ),
      { manifest: broken },
    );
    expect(checks).toHaveLength(1);
    expect(checks[0]?.label).toBe("badtext\ufffd");
  });
});

describe.skipIf(!hasFixtures)("artifacts of real dbt projects", () => {
  it("of `dbt docs generate` say nothing, though every test in them has succeeded", () => {
    const { reported } = readOne(fixture("dbt/jaffle_shop_1.12/run_results.json"), {
      manifest: fixture("dbt/jaffle_shop_1.12/manifest.json"),
    });
    expect(reported.datasets).toEqual([]);
  });
  it("of 0.21 are read as well: four datasets and a source, three of ten tests fail", () => {
    const { reported } = readOne(fixture("dbt/shop_with_failing_test/run_results.json"), {
      manifest: fixture("dbt/shop_with_failing_test/manifest.json"),
    });
    const all = reported.datasets.flatMap(({ name, checks }) =>
      checks.map(({ status, failing }) => [name.alias.split(".").at(-1), status, failing]),
    );
    expect(all.filter(([, status]) => status === "fail")).toEqual([
      ["test_first_dbt_model", "fail", 6],
      ["test_first_dbt_model", "fail", 6],
      ["test_first_dbt_model", "fail", 1],
      ["test_second_dbt_model", "fail", 1],
    ]);
    expect(reported.datasets).toHaveLength(5);
  });
  it("tell freshness in the spellings of 1.7 and 2.0", () => {
    expect(readOne(fixture("dbt/dbt_2.0.6_freshness/freshness.json")).checks).toMatchObject([
      { status: "pass", measuredAt: "2026-09-24T04:48:26.782Z" },
    ]);
    expect(readOne(fixture("dbt/dbt_2.0.6_freshness/sources_v3_core_1.7.json")).reported.datasets).toHaveLength(2);
  });
  it("tell lineage of every model", () => {
    const { reported } = readOne(fixture("dbt/jaffle_shop_1.12/manifest.json"));
    expect(reported.lineage.map(({ job, edges }) => [job, edges.length])).toEqual([["jaffle_shop", 17]]);
  });
});
