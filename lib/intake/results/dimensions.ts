import type { Dimension } from "#lib/contract/contract.ts";

/** First that fits, so the narrower words stand before the wider ones. */
const WORDS: readonly (readonly [RegExp, Dimension])[] = [
  [/\bfresh|recen|latest|timeli|\bage\b|sla\b|service.?level/, "timeliness"],
  [/uniq|duplicate|distinct/, "uniqueness"],
  [/foreign|relationship|referential|reference|pair|multicolumn|equal.*(table|rowcount)|compare/, "consistency"],
  [/null|missing|empty|row.?count|volume|required|completeness|at_least_one/, "completeness"],
  [/mean|median|stdev|\bsum\b|avg|quantile|kl_divergence|chisquare|distribution|anomaly|proportion|z.?score|variance/, "accuracy"],
];

/** What kind of promise a check of another tool is about, by what it is called. What tells nothing is about validity. */
export function dimensionOf(...names: readonly (string | null | undefined)[]): Dimension {
  const text = names
    .flatMap((name) => name ?? [])
    .join(" ")
    .toLowerCase();
  return WORDS.find(([word]) => word.test(text))?.[1] ?? "validity";
}

const DIMENSIONS: readonly Dimension[] = ["completeness", "uniqueness", "validity", "consistency", "accuracy", "timeliness"];

/** As a tool was told by its user; `null`: it was not, or otherwise than we call them. */
export function namedDimension(value: unknown): Dimension | null {
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  return (
    DIMENSIONS.find((dimension) => dimension === text) ?? (text === "conformity" ? "validity" : text === "coverage" ? "completeness" : null)
  );
}
