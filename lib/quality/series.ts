/** Between which bounds the next value of a series of periods is an ordinary one. */
import { medianOf } from "#lib/quality/median.ts";

/** A value of the period that begins at `period` (milliseconds since 1970). */
export interface Point {
  readonly period: number;
  readonly value: number;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** Values that make the level, where they have no season. */
const LEVEL = 7;
/** Seasons back that are asked for the same day or hour, and values of which one learns how far they lie from what was likely. */
const SEASONS = 4;
const MEMORY = 28;
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
/** A season that moves values by less is noise, and one that moves them by so many deviations is none. */
const SLIGHT = 0.15;
const CLEAR = 5;

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

/** Lengths of time after which values may repeat, by the usual step between periods. */
function seasonsOf(points: readonly Point[]): readonly number[] {
  const late = points.slice(-MEMORY);
  const step = medianOf(late.slice(1).map(({ period }, index) => period - (late[index]?.period ?? period))) ?? 0;
  if (step > 3.5 * DAY) return [];
  return step < 12 * HOUR ? [DAY, WEEK] : [WEEK];
}

/** Logarithms between which the value lies most likely. */
function likelyAt(points: readonly Point[], period: number, seasons: readonly number[]): Bounds | null {
  const first = points[0];
  if (first === undefined || points.length < 2) return null;
  // The longest season that was seen twice; a week is not asked of hours before.
  const season = seasons.findLast((length) => period - first.period >= 2 * length) ?? seasons[0] ?? null;
  const level = levelAt(points, period, season);
  if (season === null) return { low: level, high: level };
  const effects: number[] = [];
  for (let back = 1; back <= SEASONS; back += 1) {
    const at = period - back * season;
    const same = points.findLast((point) => Math.abs(at - point.period) <= slackOf(season));
    if (same !== undefined) effects.push(Math.log(same.value) - levelAround(points, same.period, season));
  }
  const effect = medianOf(effects);
  if (effect === null || Math.abs(effect) < SLIGHT) return { low: level, high: level };
  // Once is no pattern, unless other values hardly move: then the same day of the only week before and the level are both likely.
  const isPattern = effects.length > 1 || Math.abs(effect) > CLEAR * spreadOf(points, season);
  return isPattern
    ? { low: level + effect, high: level + effect }
    : { low: Math.min(level, level + effect), high: Math.max(level, level + effect) };
}

/** Standard deviation around the level, whatever the few days that a season moves. */
const spreadOf = (points: readonly Point[], season: number) =>
  1.48 * (medianOf(points.slice(-MEMORY).map(({ value, period }) => Math.abs(Math.log(value) - levelAround(points, period, season)))) ?? 0);

/** Daylight saving moves a period by an hour. */
const slackOf = (season: number) => (season === DAY ? HOUR / 2 : 2 * HOUR);

/** Logarithm of the level of the season around a period. */
function levelAround(points: readonly Point[], period: number, season: number): number {
  const near = points.filter((point) => Math.abs(point.period - period) < season / 2 + slackOf(season));
  return medianOf(near.map(({ value }) => Math.log(value))) ?? 0;
}

/** Logarithm of the level of late, carried on to the period by the growth from season to season. */
function levelAt(points: readonly Point[], period: number, season: number | null): number {
  const near =
    season === null
      ? points.slice(-LEVEL)
      : points.filter((point) => point.period > period - season - slackOf(season) && point.period <= period);
  const late = near.length >= 3 ? near : points.slice(-LEVEL);
  const middle = medianOf(late.map((point) => point.period)) ?? period;
  const level = medianOf(late.map(({ value }) => Math.log(value))) ?? 0;
  return level + growthOf(points, season) * (period - middle);
}

/** Change of the logarithm in a millisecond. */
function growthOf(points: readonly Point[], season: number | null): number {
  const slopes: number[] = [];
  const late = points.slice(-2 * MEMORY);
  for (const [index, point] of late.entries()) {
    const before =
      season === null ? late[index - 3] : late.findLast(({ period }) => Math.abs(point.period - season - period) <= slackOf(season));
    if (before !== undefined) slopes.push((Math.log(point.value) - Math.log(before.value)) / (point.period - before.period));
  }
  return slopes.length < 3 ? 0 : (medianOf(slopes) ?? 0);
}
