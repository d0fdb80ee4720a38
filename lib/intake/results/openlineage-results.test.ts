import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recognise } from "#lib/intake/results/recognise.ts";
import { FIXTURES, fixture, hasFixtures, RECEIVED, readOne } from "#lib/intake/results/testing.ts";

const dataset = (name: string, more: object = {}) => ({ namespace: "postgres://db:5432", name, ...more });
const event = (more: object = {}) => ({
  eventType: "COMPLETE",
  eventTime: "2026-11-30T05:00:00.123456789Z",
  run: { runId: "0190-A" },
  job: { namespace: "airflow", name: "load" },
  inputs: [dataset("shop.raw.orders")],
  outputs: [dataset("shop.public.orders")],
  producer: "https://example.com",
  ...more,
});
const edgesOf = (json: unknown, sameRun: readonly unknown[] = []) =>
  readOne(json, { sameRun }).reported.lineage.flatMap(({ edges }) =>
    edges.map(({ from, to, columns }) => [
      from.relation.join("."),
      to.relation.join("."),
      ...columns.map(({ column, from: of, kind }) => `${column}<${of}:${kind}`),
    ]),
  );
const keyOf = (json: unknown) => readOne(json).artifact.key;

describe("an event of OpenLineage", () => {
  it("tells that its outputs were written, and what from", () => {
    const { reported } = readOne(event());
    expect(reported.datasets).toMatchObject([
      {
        name: { alias: "openlineage:postgres://db:5432/shop.public.orders", relation: ["shop", "public", "orders"] },
        finishedRunAt: "2026-11-30T05:00:00.123Z",
      },
    ]);
    expect(reported.lineage).toMatchObject([{ job: "airflow/load" }]);
    expect(edgesOf(event())).toEqual([["shop.raw.orders", "shop.public.orders"]]);
  });

  it.each([
    ["2026-11-30T05:00:00.1234567891Z", "2026-11-30T05:00:00.123Z"],
    ["2026-11-30T05:00:00.641499", "2026-11-30T05:00:00.641Z"],
    ["2026-11-30T05:00:00+10:00", "2026-11-29T19:00:00.000Z"],
    ["2026-11-30 05:00:00+0100", "2026-11-30T04:00:00.000Z"],
    ["2031-01-01T00:00:00Z", RECEIVED],
  ])("of '%s' is of %s", (eventTime, at) => {
    expect(readOne(event({ eventTime })).dataset?.finishedRunAt).toBe(at);
  });

  it.each([undefined, "START", "RUNNING", "OTHER", "FAIL", "ABORT"])("of type %s says nothing of an update", (eventType) => {
    expect(readOne(event({ eventType })).reported.datasets).toEqual([]);
  });

  it("of a run that broke says nothing of lineage either", () => {
    expect(edgesOf(event({ eventType: "FAIL" }))).toEqual([]);
    expect(edgesOf(event({ eventType: undefined }))).toHaveLength(1);
  });

  it("is the same by run, type and time, whatever else differs", () => {
    expect(keyOf(event())).toBe(keyOf(event({ producer: "another", inputs: [], run: { runId: "0190-a" } })));
    for (const more of [{ eventType: "START" }, { eventTime: "2026-11-30T05:00:00.123456788Z" }, { run: { runId: "0190-b" } }])
      expect(keyOf(event(more))).not.toBe(keyOf(event()));
  });

  it("without one side is completed by the run's other events, in either order", () => {
    const start = event({ eventType: "START", eventTime: "2026-11-30T04:00:00Z", outputs: [] });
    const end = event({ inputs: [] });
    expect(edgesOf(end)).toEqual([]);
    expect(edgesOf(end, [start])).toEqual([["shop.raw.orders", "shop.public.orders"]]);
    expect(edgesOf(start, [end])).toEqual([["shop.raw.orders", "shop.public.orders"]]);
    const bare = event({ outputs: undefined, inputs: undefined });
    const named = event({ eventType: "START", eventTime: "2026-11-30T04:00:00Z" });
    expect(readOne(bare, { sameRun: [named] }).dataset?.finishedRunAt).toBe("2026-11-30T05:00:00.123Z");
    expect(readOne(named, { sameRun: [bare] }).dataset?.finishedRunAt).toBe("2026-11-30T05:00:00.123Z");
    expect(edgesOf(end, [event({ ...start, run: { runId: "another" } })])).toEqual([]);
  });

  it.each(["facets", "inputFacets"])("has assertions under %s", (place) => {
    const assertions = [
      { assertion: "not_null", column: "id", success: true },
      { assertion: "unique", column: "id", success: false, severity: "warn", actual: "6", expected: "0" },
      { assertion: "odd", success: "yes" },
    ];
    const { checks, reported } = readOne(
      event({
        eventType: "FAIL",
        inputs: [dataset("shop.public.orders", { [place]: { dataQualityAssertions: { assertions } } })],
        outputs: [],
      }),
    );
    expect(checks).toMatchObject([
      { id: "not_null:id", status: "pass", dimension: "completeness", severity: "error" },
      { id: "unique:id", status: "fail", dimension: "uniqueness", severity: "warning", statistic: "observed 6", expected: "0" },
      { id: "odd", status: "error" },
    ]);
    expect(reported.datasets).toHaveLength(1);
  });

  it.each([
    { job: { namespace: "dbt", name: "x", facets: { jobType: { integration: "DBT", jobType: "TEST" } } } },
    { job: { namespace: "dbt", name: "shop.orders.test" }, producer: "https://github.com/OpenLineage/OpenLineage/tree/1/integration/dbt" },
  ])("of a test of dbt is no lineage and no update", (more) => {
    expect(readOne(event(more)).reported).toMatchObject({ lineage: [], datasets: [] });
  });

  it("tells columns: what goes into a value goes before a condition on it", () => {
    const from = (field: string, ...transformations: object[]) => ({
      namespace: "postgres://db:5432",
      name: "shop.raw.orders",
      field,
      transformations,
    });
    const columnLineage = {
      fields: {
        total: {
          inputFields: [
            from("status", { type: "INDIRECT", subtype: "FILTER" }),
            from("amount", { type: "INDIRECT", subtype: "FILTER" }, { type: "DIRECT", subtype: "AGGREGATION" }),
          ],
        },
        id: { inputFields: [from("id")], transformationType: "IDENTITY" },
      },
      dataset: [{ namespace: "postgres://db:5432", name: "shop.raw.rates", field: "day" }],
    };
    expect(edgesOf(event({ outputs: [dataset("shop.public.orders", { facets: { columnLineage } })] }))).toEqual([
      ["shop.raw.orders", "shop.public.orders", "total<status:filter", "total<amount:aggregation", "id<id:identity"],
      ["shop.raw.rates", "shop.public.orders"],
    ]);
  });

  it("names files by their last part, and data behind a table by the table", () => {
    const named = (namespace: string, name: string, facets: object = {}) =>
      readOne(event({ outputs: [{ namespace, name, facets }] })).dataset?.name;
    expect(named("s3://lake", "sales/orders/day=2026-11-30")).toMatchObject({
      alias: "openlineage:s3://lake/sales/orders/day=2026-11-30",
      relation: ["orders"],
    });
    expect(named("gs://lake", "orders.csv.gz")?.relation).toEqual(["orders"]);
    expect(
      named("file", "/lake/x", { symlinks: { identifiers: [{ namespace: "hive://h", name: "sales.orders", type: "TABLE" }] } }),
    ).toMatchObject({ relation: ["sales", "orders"], also: ["openlineage:hive://h/sales.orders"] });
    expect(named("snowflake://a", '"DB"."Sales.x".ORDERS')?.relation).toEqual(["DB", "Sales.x", "ORDERS"]);
  });

  it("of a dropped output is no update", () => {
    expect(
      readOne(event({ outputs: [dataset("a.b", { facets: { lifecycleStateChange: { lifecycleStateChange: "DROP" } } })] })).reported,
    ).toMatchObject({ datasets: [], lineage: [] });
  });

  it("with thousands of datasets on both sides is cut, and says so", () => {
    const many = (side: string) => Array.from({ length: 5_000 }, (_, index) => dataset(`a.${side}.${index}`));
    const { reported } = readOne(event({ inputs: many("in"), outputs: many("out") }));
    expect(reported.lineage[0]?.edges).toHaveLength(20_000);
    expect(reported.notes[0]).toContain("was cut");
  });

  it.each([{ eventTime: "soon" }, { run: {} }, { run: 3, job: 4 }, { job: { namespace: "x" } }])(
    "that lacks what makes it one is none: %j",
    (more) => {
      expect(recognise(event(more))).toHaveProperty("problem");
    },
  );

  it("of a batch that cannot be taken is named, and the others are taken", () => {
    expect(recognise([event(), event({ eventTime: "soon" }), { eventTime: "2026-11-30T05:00:00Z", dataset: dataset("a") }])).toMatchObject({
      artifacts: [{ kind: "run_event" }, { kind: "dataset_event" }],
      refused: [{ index: 1, path: "body.1.eventTime" }],
    });
  });
});

describe.skipIf(!hasFixtures)("real events", () => {
  const files = hasFixtures
    ? ["airflow", "spark", "edge"].flatMap((folder) =>
        readdirSync(join(FIXTURES, "openlineage", folder)).map((file) => `openlineage/${folder}/${file}`),
      )
    : [];
  it.each(files)("%s is taken", (file) => {
    expect(readOne(fixture(file)).artifact.tool).toBe("openlineage");
  });
  it("of Airflow tell two tables and their columns", () => {
    expect(edgesOf(fixture("openlineage/airflow/line_03.json"))).toEqual([
      ["copied", "mock-project.test.upload", "a<a:identity", "b<b:identity", "c<c:identity", "d<d:identity"],
      ["test", "mock-project.test.upload", "a<a:identity", "b<b:identity", "c<c:identity", "d<d:identity"],
    ]);
  });
  it("of dbt tests have assertions and nothing else", () => {
    const events = fixture("dbt/shop_with_failing_test/expected_openlineage_events.json");
    const read = Array.isArray(events) ? events.map((each: unknown) => readOne(each)) : [];
    expect(read.flatMap(({ reported }) => reported.lineage)).toEqual([]);
    expect(read.flatMap(({ checks }) => checks.filter(({ status }) => status === "fail"))).toHaveLength(4);
  });
});
