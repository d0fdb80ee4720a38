import { describe, expect, test } from "vitest";
import { findHistory, pastArrivals, pastPeriods } from "#lib/observe/backfill.ts";
import type { StatementRunner } from "#lib/observe/statements.ts";
import type { Subject } from "#lib/observe/subject.ts";
import { columnOf, contractOf, positionOf } from "#lib/store/fixture.ts";

const segments = contractOf({
  name: "segments",
  columns: [
    columnOf({ name: "customer_id", primaryKey: true }),
    columnOf({ name: "segment" }),
    columnOf({ name: "updated_at", logicalType: "timestamp" }),
  ],
  freshness: { promised: "1 day", maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at", position: positionOf() },
});
const day = columnOf({ name: "day", type: "DATE", logicalType: "date" });
const historyOf = (overrides: object = {}) =>
  contractOf({
    name: "segments_history",
    columns: [day, ...segments.columns.map((column) => ({ ...column, primaryKey: false }))],
    checks: [
      {
        kind: "unique",
        params: { columns: ["day", "customer_id"] },
        name: null,
        severity: null,
        dimension: null,
        where: null,
        position: positionOf(),
      },
    ],
    ...overrides,
  });
const subject: Subject = {
  ...{ id: "s", contract: segments, publishedAt: "2026-10-01T00:00:00Z", isStale: false, owner: null, reportedAt: null, timezone: "UTC" },
  ...{ dimensionWeights: {}, upstream: [], downstream: [] },
};
const limits = { timeoutMs: 1_000, signal: new AbortController().signal };
const now = () => new Date("2026-11-02T12:00:00Z");
/** Answers each statement by the first words that it contains. */
const answering = (rows: Readonly<Record<string, readonly (readonly unknown[])[]>>): StatementRunner => ({
  run: async (text) => {
    const [, found = []] = Object.entries(rows).find(([words]) => text.includes(words)) ?? [];
    return { columns: [], rows: found, more: false, isDelicate: false };
  },
});

describe("the history of a dataset", () => {
  test("has its columns and a date, which with its key is unique", () => {
    expect(findHistory(segments, [segments, historyOf()])).toEqual({ dataset: "segments_history", day: "day" });
  });

  test.each<[string, object]>([
    ["is unique without the date", { checks: [] }],
    ["has another column, too", { columns: [...historyOf().columns, columnOf({ name: "more" })] }],
    [
      "has one of another type",
      { columns: historyOf().columns.map((column) => (column.name === "segment" ? { ...column, logicalType: "integer" } : column)) },
    ],
  ])("is none that %s", (_, overrides) => {
    expect(findHistory(segments, [segments, historyOf(overrides)])).toBeNull();
  });

  test("gives a value for each day that has come: rows, and rows per value", async () => {
    const statements = answering({
      '"day", count': [
        ["2026-11-01", 3],
        ["2026-11-03", 9],
      ],
      '"segment", count': [
        ["2026-11-01", "low", 2],
        ["2026-11-01", null, 1],
        ["2026-11-03", "low", 9],
      ],
    });
    const subjects = {
      all: async () => [
        { id: "s", contract: segments },
        { id: "h", contract: historyOf() },
      ],
    };
    expect(await pastPeriods({ statements, subjects, now }, subject, ["segment"], limits)).toMatchObject([
      { period: "2026-11-01T00:00:00.000Z", rows: 3, distributions: { segment: { "=low": 2, null: 1 } }, leftOut: [] },
    ]);
  });
});

describe("arrivals before the first look", () => {
  const all = { all: async () => [] };

  test("are the load times of the last 90 days", async () => {
    const statements = answering({ DISTINCT: [["2026-11-02T05:30:00Z"], ["2026-11-01T05:30:00Z"], ["2026-01-01T00:00:00Z"]] });
    const arrivals = await pastArrivals({ statements, subjects: all, now }, subject, limits);
    expect(arrivals.map(({ at, isBackfilled }) => [at, isBackfilled])).toEqual([
      ["2026-11-02T05:30:00.000Z", true],
      ["2026-11-01T05:30:00.000Z", true],
    ]);
  });

  test("are none where the column tells when rows changed, as so many different times do", async () => {
    const times = Array.from({ length: 2_501 }, (_, index) => [new Date(now().getTime() - index * 60_000).toISOString()]);
    expect(await pastArrivals({ statements: answering({ DISTINCT: times }), subjects: all, now }, subject, limits)).toEqual([]);
  });
});
