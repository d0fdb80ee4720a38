/** Whether the shares of a column's values are what they were. */
import { type Acceptance, baselineOf, type PeriodRecord } from "#lib/quality/baseline.ts";
import { categoriesOf, categoryLabel, type Distribution, othersShare, pooled, rowsIn } from "#lib/quality/distribution.ts";
import { LEAST_PERIODS } from "#lib/quality/volume.ts";

export interface DriftQuestion {
  /** `Check.id` of this check. */
  readonly check: string;
  /** In any order; `null`: it was not counted then. */
  readonly periods: readonly (PeriodRecord & { readonly distribution: Distribution | null })[];
  readonly accepted: readonly Acceptance[];
  /** The load that is judged, with the beginning of the period in which it was made. */
  readonly load: { readonly period: string; readonly distribution: Distribution };
  /** Numbers are compared in bins. */
  readonly isNumeric: boolean;
  /** Declared: the share of no value may change by so much, 0.1 are ten points; `null`: the rule below. */
  readonly threshold: number | null;
}

export interface DriftReading {
  /** `skipped`: see `reason`. */
  readonly status: "pass" | "fail" | "skipped";
  /** Why nothing is said, for a person, without a full stop; else `null`. */
  readonly reason: string | null;
  /** Population stability index less what chance makes of it; `null` when skipped, as all that follows. */
  readonly psi: number | null;
  /** Jensen–Shannon distance with logarithms to base 2: 0 to 1. */
  readonly distance: number | null;
  /** The category of which the share changed most; shares 0 to 1. */
  readonly largest: { readonly label: string; readonly before: number; readonly now: number } | null;
}

const PSI_LIMIT = 0.2;
const DISTANCE_LIMIT = 0.1;
/** Rows that are needed per category. */
const LEAST_ROWS = 50;
/** Periods that are compared with, together. */
const LATE = 7;
/** A column with more unknown values than that cannot be put into bins. */
const MOST_OTHERS = 0.05;
/** Standard deviations beyond which chance does not explain a difference: about one in thirty thousand. */
const CHANCE = 4;

/**
 * Compares with the last seven good periods together (after an accepted change with those since then). Fails when
 * PSI − (k − 1)(1/n + 1/m) ≥ 0.2, or when the distance is 0.1 or more and chance does not explain it, for k categories and n and m rows.
 */
export function driftOf({ check, periods, accepted, load, isNumeric, threshold }: DriftQuestion): DriftReading {
  const baseline = baselineOf(periods, { check, period: load.period, accepted });
  const known = baseline.periods.filter(({ distribution }) => distribution !== null && rowsIn(distribution) > 0);
  if (known.length < LEAST_PERIODS) return skip(`there are ${known.length} of the ${LEAST_PERIODS} earlier periods that are needed`);
  const from = baseline.acceptedFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(baseline.acceptedFrom);
  const late = known.filter(({ period }) => Date.parse(period) >= from).slice(-LATE);
  const before = pooled(late.flatMap(({ distribution }) => (distribution === null ? [] : [distribution])));
  if (isNumeric && Math.max(othersShare(before), othersShare(load.distribution)) > MOST_OTHERS)
    return skip("the column has too many different values");
  const group = categoriesOf(before, isNumeric);
  return compare(group(before), group(load.distribution), threshold);
}

function compare(before: Distribution, now: Distribution, threshold: number | null): DriftReading {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const [n, m, k] = [rowsIn(now), rowsIn(before), keys.length];
  if (n < LEAST_ROWS * k) return skip(`${LEAST_ROWS * k} rows are needed for ${k} categories`);
  const shares = keys.map((key) => ({ label: categoryLabel(key), before: (before[key] ?? 0) / m, now: (now[key] ?? 0) / n }));
  // Half a row more in each, so that a value that was not there before has a logarithm.
  const smooth = (rows: number, of: number) => (rows + 0.5) / (of + 0.5 * k);
  const index = keys.reduce((sum, key) => {
    const [p, q] = [smooth(before[key] ?? 0, m), smooth(now[key] ?? 0, n)];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
  const chance = 1 / n + 1 / m;
  const psi = index - (k - 1) * chance;
  const distance = Math.sqrt(shares.reduce((sum, share) => sum + divergence(share.before, share.now), 0));
  const largest = shares.reduce((most, share) => (Math.abs(share.now - share.before) > Math.abs(most.now - most.before) ? share : most));
  const isByChance = index < chanceLimit(k - 1) * chance;
  const isShifted = psi >= PSI_LIMIT || (distance >= DISTANCE_LIMIT && !isByChance);
  const isFailing = threshold === null ? isShifted : Math.abs(largest.now - largest.before) > threshold;
  return { status: isFailing ? "fail" : "pass", reason: null, psi, distance, largest };
}

/** What a χ² of so many degrees of freedom hardly ever exceeds (Wilson and Hilferty); the index over (1/n + 1/m) is one by chance. */
function chanceLimit(degrees: number): number {
  if (degrees === 0) return 0;
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + CHANCE * Math.sqrt(spread)) ** 3;
}

/** One category's part of the Jensen–Shannon divergence, in bits. */
function divergence(p: number, q: number): number {
  const middle = (p + q) / 2;
  const part = (share: number) => (share === 0 ? 0 : (share * Math.log2(share / middle)) / 2);
  return Math.max(0, part(p) + part(q));
}

const skip = (reason: string): DriftReading => ({ status: "skipped", reason, psi: null, distance: null, largest: null });
