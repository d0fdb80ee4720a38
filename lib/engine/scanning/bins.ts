/** Bins of a histogram: equal widths, and for whole numbers and days equal counts of them. */

export const MOST_BINS = 20;

export interface Bin {
  readonly from: number;
  /** The last bin's is the greatest value. */
  readonly to: number;
}

/** `isWhole`: bins begin and end at whole numbers, both of which belong to them; else a bin ends where the next one begins. */
export function binsBetween(min: number, max: number, isWhole: boolean): readonly Bin[] {
  if (!Number.isFinite(min) || !Number.isFinite(max) || !Number.isFinite(max - min) || max < min) return [];
  if (min === max) return [{ from: min, to: max }];
  if (isWhole && Number.isSafeInteger(min) && Number.isSafeInteger(max) && Number.isSafeInteger(max - min)) {
    const width = Math.ceil((max - min + 1) / MOST_BINS);
    const bins: Bin[] = [];
    for (let from = min; from <= max; from += width) bins.push({ from, to: Math.min(max, from + width - 1) });
    return bins;
  }
  const edges = Array.from({ length: MOST_BINS + 1 }, (_, index) => (index === MOST_BINS ? max : min + ((max - min) * index) / MOST_BINS));
  // Where the numbers lie too close for twenty, some edges are the same.
  const distinct = [...new Set(edges)];
  return distinct.slice(1).map((to, index) => ({ from: distinct[index] ?? min, to }));
}

/** Axis of times: days since 1970, or seconds. */
export function labelOf(value: number, family: string): string {
  if (family === "date") return timeOrNumber(value * 86_400_000, value).slice(0, 10);
  if (family === "local" || family === "instant") return timeOrNumber(value * 1_000, value);
  return String(value);
}

function timeOrNumber(ms: number, value: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().replace(/^\+0/, "+");
}
