import { describe, expect, test } from "vitest";
import { categoriesOf, categoryLabel, type Distribution, distributionOf } from "#lib/quality/distribution.ts";
import { driftOf } from "#lib/quality/drift.ts";
import { simulateShares } from "#lib/quality/drift-simulation.ts";

const day = (number: number) => new Date(Date.UTC(2026, 5, number)).toISOString();
const record = (number: number, distribution: Distribution | null, leftOut: readonly string[] = []) => ({
  period: day(number),
  at: day(number),
  distribution,
  leftOut,
});
const counts = (rows: Readonly<Record<string, number>>) =>
  distributionOf(
    Object.entries(rows).map(([value, count]) => ({ value, rows: count })),
    0,
  );
const usual = counts({ gold: 500, silver: 1_500, bronze: 3_000 });
const week = [1, 2, 3, 4, 5, 6, 7].map((number) => record(number, usual));
interface Given {
  readonly isNumeric?: boolean;
  readonly threshold?: number;
  readonly accepted?: readonly { readonly from: string; readonly until: string }[];
}
const judge = (periods: readonly ReturnType<typeof record>[], distribution: Distribution, given: Given = {}) =>
  driftOf({
    check: "distribution:segment",
    periods,
    accepted: given.accepted ?? [],
    load: { period: day(20), distribution },
    isNumeric: given.isNumeric ?? false,
    threshold: given.threshold ?? null,
  });

test("the same shares of more or fewer rows are no drift", () => {
  expect(judge(week, counts({ gold: 50, silver: 150, bronze: 300 }))).toMatchObject({ status: "pass", largest: { before: 0.1, now: 0.1 } });
});

test("shares that are shifted by 15 points are, and the one that moved most is named", () => {
  const shifted = judge(week, counts({ gold: 500, silver: 2_250, bronze: 2_250 }));
  expect(shifted).toMatchObject({ status: "fail", largest: { label: "silver" } });
  expect(shifted.largest?.now).toBeCloseTo(0.45);
  expect(judge(week, counts({ gold: 600, silver: 1_600, bronze: 2_800 })).status).toBe("pass");
});

test("the population stability index and the distance are those of the textbook", () => {
  // By hand: PSI = 0.15 ln(0.65/0.5) − 0.15 ln(0.35/0.5) = 0.0928; JSD = 0.01676 bits, its root 0.1295.
  const { psi, distance } = judge(
    [1, 2, 3, 4, 5].map((number) => record(number, counts({ yes: 5_000_000, no: 5_000_000 }))),
    counts({ yes: 6_500_000, no: 3_500_000 }),
  );
  expect(psi).toBeCloseTo(0.0929, 3);
  expect(distance).toBeCloseTo(0.1295, 3);
});

test("a value that was not there before, and one that is gone, count", () => {
  expect(judge(week, counts({ gold: 500, silver: 1_500, bronze: 2_000, platinum: 1_000 }))).toMatchObject({
    status: "fail",
    largest: { label: "platinum" },
  });
  expect(judge(week, counts({ silver: 1_500, bronze: 3_000 })).status).toBe("fail");
  expect(
    judge(
      week,
      distributionOf(
        [
          { value: null, rows: 1_000 },
          { value: "bronze", rows: 3_000 },
          { value: "silver", rows: 1_500 },
        ],
        0,
      ),
    ).largest?.label,
  ).toBe("no value");
});

test("under five good periods, or under 50 rows for each category, nothing is said, with the reason", () => {
  expect(judge(week.slice(0, 4), usual)).toMatchObject({
    status: "skipped",
    reason: "there are 4 of the 5 earlier periods that are needed",
  });
  expect(judge([...week.slice(0, 4), record(5, null)], usual).status).toBe("skipped");
  expect(judge(week, counts({ gold: 9, silver: 40, bronze: 100 }))).toMatchObject({
    status: "skipped",
    reason: "150 rows are needed for 3 categories",
  });
});

test("shifted shares do not become the baseline, until somebody accepts them", () => {
  const shifted = counts({ gold: 500, silver: 3_000, bronze: 1_500 });
  const bad = [8, 9, 10].map((number) => record(number, shifted, ["distribution:segment"]));
  expect(judge([...week, ...bad], shifted).status).toBe("fail");
  const accepted = [{ from: day(8), until: day(10) }];
  expect(judge([...week, ...bad], shifted, { accepted }).status).toBe("pass");
  expect(judge([...week, ...bad], usual, { accepted }).status).toBe("fail");
});

test("a declared threshold is the change of one share that is allowed", () => {
  expect(judge(week, counts({ gold: 500, silver: 1_700, bronze: 2_800 }), { threshold: 0.05 }).status).toBe("pass");
  expect(judge(week, counts({ gold: 500, silver: 1_800, bronze: 2_700 }), { threshold: 0.05 }).status).toBe("fail");
});

describe("many values", () => {
  test("are compared as the most frequent of the baseline and the rest", () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`v${index}`, 1_000 - index]));
    const group = categoriesOf(counts(many), false);
    const grouped = group(counts({ ...many, fresh: 7 }));
    expect(Object.keys(grouped)).toHaveLength(20);
    expect(grouped["others"]).toBe(Array.from({ length: 41 }, (_, index) => 1_000 - (index + 19)).reduce((sum, rows) => sum + rows, 7));
  });

  test("that are numbers are compared in bins of as many rows of the baseline each, open at both ends", () => {
    const baseline = counts(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [String(index), 100])));
    const group = categoriesOf(baseline, true);
    expect(Object.values(group(baseline))).toEqual(Array.from({ length: 20 }, () => 500));
    const outside = group(counts({ "-50": 1, "1000": 2, "4.5": 3 }));
    expect(Object.fromEntries(Object.entries(outside).map(([key, rows]) => [categoryLabel(key), rows]))).toEqual({
      "up to 4": 1,
      "over 4 to 9": 3,
      "over 94": 2,
    });
  });

  test("of which one has nearly all rows still tell it from the others", () => {
    const group = categoriesOf(counts({ "0": 9_000, "1": 500, "2": 500 }), true);
    expect(Object.values(group(counts({ "0": 1, "1": 2, "2": 3 })))).toEqual([1, 2, 3]);
  });

  test("that are numbers and too many to count one by one are not judged", () => {
    const others = (rows: number) => distributionOf([{ value: "1", rows: 5_000 }], rows);
    const periods = [1, 2, 3, 4, 5].map((number) => record(number, others(5_000)));
    expect(judge(periods, others(5_000), { isNumeric: true })).toMatchObject({
      status: "skipped",
      reason: "the column has too many different values",
    });
  });
});

test("on simulated months shares raise no false alarm, and with enough rows a shift of 15 points is found", () => {
  for (const categories of [2, 3, 5, 8]) {
    const rates = Array.from({ length: 12 }, (_, seed) => ({
      isMany: seed % 2 === 0,
      month: simulateShares({ categories, rowsPerCategory: seed % 2 === 0 ? 800 : 60, seed: seed + 1 }),
    }));
    const falseAlarms = rates.reduce((sum, { month }) => sum + month.falseAlarms.found, 0);
    const many = rates.flatMap(({ isMany, month }) => (isMany ? [month.shifted] : []));
    const share = many.reduce((sum, { found }) => sum + found, 0) / many.reduce((sum, { of }) => sum + of, 0);
    expect({ categories, falseAlarms, isFound: share > 0.97 }).toEqual({ categories, falseAlarms: 0, isFound: true });
  }
});
