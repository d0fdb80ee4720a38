import { describe, expect, test } from "vitest";
import { columnPromises, slaWords, zoneWords } from "#components/dataset/promise-words.ts";
import type { ColumnView } from "#lib/catalog/views.ts";
import type { Sla } from "#lib/contract/contract.ts";

const COLUMN: ColumnView = {
  name: "total",
  type: "DECIMAL(12,2)",
  logicalType: "decimal",
  description: null,
  primaryKey: false,
  required: false,
  unique: false,
  values: null,
  min: null,
  max: null,
  exclusiveMin: false,
  exclusiveMax: false,
  pattern: null,
  references: null,
  classification: null,
  term: null,
  masked: null,
};

const SLA: Sla = {
  promised: "Updated by 6 AM ET on weekdays",
  machineCheckable: true,
  by: "06:00",
  timezone: "America/New_York",
  every: "week",
  on: ["mon", "tue", "wed", "thu", "fri"],
  graceSeconds: null,
  evidence: "data",
  target: null,
  notes: [],
  position: { file: "a.yaml", line: 1, column: 1 },
};

describe("promises of a column", () => {
  test("a column without a promise promises nothing", () => {
    expect(columnPromises(COLUMN)).toEqual([]);
  });

  test("a key says once that it is filled and without duplicates", () => {
    expect(columnPromises({ ...COLUMN, primaryKey: true, required: true, unique: true })).toEqual(["key: always filled, no duplicates"]);
  });

  test("a bound of zero is a promise", () => {
    expect(columnPromises({ ...COLUMN, min: 0 })).toEqual(["at least 0"]);
    expect(columnPromises({ ...COLUMN, max: 0 })).toEqual(["at most 0"]);
  });

  test("a bound that is itself not allowed is said so", () => {
    expect(columnPromises({ ...COLUMN, min: 0, max: 1, exclusiveMin: true })).toEqual(["more than 0", "at most 1"]);
    expect(columnPromises({ ...COLUMN, min: 0, max: 1 })).toEqual(["0 to 1"]);
  });
});

describe("deadlines in words", () => {
  test("Monday to Friday are every weekday", () => {
    expect(slaWords(SLA)).toBe("by 06:00 in New York, every weekday");
  });

  test("single days are named", () => {
    expect(slaWords({ ...SLA, on: ["mon"], timezone: "UTC" })).toBe("by 06:00 UTC, every Monday");
  });

  test("what no machine understood stays as it was written", () => {
    expect(slaWords({ ...SLA, machineCheckable: false, promised: "usually early" })).toBe("usually early");
  });

  test("a fixed offset is no city", () => {
    expect(zoneWords("-05:00")).toBe("UTC−05:00");
    expect(zoneWords("America/Argentina/Buenos_Aires")).toBe("in Buenos Aires");
    expect(zoneWords(null)).toBe("UTC");
  });
});

test("many allowed values are counted, few are named", () => {
  const values = Array.from({ length: 1200 }, (_, index) => `v${index}`);
  expect(columnPromises({ ...COLUMN, values })).toEqual(["one of 1,200 values"]);
  expect(columnPromises({ ...COLUMN, values: values.slice(0, 2) })).toEqual(["one of v0, v1"]);
});
