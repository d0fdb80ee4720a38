import { WEEKDAYS } from "#lib/contract/cadence.ts";
import type { Sla } from "#lib/contract/contract.ts";
import type { Direction } from "#lib/contract/diff/direction.ts";
import { diffSets } from "#lib/contract/diff/sets.ts";

type Cadence = Pick<Sla, "every" | "on">;

const RANK: Readonly<Record<NonNullable<Sla["every"]>, number>> = { hour: 0, day: 1, week: 2, month: 3 };

/** Is it delivered at more times than before, at fewer, or at others? */
export function compareCadences(before: Cadence, after: Cadence): Direction {
  const was = daysOf(before);
  const is = daysOf(after);
  if (was !== null && is !== null) {
    const { added, removed } = diffSets(was, is);
    if (added.length === 0 && removed.length === 0) return "same";
    return removed.length === 0 ? "tighter" : added.length === 0 ? "looser" : "other";
  }
  const from = RANK[before.every ?? "day"];
  const to = RANK[after.every ?? "day"];
  if (from !== to) return to < from ? "tighter" : "looser";
  // Some time in the week or month, against certain days of it.
  if (before.on === null || after.on === null) return before.on === after.on ? "same" : before.on === null ? "tighter" : "looser";
  const { added, removed } = diffSets(before.on, after.on);
  if (added.length > 0 && removed.length > 0) return "other";
  return added.length > 0 ? "tighter" : removed.length > 0 ? "looser" : "same";
}

/** The weekdays with a delivery; `null` when it is not one by days of the week. */
function daysOf({ every, on }: Cadence): readonly string[] | null {
  if (every === "day" || every === null) return WEEKDAYS;
  return every === "week" ? on : null;
}
