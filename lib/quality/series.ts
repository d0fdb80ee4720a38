/** Between which bounds the next value of a series of periods is an ordinary one. */
import { type Bounds, DAY, LEVEL, likelyAt, MEMORY, type Point, seasonsOf } from "#lib/quality/likely.ts";
import { medianOf } from "#lib/quality/median.ts";

/** Fewer deviations do not tell how noisy a series is. */
const FEW = 14;

/**
 * Tolerances as natural logarithms of a ratio, found by simulation (docs/decisions, "When a row count is an anomaly"): a series without
 * noise may move by 18 % down and 22 % up, one with 10 % of noise or of which little is known by 39 % down and 65 % up. Before a whole week
 * of days was seen, what is new may be a weekend: 48 % down and 92 % up. Before a whole day of hours it may be the night.
 */
const QUIET = 0.2;
const NOISY = 0.5;
const NEW = 0.65;
const NEW_HOURS = 0.9;

/** Points are in order, and positive. `null`: there are fewer than two. */
export function boundsOf(points: readonly Point[], period: number): Bounds | null {
  const seasons = seasonsOf(points);
  const likely = likelyAt(points, period, seasons);
  if (likely === null) return null;
  const first = points[0]?.period ?? period;
  const season = Math.min(...seasons, Infinity);
  const isNew = seasons.length > 0 && period - first < season;
  const usual = usualOf(deviationsOf(points, seasons, season));
  const least = usual.of < FEW ? NOISY : Math.max(QUIET, Math.min(NOISY, 8 * usual.deviation));
  // Few rows change by chance.
  const chance = 3.5 / Math.sqrt(Math.max(1, Math.exp(likely.low)));
  const allowed = Math.max(least, isNew ? (season === DAY ? NEW_HOURS : NEW) : 0, 3.5 * usual.deviation, chance);
  return { low: Math.exp(likely.low - allowed), high: Math.exp(likely.high + allowed) };
}

/** How far each value of late lay from what was likely before it; where possible of those alone for which a season had been seen. */
function deviationsOf(points: readonly Point[], seasons: readonly number[], season: number): readonly number[] {
  const first = points[0]?.period ?? 0;
  const found = points.slice(3).flatMap((point, index) => {
    if (index + 3 < points.length - MEMORY) return [];
    const likely = likelyAt(points.slice(0, index + 3), point.period, seasons);
    return likely === null ? [] : [{ at: point.period, deviation: Math.abs(Math.log(point.value) - (likely.low + likely.high) / 2) }];
  });
  const seasoned = found.filter(({ at }) => seasons.length === 0 || at - first >= season);
  return (seasoned.length >= LEVEL ? seasoned : found).map(({ deviation }) => deviation);
}

/** Periods without a point since the last one, and this one: what is late may be the load of any of them. At most the last three. */
export function periodsSince(points: readonly Point[], period: number): readonly number[] {
  const step = medianOf(
    points.slice(-MEMORY).flatMap((point, index, late) => (index === 0 ? [] : [point.period - (late[index - 1]?.period ?? 0)])),
  );
  const last = points.at(-1)?.period ?? period;
  if (step === null || step <= 0) return [period];
  return [period, period - step, period - 2 * step].filter((start) => start === period || start > last + step / 2);
}

/**
 * The same after a lasting change that somebody accepted: the past is carried over to the new level. Until the new level is known by
 * itself, the old one is ordinary, too, because what was accepted may have been a single odd period.
 */
export function continuedBoundsOf(points: readonly Point[], period: number, acceptedFrom: number | null): Bounds | null {
  const before = acceptedFrom === null ? points : points.filter((point) => point.period < acceptedFrom);
  const after = points.slice(before.length);
  const first = after[0];
  const plain = boundsOf(points, period);
  const likely = first === undefined ? null : likelyAt(before, first.period, seasonsOf(before));
  if (plain === null || first === undefined || likely === null) return plain;
  const factor = first.value / Math.exp((likely.low + likely.high) / 2);
  const carried = boundsOf([...before.map((point) => ({ ...point, value: point.value * factor })), ...after], period);
  if (carried === null || after.length >= LEVEL) return carried;
  return { low: Math.min(plain.low, carried.low), high: Math.max(plain.high, carried.high) };
}

/** About the standard deviation: 1.25 times the mean, without the two largest, so that one odd day does not blind the check. */
function usualOf(deviations: readonly number[]): { readonly deviation: number; readonly of: number } {
  const kept = [...deviations].sort((a, b) => a - b).slice(0, Math.max(1, deviations.length - 2));
  const mean = kept.reduce((sum, deviation) => sum + deviation, 0) / Math.max(1, kept.length);
  return { deviation: 1.25 * mean, of: deviations.length };
}
