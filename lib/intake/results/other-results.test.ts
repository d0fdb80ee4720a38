import { describe, expect, it } from "vitest";
import { recognise } from "#lib/intake/results/recognise.ts";
import { fixture, hasFixtures, RECEIVED, readOne } from "#lib/intake/results/testing.ts";

const scan = (...checks: object[]) => ({
  definitionName: "daily",
  defaultDataSource: "warehouse",
  scanStartTimestamp: "2026-11-30T05:00:00+00:00",
  scanEndTimestamp: "2026-11-30T05:00:09",
  hasFailures: true,
  checks,
});
const check = (name: string, outcome: string | null, more: object = {}) => ({
  identity: name,
  name,
  table: "orders",
  dataSource: "warehouse",
  column: null,
  outcome,
  outcomeReasons: [],
  resourceAttributes: [],
  diagnostics: { value: 1 },
  ...more,
});

describe("a scan result of Soda", () => {
  it("has freshness in milliseconds", () => {
    const freshness = check("freshness(updated_at) < 24h", "warn", {
      column: "updated_at",
      diagnostics: { value: 79_200_000, measure: "time" },
    });
    expect(readOne(scan(freshness)).checks).toMatchObject([
      {
        status: "warn",
        dimension: "timeliness",
        columns: ["updated_at"],
        observed: "the newest row is 22 hours 0 minutes old",
        measuredAt: "2026-11-30T05:00:09.000Z",
      },
    ]);
  });
  it("without an outcome was not evaluated: an error, or skipped while there is too little history", () => {
    const { checks } = readOne(
      scan(
        check("row_count > 0", null, { diagnostics: { value: null } }),
        check("anomaly", null, { outcomeReasons: [{ code: "not_enough_measurements", message: "…" }] }),
      ),
    );
    expect(checks.map(({ status }) => status)).toEqual(["error", "skipped"]);
  });
  it("counts failing rows only where its metric does, and keeps other values apart", () => {
    const { checks } = readOne(
      scan(
        check("missing_count(segment) = 0", "fail", { diagnostics: { value: 12 } }),
        check("max(salary) < 10", "fail", { diagnostics: { value: 99 } }),
      ),
    );
    expect(checks).toMatchObject([
      { failing: 12, observed: "12 rows found", statistic: null },
      { failing: null, observed: "not as expected", statistic: "observed 99" },
    ]);
  });
  it("takes the dimension that its user named", () => {
    expect(readOne(scan(check("x", "pass", { resourceAttributes: [{ name: "dimension", value: "Accuracy" }] }))).checks[0]?.dimension).toBe(
      "accuracy",
    );
  });
  it.skipIf(!hasFixtures)("of the shared fixtures: pass, fail, warn", () => {
    const { dataset, checks } = readOne(fixture("soda/soda_v3_scan_results.SYNTHETIC.json"));
    expect(dataset?.name).toMatchObject({ alias: "soda:warehouse/customer_segmentation", also: ["soda:customer_segmentation"] });
    expect(checks.map(({ status, failing }) => [status, failing])).toEqual([
      ["pass", null],
      ["fail", 12],
      ["warn", null],
    ]);
  });
});

describe("a test result of the Data Contract CLI", () => {
  const run = (...checks: object[]) => ({
    runId: "r",
    dataContractId: "urn:orders",
    server: "prod",
    timestampStart: "2026-11-30T05:00:00Z",
    timestampEnd: "2026-11-30T05:00:10Z",
    result: "failed",
    checks,
    logs: [],
  });
  it("knows five results and none", () => {
    const results = ["passed", "warning", "failed", "error", "unknown", null, "info"];
    const { dataset, checks } = readOne(
      run(
        ...results.map((result, index) => ({
          type: "field_required",
          name: `Check ${index}`,
          model: "orders",
          field: `f${index}`,
          result,
          engine: "soda",
          reason: "x",
        })),
        { type: "general", name: "lint", model: null, result: "passed" },
      ),
    );
    expect(dataset?.name).toMatchObject({ alias: "datacontract:urn:orders/orders", also: ["datacontract:orders"], relation: ["orders"] });
    expect(checks.map(({ status }) => status)).toEqual(["pass", "warn", "fail", "error", "error", "error"]);
    expect(checks[0]).toMatchObject({ id: "orders__f0__field_required", columns: ["f0"], dimension: "completeness" });
  });
});

describe("a report of one's own", () => {
  it("has results, a score and the end of a run, and words that others use", () => {
    const { dataset, reported, checks } = readOne({
      dataset: "Orders",
      score: "98%",
      measured_at: "2026-11-30T05:00:00",
      finished_at: "2031-01-01T00:00:00Z",
      results: [
        { check: "no nulls", status: "PASSED", column: "id", extra: true },
        { check: "totals add up", status: "fail", failing: 3, severity: "critical", dimension: "consistency" },
      ],
    });
    expect(dataset).toMatchObject({ name: { alias: "Orders", isOurs: true }, finishedRunAt: RECEIVED });
    expect(checks).toMatchObject([
      { id: "no nulls", status: "pass", columns: ["id"], dimension: "completeness", measuredAt: "2026-11-30T05:00:00.000Z" },
      { status: "fail", failing: 3, severity: "critical", observed: "3 failing" },
    ]);
    expect(reported.scores).toMatchObject([{ score: 98, measuredAt: "2026-11-30T05:00:00.000Z", source: null }]);
  });
  it.each([
    [{ dataset: "orders", results: [{ check: "a", status: "good" }] }, "body.results.0.status"],
    [{ dataset: "orders", score: 101 }, "body.score"],
    [{ dataset: "orders", score: 1, measured_at: "yesterday" }, "body.measured_at"],
    [{ dataset: "orders" }, "body"],
  ])("names the place that does not fit: %j", (report, path) => {
    expect(recognise(report)).toMatchObject({ details: [expect.objectContaining({ path })] });
  });
});

describe("what nobody knows", () => {
  it.each([
    [null],
    [[]],
    [{}],
    ["text"],
    [{ hello: 1 }],
    [[{ dataset: 3 }]],
    [{ checks: [] }],
    [{ results: [] }],
    [{ metadata: { dbt_schema_version: "https://schemas.getdbt.com/dbt/semantic_manifest/v1.json" } }],
    [{ metadata: { dbt_schema_version: "https://schemas.getdbt.com/dbt/run-results/v6.json" } }],
  ])("is told apart: %j", (json) => {
    expect(recognise(json)).toMatchObject({ problem: expect.stringMatching(/Expected|has no list|does not fit/) });
  });
});
