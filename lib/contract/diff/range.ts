import type { Column } from "#lib/contract/contract.ts";

export type Bounds = Pick<Column, "min" | "max" | "exclusiveMin" | "exclusiveMax">;
export type RangeChange = "added" | "removed" | "loosened" | "narrowed" | "moved";

/** What became of the bounds of numbers; `null`: they let the same through. */
export function compareRanges(before: Bounds, after: Bounds): RangeChange | null {
  const low = compareBound(before.min, before.exclusiveMin, after.min, after.exclusiveMin, 1);
  const high = compareBound(before.max, before.exclusiveMax, after.max, after.exclusiveMax, -1);
  if (low === 0 && high === 0) return null;
  if (before.min === null && before.max === null) return "added";
  if (after.min === null && after.max === null) return "removed";
  if (low >= 0 && high >= 0) return "narrowed";
  return low <= 0 && high <= 0 ? "loosened" : "moved";
}

/** 1: closer, -1: farther, 0: the same. @param inward 1 for a lower bound, -1 for an upper one */
function compareBound(before: number | null, wasOpen: boolean, after: number | null, isOpen: boolean, inward: 1 | -1): -1 | 0 | 1 {
  if (before === null || after === null) return before === after ? 0 : before === null ? 1 : -1;
  if (before !== after) return after * inward > before * inward ? 1 : -1;
  return wasOpen === isOpen ? 0 : isOpen ? 1 : -1;
}

/** `between 0 and 10`, `more than 0`; `null` without bounds. */
export function formatRange({ min, max, exclusiveMin, exclusiveMax }: Bounds): string | null {
  if (min !== null && max !== null && !exclusiveMin && !exclusiveMax) return `between ${min} and ${max}`;
  const low = min === null ? [] : [`${exclusiveMin ? "more than" : "at least"} ${min}`];
  const high = max === null ? [] : [`${exclusiveMax ? "less than" : "at most"} ${max}`];
  return low.length + high.length === 0 ? null : [...low, ...high].join(" and ");
}
