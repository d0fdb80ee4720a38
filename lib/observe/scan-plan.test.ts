import { describe, expect, test } from "vitest";
import { planScan } from "#lib/observe/scan-plan.ts";
import type { Check } from "#lib/quality/check.ts";
import { columnOf } from "#lib/store/fixture.ts";

const check = (overrides: Partial<Check> & Pick<Check, "id" | "kind">): Check => ({
  ...{
    columns: [],
    dimension: "validity",
    severity: "error",
    label: overrides.id,
    params: {},
    where: null,
    origin: "contract",
    promise: 0,
  },
  ...overrides,
});
const there = ["ID", "mail"].map((name) => ({ name, type: "VARCHAR", nullable: true }));
const plan = (checks: readonly Check[], targets: Parameters<typeof planScan>[0]["targets"] = new Map()) =>
  planScan({
    contract: {
      columns: [columnOf({ name: "id" }), columnOf({ name: "mail", classification: "pii" }), columnOf({ name: "gone" })],
      freshness: null,
    },
    ...{ checks, columns: there, targets, notAfter: "2026-11-01T06:05:00.000Z" },
  });

describe("a plan of a scan", () => {
  test("names columns as the data have them, and keeps a condition", () => {
    const { measures } = plan([check({ id: "not_null:id", kind: "not_null", columns: ["id"], where: "mail <> ''" })]);
    expect(measures).toEqual([{ id: "not_null:id", kind: "missing", columns: ["ID"], where: { parts: ["mail <> ''"] } }]);
  });

  test("says of a column that is not there why a check cannot run, and asks nothing for it", () => {
    const { measures, unmeasurable } = plan([check({ id: "unique:gone", kind: "unique", columns: ["gone"] })]);
    expect(measures).toEqual([]);
    expect(unmeasurable.get("unique:gone")).toBe("gone is not in the data.");
  });

  test("asks nothing of the rows for what the columns or the clock tell", () => {
    const kinds = ["columns", "extra_columns", "columns_match", "sla", "volume", "sql", "example"] as const;
    expect(plan(kinds.map((kind) => check({ id: kind, kind }))).measures).toEqual([]);
  });

  test("says why a foreign key cannot be compared", () => {
    const key = check({ id: "relationships:id", kind: "relationships", columns: ["id"], params: { to: "customers.id" } });
    const { measures, unmeasurable } = plan(
      [key],
      new Map([["customers.id", { problem: "There is no dataset customers in the catalog." }]]),
    );
    expect([measures, unmeasurable.get(key.id)]).toEqual([[], "There is no dataset customers in the catalog."]);
  });

  test("excludes bounds however the contract says so", () => {
    const of = (params: Check["params"]) => plan([check({ id: "range:id", kind: "range", columns: ["id"], params })]).measures[0];
    expect(of({ min: 0, max: 1, exclusive: true })).toMatchObject({ min: 0, max: 1, exclusiveMin: true, exclusiveMax: true });
    expect(of({ min: 0, max: null, exclusiveMin: true })).toMatchObject({ min: 0, max: null, exclusiveMin: true, exclusiveMax: false });
  });

  test("profiles what is there, and keeps no value of a classified column", () => {
    expect(plan([]).profile).toEqual([
      { column: "ID", values: true },
      { column: "mail", values: false },
    ]);
  });
});
