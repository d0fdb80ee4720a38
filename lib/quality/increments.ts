/** A table to which rows are only added: its total hardly moves when a delivery is missing or comes twice, what was added does. */

import type { Bounds, Point } from "#lib/quality/likely.ts";
import { medianOf } from "#lib/quality/median.ts";
import { continuedBoundsOf } from "#lib/quality/series.ts";

/**
 * So many steps are needed before a table counts as one that only grows: fewer where all are alike, because a table of which the rows are
 * counted anew also grows a few times in a row. And so many rows a step.
 */
const LEAST_ALIKE = 5;
const LEAST_STEPS = 8;
/** Of hours a whole day: many counts rise from hour to hour every morning. */
const LEAST_HOURS = 24;
const HALF_A_DAY = 43_200_000;
const LEAST_ROWS = 20;
/** Mean deviation from the median, as logarithms. */
const ALIKE = 0.05;
const UNLIKE = 0.5;
const MEMORY = 28;

/**
 * How many rows may have been added since the last point; `null`: rows were also taken away of late, or too few are added to tell.
 * Where periods without a load lie between, one delivery is enough and one for each of them is not too much.
 */
export function incrementsOf(points: readonly Point[], period: number, acceptedFrom: number | null): Bounds | null {
  const base = points.at(-1);
  const late = points.slice(-MEMORY - 1);
  const step = medianOf(late.slice(1).map((point, index) => point.period - (late[index]?.period ?? point.period)));
  if (base === undefined || step === null || step <= 0 || base.period === period) return null;
  const added: Point[] = [];
  let gaps = 0;
  for (const [index, point] of late.slice(1).entries()) {
    const before = late[index];
    if (before === undefined) continue;
    if (point.value < before.value) return null;
    if (point.period - before.period >= 1.5 * step) gaps += 1;
    // Over a gap it is not known how many deliveries there were.
    if (point.period - before.period < 1.5 * step && point.value > before.value)
      added.push({ period: point.period, value: point.value - before.value });
  }
  const usual = medianOf(added.map(({ value }) => value)) ?? 0;
  if (added.length < 0.8 * (late.length - 1 - gaps) || usual < LEAST_ROWS) return null;
  const spread = added.reduce((sum, { value }) => sum + Math.abs(Math.log(value / usual)), 0) / added.length;
  if (spread > UNLIKE || added.length < (step < HALF_A_DAY ? LEAST_HOURS : spread <= ALIKE ? LEAST_ALIKE : LEAST_STEPS)) return null;
  const bounds = continuedBoundsOf(added, period, acceptedFrom);
  if (bounds === null) return null;
  return { low: bounds.low, high: bounds.high * Math.max(1, Math.round((period - base.period) / step)) };
}
