import { describe, expect, it } from "vitest";
import { fixture, hasFixtures, readOne } from "#lib/intake/results/testing.ts";

const META = {
  great_expectations_version: "1.24.1",
  active_batch_definition: { datasource_name: "warehouse", data_asset_name: "orders" },
  batch_spec: { type: "table", schema_name: "sales", table_name: "orders_v2" },
  validation_time: "2026-11-30T05:00:00.123456+00:00",
};
const fine = { raised_exception: false, exception_message: null, exception_traceback: null };
const SECRET = "ann@example.com";
const unexpected = {
  element_count: 4,
  unexpected_count: 2,
  partial_unexpected_list: [SECRET, "b"],
  unexpected_list: [SECRET],
  partial_unexpected_counts: [{ value: SECRET, count: 1 }],
};
const item = (type: string, column: string | null, success: boolean | null, result: object = {}, more: object = {}) => ({
  success,
  result,
  exception_info: fine,
  expectation_config: { type, kwargs: { batch_id: "warehouse-orders", ...(column === null ? {} : { column }) }, severity: "critical" },
  ...more,
});
const validation = (...results: object[]) => ({ success: false, results, suite_name: "daily", statistics: {}, meta: META });

describe("results of Great Expectations", () => {
  it("have the shape of 1.x: type, severity, asset and table", () => {
    const { dataset, checks } = readOne(validation(item("expect_column_values_to_match_regex", "email", false, unexpected)));
    expect(dataset?.name).toEqual({
      alias: "gx:orders",
      also: ["gx:warehouse/orders", "gx:warehouse-orders"],
      relation: ["sales", "orders_v2"],
      isOurs: false,
    });
    expect(checks).toMatchObject([
      {
        id: "daily/expect_column_values_to_match_regex:email",
        columns: ["email"],
        status: "fail",
        severity: "critical",
        failing: 2,
        observed: "2 unexpected values of 4",
        measuredAt: "2026-11-30T05:00:00.123Z",
      },
    ]);
  });

  it("have the shape of 0.18 in a checkpoint: expectation_type, compact times, no severity", () => {
    const old = {
      ...item("", "id", false, unexpected),
      expectation_config: { expectation_type: "expect_column_values_to_be_unique", kwargs: { column: "id" }, meta: {} },
    };
    const { batch_spec: _spec, ...meta } = META;
    const result = {
      success: false,
      results: [old],
      meta: { ...meta, expectation_suite_name: "s", validation_time: "20261130T050000.123456Z" },
    };
    const { dataset, checks, artifact } = readOne({
      run_id: {},
      run_results: {
        "ValidationResultIdentifier::s/__none__/20261130T050000Z/warehouse-orders": { validation_result: result, actions_results: {} },
      },
    });
    expect(artifact.kind).toBe("checkpoint_result");
    expect(dataset?.name.relation).toEqual(["orders"]);
    expect(checks).toMatchObject([
      { id: "s/expect_column_values_to_be_unique:id", severity: "error", dimension: "uniqueness", measuredAt: "2026-11-30T05:00:00.123Z" },
    ]);
  });

  it("are errors where an exception was raised, in one place or for each metric, and keep none of its text", () => {
    const perMetric = {
      exception_info: { "MetricConfigurationID(x)": { raised_exception: true, exception_message: `could not convert '${SECRET}'` } },
    };
    const plain = { exception_info: { raised_exception: true, exception_message: SECRET } };
    const { reported, checks } = readOne(
      validation(item("expect_a", "x", false, {}, perMetric), item("expect_b", "x", false, {}, plain), item("expect_c", "x", null)),
    );
    expect(checks.map(({ status }) => status)).toEqual(["error", "error", "error"]);
    expect(JSON.stringify(reported)).not.toContain(SECRET);
  });

  it("keep no value of a row: lists are dropped, and a largest value is a statistic that may be hidden", () => {
    const { reported, checks } = readOne(
      validation(
        item("expect_column_values_to_be_in_set", "email", false, unexpected),
        item("expect_column_max_to_be_between", "salary", true, { observed_value: 900_000 }),
        item("expect_table_row_count_to_equal", null, true, { observed_value: 4 }),
      ),
    );
    expect(JSON.stringify(reported)).not.toContain(SECRET);
    expect(checks.map(({ observed, statistic }) => [observed, statistic])).toEqual([
      ["2 unexpected values of 4", null],
      ["as expected", "observed 900000"],
      ["observed 4", null],
    ]);
  });

  it("of a short report without exceptions are errors where a failed one has no result, unless none has", () => {
    const short = (...expectations: object[]) => ({
      success: false,
      statistics: {},
      validation_results: [{ success: false, expectations }],
    });
    const expectation = (expectation_type: string, result: object) => ({
      expectation_type,
      success: false,
      kwargs: { batch_id: "post gres-orders", column: "x" },
      result,
    });
    expect(
      readOne(
        short(expectation("expect_a", {}), expectation("expect_b", { unexpected_count: 1 }), expectation("expect_column_to_exist", {})),
      ).checks.map(({ status }) => status),
    ).toEqual(["error", "fail", "fail"]);
    const least = readOne(short(expectation("expect_a", {}), expectation("expect_b", {})));
    expect(least.checks.map(({ status }) => status)).toEqual(["fail", "fail"]);
    expect(least.dataset?.name).toMatchObject({ alias: "gx:post gres-orders", also: ["gx:orders"], relation: ["orders"] });
  });

  it("number the second expectation of one kind over one column", () => {
    expect(readOne(validation(item("expect_a", "x", true), item("expect_a", "x", false))).statuses).toEqual({
      "daily/expect_a:x": "pass",
      "daily/expect_a:x#2": "fail",
    });
  });

  it("keep the failed ones of too many", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => item(`expect_${index}`, "x", index !== 99_999));
    const { checks, reported } = readOne(validation(...many));
    expect(checks).toHaveLength(1_000);
    expect(checks[0]?.id).toBe("daily/expect_99999:x");
    expect(reported.notes).toEqual([expect.stringContaining("99000 of 100000 checks")]);
  });
});

describe.skipIf(!hasFixtures)("real results of Great Expectations", () => {
  it("of the Titanic: nine of ten hold, and the suite has to name it", () => {
    const { dataset, checks } = readOne(fixture("great-expectations/legacy_titanic_suite_validation_result.json"));
    expect(dataset?.name).toMatchObject({ alias: "gx:titanic", relation: [] });
    expect(checks.filter(({ status }) => status === "fail").map(({ id, failing }) => [id, failing])).toEqual([
      ["titanic/expect_column_values_to_be_in_set:PClass", 1],
    ]);
    expect(checks[0]?.measuredAt).toBe("2026-12-01T00:00:00.000Z");
  });
  it("of a checkpoint of 1.x: one of two fails in 14 rows", () => {
    const { checks } = readOne(fixture("great-expectations/gx1_checkpoint_describe_docs.json"));
    expect(checks.map(({ status, failing }) => [status, failing])).toEqual([
      ["pass", 0],
      ["fail", 14],
    ]);
  });
  it("of an operator of 0.11: two validations of data in memory, which only their suite names", () => {
    const { reported } = readOne(fixture("great-expectations/legacy_validation_operator_result.json"));
    expect(reported.datasets.map(({ name, checks }) => [name.alias, checks.length])).toEqual([["gx:basic.warning", 22]]);
  });
});
