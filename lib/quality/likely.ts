/** Where the next value of a series of periods lies most likely: its level, its growth and its season. */
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
export const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** Values that make the level, where they have no season. */
export const LEVEL = 7;
/** Seasons back that are asked for the same day or hour, and values that tell about a series. */
const SEASONS = 4;
export const MEMORY = 28;
/** A season that moves values by less is noise, and one that moves them by so many deviations is none. */
const SLIGHT = 0.15;
const CLEAR = 5;

/** Lengths of time after which values may repeat, by the usual step between periods. */
export function seasonsOf(points: readonly Point[]): readonly number[] {
  const late = points.slice(-MEMORY);
  const step = medianOf(late.slice(1).map(({ period }, index) => period - (late[index]?.period ?? period))) ?? 0;
  if (step > 3.5 * DAY) return [];
  return step < 12 * HOUR ? [DAY, WEEK] : [WEEK];
}

/** Logarithms between which the value lies most likely. */
export function likelyAt(points: readonly Point[], period: number, seasons: readonly number[]): Bounds | null {
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
