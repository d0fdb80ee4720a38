/** Rows per value of one column, as it is kept for each period. */

/** Rows by key: `=` and the value, `null`, or `others` for the values beyond the most frequent ones. */
export type Distribution = Readonly<Record<string, number>>;

const NULL_KEY = "null";
const OTHERS_KEY = "others";
/** As many categories are compared at most: the most frequent ones, or bins of as many rows each. */
const MOST = 20;

/** From what an engine counted. */
export function distributionOf(counts: readonly { readonly value: string | null; readonly rows: number }[], others: number): Distribution {
  const found: Record<string, number> = {};
  for (const { value, rows } of counts) {
    const key = value === null ? NULL_KEY : `=${value}`;
    found[key] = (found[key] ?? 0) + rows;
  }
  if (others > 0) found[OTHERS_KEY] = others;
  return found;
}

/** A category as a person reads it: `gold`, `no value`, `other values`, `10 to 20`. */
export function categoryLabel(key: string): string {
  if (key === NULL_KEY) return "no value";
  return key === OTHERS_KEY ? "other values" : key.replace(/^[=~]/, "");
}

export const rowsIn = (distribution: Distribution): number => Object.values(distribution).reduce((sum, rows) => sum + rows, 0);

/** Share of the rows of which the value is not known one by one. */
export const othersShare = (distribution: Distribution): number => (distribution[OTHERS_KEY] ?? 0) / Math.max(1, rowsIn(distribution));

/** All of them together. */
export function pooled(distributions: readonly Distribution[]): Distribution {
  const sum: Record<string, number> = {};
  for (const distribution of distributions) for (const [key, rows] of Object.entries(distribution)) sum[key] = (sum[key] ?? 0) + rows;
  return sum;
}

/**
 * At most twenty categories, chosen by the baseline alone, so that both sides are counted alike. Of numbers bins of as many rows of the
 * baseline each, the outer ones open; of other values the most frequent, the rest together.
 */
export function categoriesOf(baseline: Distribution, isNumeric: boolean): (distribution: Distribution) => Distribution {
  const keys = Object.keys(baseline);
  if (keys.length <= MOST && !isNumeric) return (distribution) => distribution;
  if (isNumeric) return binsOf(baseline);
  const frequent = new Set(
    keys
      .filter((key) => key !== OTHERS_KEY)
      .sort((a, b) => (baseline[b] ?? 0) - (baseline[a] ?? 0))
      .slice(0, MOST - 1),
  );
  return (distribution) => regroup(distribution, (key) => (frequent.has(key) ? key : OTHERS_KEY));
}

function binsOf(baseline: Distribution): (distribution: Distribution) => Distribution {
  const values = Object.entries(baseline)
    .flatMap(([key, rows]) => (numberOf(key) === null ? [] : [{ value: Number(key.slice(1)), rows }]))
    .sort((a, b) => a.value - b.value);
  const total = values.reduce((sum, { rows }) => sum + rows, 0);
  const bounds: number[] = [];
  let sum = 0;
  let filled = 0;
  for (const { value, rows } of values) {
    sum += rows;
    // The value that fills a bin is its last; one that fills several is a bin of its own. The last bin is open.
    if (Math.floor((sum * MOST) / total) > filled && sum < total) bounds.push(value);
    filled = Math.floor((sum * MOST) / total);
  }
  return (distribution) =>
    regroup(distribution, (key) => {
      const value = numberOf(key);
      if (value === null) return key;
      const bin = bounds.findIndex((edge) => value <= edge);
      if (bounds.length === 0) return "~all numbers";
      if (bin === 0) return `~up to ${bounds[0]}`;
      return bin === -1 ? `~over ${bounds.at(-1)}` : `~over ${bounds[bin - 1]} to ${bounds[bin]}`;
    });
}

function numberOf(key: string): number | null {
  const value = key.startsWith("=") && key.length > 1 ? Number(key.slice(1)) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function regroup(distribution: Distribution, group: (key: string) => string): Distribution {
  const sum: Record<string, number> = {};
  for (const [key, rows] of Object.entries(distribution)) sum[group(key)] = (sum[group(key)] ?? 0) + rows;
  return sum;
}
