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
 * Tolerances as natural logarithms of a ratio, found by simulation (docs/decisions, "Volume and shares that change"): a series without
 * noise may move by 18 % down and 22 % up, one of which little is known or with 10 % of noise by 36 % down and 57 % up. Before a whole week
 * of days (or day of hours) was seen, a weekend may be what is new: 46 % down and 86 % up.
 */
const QUIET = 0.2;
const NOISY = 0.5;
const NEW = 0.65;
/** A season that moves values by less is noise. */
const SLIGHT = 0.15;

/** Points are in order, and positive. `null`: there are fewer than two. */
export function boundsOf(points: readonly Point[], period: number): Bounds | null {
  const seasons = seasonsOf(points);
  const likely = likelyAt(points, period, seasons);
  if (likely === null) return null;
  const deviations: number[] = [];
  for (let index = Math.max(3, points.length - MEMORY); index < points.length; index += 1) {
    const point = points[index];
    const then = point === undefined ? null : likelyAt(points.slice(0, index), point.period, seasons);
    if (point !== undefined && then !== null) deviations.push(Math.abs(Math.log(point.value) - (then.low + then.high) / 2));
  }
  const usual = usualOf(deviations);
  const least = deviations.length < FEW ? NOISY : Math.max(QUIET, Math.min(NOISY, 8 * usual));
  const isNew = seasons.some((season) => period - (points[0]?.period ?? period) < Math.min(season, ...seasons));
  // Few rows change by chance.
  const chance = 1 / Math.sqrt(Math.max(1, Math.exp(likely.low)));
  const allowed = Math.max(least, isNew ? NEW : 0, 3.5 * usual) + chance;
  return { low: Math.exp(likely.low - allowed), high: Math.exp(likely.high + allowed) };
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
function usualOf(deviations: readonly number[]): number {
  const kept = [...deviations].sort((a, b) => a - b).slice(0, Math.max(1, deviations.length - 2));
  return kept.length === 0 ? 0 : (1.25 * kept.reduce((sum, deviation) => sum + deviation, 0)) / kept.length;
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
  // Once is no pattern: the same day of the only week before and the level are both likely.
  return effects.length > 1
    ? { low: level + effect, high: level + effect }
    : { low: Math.min(level, level + effect), high: Math.max(level, level + effect) };
}

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
