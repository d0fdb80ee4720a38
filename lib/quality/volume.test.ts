import { describe, expect, test } from "vitest";
import { type Acceptance, acceptancesOf, baselineOf } from "#lib/quality/baseline.ts";
import { isPartialPeriod } from "#lib/quality/loads.ts";
import { KINDS, type SimulatedTable } from "#lib/quality/simulated-tables.ts";
import { expectedAt, thresholdOf, volumeOf } from "#lib/quality/volume.ts";
import { addRates, simulateMonth } from "#lib/quality/volume-simulation.ts";

const day = (number: number, hour = 0) => new Date(Date.UTC(2026, 5, number, hour)).toISOString();
const record = (number: number, rows: number | null, leftOut: readonly string[] = []) => ({
  period: day(number),
  at: day(number, 6),
  rows,
  leftOut,
});
const days = (...rows: readonly (number | null)[]) => rows.map((count, index) => record(index + 1, count));
interface Given {
  readonly threshold?: number;
  readonly accepted?: readonly Acceptance[];
  readonly isPartial?: boolean;
}
const judge = (
  periods: readonly ReturnType<typeof record>[],
  number: number,
  rows: number,
  { threshold, accepted, isPartial }: Given = {},
) =>
  volumeOf({
    check: "volume",
    periods,
    accepted: accepted ?? [],
    load: { period: day(number), rows, isPartial: isPartial ?? false },
    threshold: threshold ?? null,
  });
const flat = [10_000, 10_100, 9_900, 10_050, 9_950, 10_000, 10_020, 9_980, 10_010, 10_000];

test("under five good periods nothing is said, also where a threshold is declared", () => {
  expect(judge(days(100, 100, 100, 100), 5, 500).status).toBe("skipped");
  expect(judge(days(100, 100, 100, 100), 5, 500, { threshold: 0.1 }).status).toBe("skipped");
  expect(judge(days(100, 100, null, 100, 100), 6, 500).status).toBe("skipped");
  expect(judge(days(1_000, 1_000, 1_000, 1_000, 1_000), 6, 2_000).status).toBe("fail");
});

test("expected is the last good value times the median of the last seven ratios, so growth is no anomaly", () => {
  const growing = Array.from({ length: 10 }, (_, index) => ({ period: Date.parse(day(index + 1)), value: 1_000 * 1.05 ** index }));
  expect(expectedAt(growing, Date.parse(day(11)))).toBeCloseTo(1_000 * 1.05 ** 10);
  const rows = growing.map(({ value }) => Math.round(value));
  expect(judge(days(...rows), 11, 1_629, { threshold: 0.02 }).status).toBe("pass");
  expect(judge(days(...rows), 11, 1_551, { threshold: 0.02 }).status).toBe("fail");
});

test("from four weeks on the ratios are those of the same weekday", () => {
  const week = [1_000, 1_000, 1_000, 1_000, 1_000, 400, 400];
  const points = Array.from({ length: 33 }, (_, index) => ({ period: Date.parse(day(index + 1)), value: week[index % 7] ?? 0 }));
  expect(expectedAt(points, Date.parse(day(34)))).toBeCloseTo(400);
  expect(expectedAt(points.slice(0, 26), Date.parse(day(27)))).toBeCloseTo(1_000);
});

test("a declared threshold is the share by which rows may differ from what is expected", () => {
  expect([thresholdOf("10%"), thresholdOf("10"), thresholdOf("0.1"), thresholdOf("2.5 %"), thresholdOf(null)]).toEqual([
    0.1,
    0.1,
    0.1,
    0.025,
    null,
  ]);
  const steady = days(1_000, 1_000, 1_000, 1_000, 1_000);
  expect(judge(steady, 6, 1_100, { threshold: 0.1 })).toMatchObject({ status: "pass", expected: 1_000, low: 900, high: 1_100 });
  expect(judge(steady, 6, 1_101, { threshold: 0.1 }).status).toBe("fail");
  expect(judge(steady, 6, 899, { threshold: 0.1 }).status).toBe("fail");
});

test("the automatic check finds doubled, halved and empty loads, and lets the usual noise pass", () => {
  for (const rows of [20_000, 5_000, 0]) expect(judge(days(...flat), 11, rows).status).toBe("fail");
  for (const rows of [9_700, 10_300]) expect(judge(days(...flat), 11, rows).status).toBe("pass");
});

test("a table that was empty before may be empty again", () => {
  expect(judge(days(...flat.slice(0, 8), 0, 10_000), 11, 0).status).toBe("pass");
});

describe("a table to which rows are only added", () => {
  const added = [50_000, 50_500, 51_010, 51_500, 52_020, 52_500, 53_000, 53_490, 54_000];

  test("fails when a delivery is missing or comes twice, although its total hardly moves", () => {
    expect(judge(days(...added), 10, 54_500)).toMatchObject({ status: "pass", basis: "added" });
    expect(judge(days(...added), 10, 54_000).status).toBe("fail");
    expect(judge(days(...added), 10, 55_000).status).toBe("fail");
    expect(judge(days(...added), 10, 53_900).status).toBe("fail");
  });

  test("may have grown by less while loads of the period are still to come, but not by more", () => {
    expect(judge(days(...added), 10, 54_040, { isPartial: true }).status).toBe("pass");
    expect(judge(days(...added), 10, 55_000, { isPartial: true }).status).toBe("fail");
  });

  test("may bring one delivery or all of them after periods without a load", () => {
    expect([54_500, 55_500, 57_000].map((rows) => judge(days(...added), 12, rows).status)).toEqual(["pass", "pass", "fail"]);
  });
});

test("a load that comes a period late is compared with what is usual for the period that it is late for, too", () => {
  const week = [1_000, 1_010, 990, 1_005, 1_000, 600, 605];
  const rows = Array.from({ length: 26 }, (_, index) => (week[index % 7] ?? 0) * 10);
  // The 27th is a Saturday of this table. With Friday's load there, one like Friday's is wrong; without it, it is only late.
  expect(judge(days(...rows), 27, 10_000).status).toBe("fail");
  expect(judge(days(...rows.slice(0, 25)), 27, 10_000).status).toBe("pass");
  expect(judge(days(...rows.slice(0, 25)), 27, 20_000).status).toBe("fail");
});

test("a table that grows on weekdays alone is one that only grows", () => {
  const weekdays = [1, 2, 3, 4, 5, 8, 9, 10, 11].map((number, index) => record(number, 50_000 + 500 * index));
  expect(judge(weekdays, 12, 54_500).status).toBe("pass");
  expect(judge(weekdays, 12, 54_000).status).toBe("fail");
  expect(judge([...weekdays, record(12, 54_500)], 15, 55_000).status).toBe("pass");
});

test("a bad value does not become the baseline, however long it lasts", () => {
  const bad = [11, 12, 13, 14].map((number) => record(number, 20_000, ["volume"]));
  expect(judge([...days(...flat), ...bad], 15, 20_000).status).toBe("fail");
  expect(judge([...days(...flat), ...bad], 15, 10_000).status).toBe("pass");
  expect(judge([...days(...flat), record(11, 20_000, ["distribution:segment"])], 12, 20_000, { threshold: 0.1 }).status).toBe("pass");
});

describe("a lasting change that somebody accepted", () => {
  const bad = [11, 12, 13].map((number) => record(number, 20_000, ["volume"]));
  const accepted = [{ from: day(11, 6), until: day(13, 14) }];

  test("is the new level at once, for the load that was accepted and for those after it", () => {
    expect(judge([...days(...flat), ...bad], 13, 20_000, { accepted }).status).toBe("pass");
    expect(judge([...days(...flat), ...bad], 14, 20_100, { accepted }).status).toBe("pass");
    expect(judge([...days(...flat), ...bad], 14, 20_100, { accepted, threshold: 0.1 }).status).toBe("pass");
    expect(judge([...days(...flat), ...bad], 13, 20_000, { accepted, threshold: 0.1 }).status).toBe("pass");
    const later = { ...record(13, 20_050), at: day(13, 15) };
    expect(judge([...days(...flat), ...bad.slice(0, 2), later], 13, 20_050, { accepted, threshold: 0.1 }).status).toBe("pass");
  });

  test("stays the level, and what is wrong on it is found; the old level is an anomaly once the new one is known", () => {
    const after = [14, 15, 16, 17, 18, 19, 20, 21].map((number) => record(number, 20_000 + (number % 3) * 100));
    const periods = [...days(...flat), ...bad, ...after];
    expect(judge(periods, 22, 20_050, { accepted }).status).toBe("pass");
    expect(judge(periods, 22, 40_000, { accepted }).status).toBe("fail");
    expect(judge(periods, 22, 10_000, { accepted }).status).toBe("fail");
    expect(judge([...days(...flat), ...bad], 14, 60_000, { accepted }).status).toBe("fail");
    expect(judge([...days(...flat), ...bad], 14, 0, { accepted }).status).toBe("fail");
  });

  test("is one that was resolved by hand, with a reason; an incident that ended by itself was a fault", () => {
    const incident = { check: "volume", wentBadAt: day(11, 6), resolvedAt: day(13, 14), reason: "the other shop is in it now" };
    expect(
      acceptancesOf([incident, { ...incident, check: "sla" }, { ...incident, reason: null }, { ...incident, resolvedAt: null }], "volume"),
    ).toEqual(accepted);
    expect(baselineOf([...days(...flat), ...bad], { check: "volume", period: day(14), accepted }).acceptedFrom).toBe(day(11));
    expect(baselineOf([...days(...flat), ...bad], { check: "volume", period: day(14), accepted: [] }).periods).toHaveLength(10);
  });
});

test("a period is partial while fewer loads came than usually do", () => {
  const loads = [1, 2, 3].flatMap((number) => [day(number, 6), day(number, 12), day(number, 18)]);
  const isPartial = (...more: readonly string[]) =>
    isPartialPeriod({ sla: null, freshness: null }, [...loads, ...more], new Date(more.at(-1) ?? ""));
  expect(isPartial(day(4, 6))).toBe(true);
  expect(isPartial(day(4, 6), day(4, 12))).toBe(true);
  expect(isPartial(day(4, 6), day(4, 12), day(4, 18))).toBe(false);
  expect(isPartialPeriod({ sla: null, freshness: null }, [day(1, 6)], new Date(day(1, 6)))).toBe(false);
});

test("on simulated months it raises no false alarm, and finds nearly all that is wrong", () => {
  for (const kind of KINDS.filter((name) => name !== "hourly")) {
    const tables: SimulatedTable[] = Array.from({ length: 8 }, (_, index) => ({
      kind,
      noise: 0.02 + 0.01 * (index % 4),
      seed: 500 + index,
    }));
    const { falseAlarms, defects } = addRates(tables.map((table) => simulateMonth(table)));
    expect({ kind, ...falseAlarms }).toMatchObject({ kind, found: 0 });
    for (const [defect, { found, of }] of defects)
      expect({ kind, defect, isFound: found / of > 0.95 }).toEqual({ kind, defect, isFound: true });
  }
});
