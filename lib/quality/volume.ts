/** Whether as many rows are there as there should be. */
import { type Acceptance, baselineOf, type PeriodRecord } from "#lib/quality/baseline.ts";
import { incrementsOf } from "#lib/quality/increments.ts";
import type { Bounds, Point } from "#lib/quality/likely.ts";
import { medianOf } from "#lib/quality/median.ts";
import { continuedBoundsOf, periodsSince } from "#lib/quality/series.ts";

export interface VolumeQuestion {
  /** `Check.id` of this check. */
  readonly check: string;
  /** In any order, also with the one that runs. */
  readonly periods: readonly (PeriodRecord & { readonly rows: number | null })[];
  readonly accepted: readonly Acceptance[];
  readonly load: {
    /** Beginning of the period in which the load was made (not in which somebody looked). */
    readonly period: string;
    readonly rows: number;
    /** Other loads of the period are still to come: then a table that only grows may have grown by less so far. */
    readonly isPartial: boolean;
  };
  /** Declared share of change, 0.1 for `10%`; `null`: the automatic rule. */
  readonly threshold: number | null;
}

export interface VolumeReading {
  /** `skipped`: under five good periods. */
  readonly status: "pass" | "fail" | "skipped";
  /** Last good value × median growth of late, in rows; `null`: skipped. */
  readonly expected: number | null;
  /** Fewer or more rows than these fail; `null`: skipped. */
  readonly low: number | null;
  readonly high: number | null;
  /** What decided: rows as such, or what was added to a table that only grows. */
  readonly basis: "rows" | "added";
  /** Good periods that it was compared with. */
  readonly periods: number;
}

/** So many good periods are needed before anything is said. */
export const LEAST_PERIODS = 5;
const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** `10%` and `0.1` → 0.1, `10` → 0.1; `null`: none is declared, or it is no number. */
export function thresholdOf(text: string | null): number | null {
  const match = text === null ? null : /^(\d{1,6}(?:\.\d{1,6})?)\s*(%?)$/.exec(text.trim());
  if (match === null) return null;
  const number = Number(match[1]);
  return match[2] === "%" || number >= 1 ? number / 100 : number;
}

/**
 * A declared threshold is held against the expected number. Without one, rows may move as much as they use to (see `boundsOf`), what is
 * added to a table that only grows may too, and a table that never was empty may not become so.
 */
export function volumeOf({ check, periods, accepted, load, threshold }: VolumeQuestion): VolumeReading {
  const baseline = baselineOf(periods, { check, period: load.period, accepted });
  const points = baseline.periods.flatMap(({ period, rows }) => (rows === null ? [] : [{ period: Date.parse(period), value: rows }]));
  const skipped = { status: "skipped", expected: null, low: null, high: null, basis: "rows", periods: points.length } as const;
  if (points.length < LEAST_PERIODS) return skipped;
  const period = Date.parse(load.period);
  const expected = expectedAt(points, period);
  const judge = ({ low, high }: Bounds, basis: VolumeReading["basis"]): VolumeReading => ({
    status: load.rows < low || load.rows > high ? "fail" : "pass",
    expected,
    low,
    high,
    basis,
    periods: points.length,
  });
  if (threshold !== null) return judge({ low: expected * (1 - threshold), high: expected * (1 + threshold) }, "rows");
  const acceptedFrom = baseline.acceptedFrom === null ? null : Date.parse(baseline.acceptedFrom);
  const filled = points.filter(({ value }) => value > 0);
  const wasEmpty = filled.length < points.length;
  if (filled.length < LEAST_PERIODS) return skipped;
  const likely = periodsSince(filled, period).flatMap((start) => continuedBoundsOf(filled, start, acceptedFrom) ?? []);
  const rows = { low: Math.min(...likely.map(({ low }) => low)), high: Math.max(...likely.map(({ high }) => high)) };
  // Bounds of a small table may reach down to zero; nothing at all is another thing than few.
  const level = judge(wasEmpty ? { low: 0, high: rows.high } : { low: Math.max(rows.low, Number.EPSILON), high: rows.high }, "rows");
  if (level.status === "fail") return level;
  const added = incrementsOf(points, period, acceptedFrom);
  const base = points.at(-1);
  if (added === null || base === undefined) return level;
  const low = load.isPartial ? level.low : base.value + added.low;
  const narrow = { low: Math.max(level.low ?? 0, low ?? 0), high: Math.min(level.high ?? Infinity, base.value + added.high) };
  return judge(narrow, "added");
}

/** Last good value that is not zero × the median of the last seven ratios; of those to the same weekday once there are four weeks of them. */
export function expectedAt(points: readonly Point[], period: number): number {
  const base = points.findLast(({ value }) => value > 0);
  if (base === undefined || base.period === period) return base?.value ?? 0;
  const ratios = points.flatMap((point, index) => {
    const before = points[index - 1];
    return before === undefined || before.value === 0
      ? []
      : [{ period: point.period, step: point.period - before.period, ratio: point.value / before.value }];
  });
  const step = period - base.period;
  const isWeekly = period - (points[0]?.period ?? period) >= 4 * WEEK && step < WEEK;
  const sameDay = isWeekly ? ratios.filter((ratio) => isSameWeekday(ratio.period, period) && Math.abs(ratio.step - step) <= DAY / 8) : [];
  const chosen = sameDay.length >= 3 ? sameDay : ratios;
  return base.value * (medianOf(chosen.slice(-7).map(({ ratio }) => ratio)) ?? 1);
}

/** The same time of the week, also when daylight saving moved it by an hour or two. */
function isSameWeekday(one: number, other: number): boolean {
  const rest = (((other - one) % WEEK) + WEEK) % WEEK;
  return Math.min(rest, WEEK - rest) <= DAY / 12;
}
