/** Lets the distribution rule loose on months of simulated shares, for tests. */
import { driftOf } from "#lib/quality/drift.ts";
import { normalFrom, randomFrom } from "#lib/quality/simulated-tables.ts";
import type { Rate } from "#lib/quality/volume-simulation.ts";

export interface SimulatedColumn {
  readonly categories: number;
  /** On average; every row is drawn anew for each load, which is the worst case. */
  readonly rowsPerCategory: number;
  readonly seed: number;
}

const PERIODS = 30;
const FIRST = 5;
/** Standard deviation of the logarithm of a weight from load to load. */
const WOBBLE = 0.03;

export function simulateShares({ categories, rowsPerCategory, seed }: SimulatedColumn): {
  readonly falseAlarms: Rate;
  readonly shifted: Rate;
} {
  const random = randomFrom(seed * 31_337 + categories * 65_537);
  const weights = Array.from({ length: categories }, () => 0.4 + random());
  const load = (moved: number) =>
    draw(sharesOf(weights.map((weight) => weight * Math.exp(WOBBLE * normalFrom(random)))), moved, categories * rowsPerCategory, random);
  const periods = Array.from({ length: PERIODS }, (_, index) => ({
    period: dayOf(index),
    at: dayOf(index),
    leftOut: [],
    distribution: load(0),
  }));
  let falseAlarms = 0;
  let found = 0;
  for (let index = FIRST; index < PERIODS; index += 1) {
    const isAlarm = (distribution: Readonly<Record<string, number>>) =>
      driftOf({
        check: "distribution",
        periods: periods.slice(0, index),
        accepted: [],
        load: { period: dayOf(index), distribution },
        isNumeric: false,
        threshold: null,
      }).status === "fail";
    if (isAlarm(periods[index]?.distribution ?? {})) falseAlarms += 1;
    if (isAlarm(load(0.15))) found += 1;
  }
  const of = PERIODS - FIRST;
  return { falseAlarms: { found: falseAlarms, of }, shifted: { found, of } };
}

const dayOf = (index: number) => new Date(Date.UTC(2026, 5, 1 + index)).toISOString();

function sharesOf(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Draws rows one by one, after that many points of share went from the largest category to the smallest. */
function draw(shares: readonly number[], moved: number, rows: number, random: () => number): Readonly<Record<string, number>> {
  const [most, least] = [shares.indexOf(Math.max(...shares)), shares.indexOf(Math.min(...shares))];
  const shifted = shares.map((share, index) => share + (index === least ? moved : 0) - (index === most ? Math.min(moved, share) : 0));
  const counts: Record<string, number> = {};
  for (let row = 0; row < rows; row += 1) {
    let rest = random();
    let value = shifted.findIndex((share) => {
      rest -= share;
      return rest < 0;
    });
    if (value === -1) value = shifted.length - 1;
    counts[`=v${value}`] = (counts[`=v${value}`] ?? 0) + 1;
  }
  return counts;
}
