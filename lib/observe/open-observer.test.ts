import { beforeEach, describe, expect, test } from "vitest";
import { DATASET, type ObserverHarness, openObserverHarness } from "#lib/observe/observer-harness.ts";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";

let it: ObserverHarness;

beforeEach(() => {
  it = openObserverHarness();
});

const known = async () => {
  const evidence = (await it.evidence.evidence([DATASET])).get(DATASET);
  if (evidence === undefined) throw new Error("no evidence");
  return evidence;
};
const incidents = async () =>
  (await it.incidents.list(scopeOf(ANONYMOUS), { state: "all", dataset: null, owner: null, after: null, limit: 50 })).items;

describe("a look at a dataset", () => {
  test("says that what keeps its promises is ready, with a full score", async () => {
    it.load({});
    expect(await it.look()).toMatchObject({ kind: "observed" });
    expect(await known()).toMatchObject({ rows: 1_000, score: 100, evidence: 1, verdict: { state: "ready" }, problem: null });
    expect(await incidents()).toEqual([]);
  });

  test("reads nothing again while source and contract are the same, and counts as evidence all the same", async () => {
    it.load({});
    await it.look();
    it.setClock("2026-11-01T12:00:00Z");
    expect(await it.look()).toEqual({ kind: "unchanged" });
    expect(it.scans()).toBe(1);
    const evidence = await known();
    expect(evidence.lastSeenAt).toBe("2026-11-01T12:00:00.000Z");
    expect(evidence.results.find(({ check }) => check === "unique:id")).toMatchObject({
      status: "pass",
      measuredAt: "2026-11-01T12:00:00.000Z",
    });
  });

  test("opens one incident for a broken promise, from the load on, and tells of it once", async () => {
    it.load({});
    await it.look();
    it.setClock("2026-11-02T06:00:00Z");
    it.load({ repeated: 7, changedAt: "2026-11-02T05:59:20.000Z" });
    await it.look();
    it.setClock("2026-11-02T07:00:00Z");
    it.load({ repeated: 8, changedAt: "2026-11-02T06:59:20.000Z" });
    await it.look();
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      ...{ check: "unique:id", severity: "critical", state: "open", isApproximate: false },
      ...{ wentBadAt: "2026-11-02T05:59:20.000Z", detectedAt: "2026-11-02T06:00:00.000Z" },
      observed: "8 of 1,000 rows repeat another one",
    });
    expect(await known()).toMatchObject({ verdict: { state: "broken", since: "2026-11-02T05:59:20.000Z" } });
    expect((await known()).score).toBeLessThanOrEqual(49);
    const alerts = await it.alerts.take("2026-11-02T08:00:00Z", "2026-11-02T08:01:00Z", 10);
    expect(alerts.map(({ state, channel, body }) => [state, channel, body.check, body.promise, body.readers])).toEqual([
      ["opened", "log", "unique:id", incident?.label, 3],
    ]);
  });

  test("closes the incident with the load that mends it", async () => {
    it.load({ empty: 1 });
    await it.look();
    it.setClock("2026-11-01T08:00:00Z");
    it.load({});
    await it.look();
    expect(await incidents()).toMatchObject([
      { check: "not_null:id", state: "resolved", resolvedAt: "2026-11-01T08:00:00.000Z", reason: null },
    ]);
    expect((await known()).verdict?.state).toBe("ready");
  });

  test("names each promised column that is gone", async () => {
    it.load({ columns: ["updated_at"] });
    await it.look();
    expect((await incidents()).map(({ check, observed }) => [check, observed])).toEqual([["columns", "id is missing"]]);
    const broken = (await known()).results.find(({ check }) => check === "unique:id");
    expect(broken).toMatchObject({ status: "error", observed: "id is not in the data." });
  });

  test("keeps what was found before when the source is gone, and says so", async () => {
    it.load({});
    await it.look();
    it.setClock("2026-11-01T09:00:00Z");
    it.load(null);
    await it.look();
    expect(await known()).toMatchObject({
      rows: 1_000,
      score: 100,
      problem: "No files of orders.parquet were found.",
      verdict: { state: "at-risk" },
    });
    expect(await incidents()).toEqual([]);
  });
});

test("time alone breaks the promise of freshness, at the moment that the data became too old", async () => {
  it.load({});
  await it.look();
  it.setClock("2026-11-02T06:05:00Z");
  await it.observer.rejudge(DATASET);
  expect(await incidents()).toMatchObject([
    { check: "freshness", wentBadAt: "2026-11-02T06:00:00.000Z", detectedAt: "2026-11-02T06:05:00.000Z" },
  ]);
  expect((await known()).verdict?.state).toBe("broken");
});

test("what another tool reports counts, and opens no incident of ours", async () => {
  it.load({});
  await it.look();
  await it.observer.report({
    datasetId: DATASET,
    finishedRunAt: null,
    results: [
      {
        ...{
          check: "dbt:test.shop.unique_id",
          kind: "external",
          label: "unique_id",
          columns: ["id"],
          dimension: "uniqueness",
          severity: "error",
        },
        ...{ status: "fail", observed: "3 rows", expected: "no rows", failing: 3, measuredAt: "2026-11-01T06:00:00.000Z", source: "dbt" },
        ...{ reportedBy: "nightly", everySeconds: null },
      },
    ],
  });
  expect((await known()).verdict?.state).toBe("broken");
  expect((await known()).score).toBeLessThan(100);
  expect(await incidents()).toEqual([]);
});

describe("times in the future", () => {
  test("open an incident that stands until a look finds none any more", async () => {
    it.load({ later: 2 });
    await it.look();
    await it.observer.rejudge(DATASET);
    expect(await incidents()).toMatchObject([
      { check: "future_values:updated_at", state: "open", observed: "2 values of updated_at lie in the future" },
    ]);
    expect((await known()).verdict?.state).toBe("broken");
    it.setClock("2026-11-01T07:00:00Z");
    it.load({});
    await it.look();
    expect(await incidents()).toMatchObject([{ check: "future_values:updated_at", state: "resolved" }]);
    expect(await known()).toMatchObject({ score: 100, verdict: { state: "ready" } });
  });
});

test("a result that another tool hands in late takes no newer one's place", async () => {
  const report = async (status: "pass" | "fail", measuredAt: string) =>
    await it.observer.report({
      datasetId: DATASET,
      finishedRunAt: null,
      results: [
        {
          ...{ check: "dbt:t", kind: "external", label: "t", columns: [], dimension: "validity", severity: "warning" },
          ...{ status, observed: "", expected: "", failing: null, measuredAt, source: "dbt", reportedBy: "nightly", everySeconds: null },
        },
      ],
    });
  await report("pass", "2026-11-01T05:00:00.000Z");
  await report("fail", "2026-11-01T04:00:00.000Z");
  expect((await known()).results).toMatchObject([{ check: "dbt:t", status: "pass" }]);
});
