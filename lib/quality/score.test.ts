import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dimension } from "#lib/contract/contract.ts";
import { dimensions, NOW, RUNS, results, weights } from "#lib/quality/arbitraries.ts";
import { evidenceOfAge, type Scored, scoreOf } from "#lib/quality/score.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const options = { now: NOW, cadenceSeconds: DAY };
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000).toISOString();
const result = (said: Partial<Scored>): Scored => ({
  ...{ check: "c", label: "a check", dimension: "validity", severity: "error", status: "pass", measuredAt: ago(0), everySeconds: null },
  ...said,
});

describe("as a second person computes it", () => {
  test("everything passes, and that is 100 with nothing lost", () => {
    expect(scoreOf([result({}), result({ dimension: "accuracy" })], options)).toMatchObject({ score: 100, evidence: 1, losses: [] });
  });

  test("weights are 5, 3, 1 and 0, and dimensions count alike", () => {
    const checks = [
      result({ severity: "critical" }),
      result({ check: "d", severity: "error", status: "fail" }),
      result({ check: "e", severity: "warning", status: "warn" }),
      result({ check: "f", severity: "info", status: "fail" }),
      result({ check: "g", dimension: "accuracy" }),
    ];
    const { score, losses } = scoreOf(checks, options);
    expect(score).toBeCloseTo((100 * ((5 + 0.5) / 9 + 1)) / 2, 9);
    expect(losses.map(({ check, reason }) => [check, reason])).toEqual([
      ["d", "failed"],
      ["e", "warned"],
    ]);
    expect(losses[0]?.points).toBeCloseTo(100 * 0.5 * (3 / 9), 9);
  });

  test("evidence holds for one and a half intervals and is gone at four", () => {
    expect([0, 1.5, 2.75, 4, 9].map((age) => evidenceOfAge(age * DAY, DAY))).toEqual([1, 1, 0.5, 0, 0]);
    expect(scoreOf([result({ measuredAt: ago(2.75 * DAY) })], options)).toMatchObject({ score: 50, evidence: 0.5 });
  });

  test("the interval is the check's own, else the dataset's, else a day, and never under 15 minutes", () => {
    const aged = (everySeconds: number | null, cadenceSeconds: number | null, age: number) =>
      scoreOf([result({ everySeconds, measuredAt: ago(age) })], { now: NOW, cadenceSeconds }).evidence;
    expect(aged(HOUR, DAY, 2.75 * HOUR)).toBe(0.5);
    expect(aged(null, 2 * DAY, 5.5 * DAY)).toBe(0.5);
    expect(aged(null, null, 2.75 * DAY)).toBe(0.5);
    expect(aged(60, DAY, 2.75 * 900)).toBe(0.5);
  });

  test("weights of a policy shift the dimensions, and one of weight 0 does not count", () => {
    const checks = [result({ status: "fail" }), result({ check: "d", dimension: "accuracy" })];
    expect(scoreOf(checks, { ...options, dimensionWeights: { accuracy: 3 } }).score).toBeCloseTo(75, 9);
    expect(scoreOf(checks, { ...options, dimensionWeights: { validity: 0 } }).score).toBe(100);
    expect(scoreOf(checks, { ...options, dimensionWeights: { validity: 0, accuracy: 0 } }).score).toBeNull();
  });

  test("a critical check that fails holds it at 49, and what that takes is charged to it", () => {
    const checks = [
      result({ check: "key", severity: "critical", status: "fail" }),
      ...dimensions.filter((dimension) => dimension !== "validity").map((dimension) => result({ check: dimension, dimension })),
    ];
    const { score, isCapped, losses } = scoreOf(checks, options);
    expect([score, isCapped]).toEqual([49, true]);
    expect(losses.map(({ check, reason }) => `${check} ${reason}`)).toEqual(["key capped", "key failed"]);
    expect(losses.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(51, 9);
  });

  test("and so it does when the failure is old: time mends nothing", () => {
    const checks = [
      result({ severity: "critical", status: "fail", measuredAt: ago(9 * DAY) }),
      result({ check: "d", dimension: "accuracy" }),
    ];
    expect(scoreOf([...checks, result({ check: "e", dimension: "consistency" })], options).score).toBe(49);
  });

  test("without any evidence there is no score", () => {
    const silent = [
      result({ measuredAt: null }),
      result({ status: "error" }),
      result({ status: "skipped" }),
      result({ measuredAt: ago(9 * DAY) }),
    ];
    expect(scoreOf(silent, options)).toMatchObject({ score: null, evidence: 0, losses: [] });
    expect(scoreOf([], options).score).toBeNull();
    expect(scoreOf([result({ severity: "info" })], options).score).toBeNull();
  });
});

/** The formula of the documentation, word for word. */
function byHand(checks: readonly Scored[], cadence: number, policy: Readonly<Record<string, number>>): number | null {
  const w = (check: Scored) => ({ critical: 5, error: 3, warning: 1, info: 0 })[check.severity];
  const f = (check: Scored) => {
    if (check.measuredAt === null || check.status === "error" || check.status === "skipped") return 0;
    const every = Math.max(900, check.everySeconds ?? cadence);
    const age = (NOW.getTime() - Date.parse(check.measuredAt)) / 1_000;
    return age <= 1.5 * every ? 1 : age >= 4 * every ? 0 : (4 * every - age) / (2.5 * every);
  };
  const credit = (check: Scored) => (check.status === "pass" ? 1 : check.status === "warn" ? 0.5 : 0);
  const weight = (dimension: Dimension) => policy[dimension] ?? 1;
  const counted = checks.filter((check) => w(check) > 0 && weight(check.dimension) > 0);
  if (counted.every((check) => f(check) === 0)) return null;
  let [sum, all] = [0, 0];
  for (const dimension of new Set(counted.map((check) => check.dimension))) {
    const own = counted.filter((check) => check.dimension === dimension);
    const kept = own.reduce((total, check) => total + w(check) * f(check) * credit(check), 0);
    sum += (weight(dimension) * kept) / own.reduce((total, check) => total + w(check), 0);
    all += weight(dimension);
  }
  const isCritical = counted.some(
    ({ severity, status, measuredAt }) => severity === "critical" && status === "fail" && measuredAt !== null,
  );
  return Math.min(isCritical ? 49 : 100, (100 * sum) / all);
}

test("it is what the formula says", () => {
  fc.assert(
    fc.property(results, weights, fc.integer({ min: 900, max: 2 * DAY }), (checks, dimensionWeights, cadenceSeconds) => {
      const { score } = scoreOf(checks, { now: NOW, cadenceSeconds, dimensionWeights });
      const wanted = byHand(checks, cadenceSeconds, dimensionWeights);
      if (wanted === null) expect(score).toBeNull();
      else expect(score).toBeCloseTo(wanted, 9);
    }),
    RUNS,
  );
});

test("losses add up to what is missing to 100", () => {
  fc.assert(
    fc.property(results, weights, (checks, dimensionWeights) => {
      const { score, losses } = scoreOf(checks, { ...options, dimensionWeights });
      const lost = losses.reduce((sum, { points }) => sum + points, 0);
      expect(score === null ? losses.length : Math.abs(100 - score - lost)).toBeLessThan(1e-9);
    }),
    RUNS,
  );
});

/** No number is less than any. */
const ranked = (score: number | null) => score ?? -1;

test("more evidence of health never lowers it", () => {
  fc.assert(
    fc.property(results, fc.nat(), fc.boolean(), (checks: readonly Scored[], pick, isNew) => {
      const index = pick % checks.length;
      const good: Scored = { ...(checks[index] ?? result({})), status: "pass", measuredAt: ago(0) };
      const healthier = isNew ? [...checks, { ...good, check: "new" }] : checks.with(index, good);
      expect(ranked(scoreOf(healthier, options).score)).toBeGreaterThanOrEqual(ranked(scoreOf(checks, options).score) - 1e-9);
    }),
    RUNS,
  );
});

test("age never raises it", () => {
  fc.assert(
    fc.property(results, fc.integer({ min: 1, max: 10 * DAY }), (checks, seconds) => {
      const later = { ...options, now: new Date(NOW.getTime() + seconds * 1_000) };
      expect(ranked(scoreOf(checks, later).score)).toBeLessThanOrEqual(ranked(scoreOf(checks, options).score) + 1e-9);
    }),
    RUNS,
  );
});
