/** How many loads come in a period. */
import { type Promised, periodOf } from "#lib/quality/cadence.ts";
import { medianOf } from "#lib/quality/median.ts";

/** Closed periods that tell how many loads are usual. */
const LATE = 7;

/**
 * Whether fewer loads came so far in the period of `at` than usually come in one: then a table that only grows is not yet complete.
 * `loads` are the times of loads (RFC 3339), that at `at` among them. With no closed period nothing is known, and it counts as complete.
 */
export function isPartialPeriod(promised: Promised, loads: readonly string[], at: Date): boolean {
  const current = periodOf(promised, at);
  const counts = new Map<string, number>();
  for (const load of new Set(loads.map((text) => Date.parse(text)))) {
    if (load > at.getTime()) continue;
    const period = periodOf(promised, new Date(load));
    counts.set(period, (counts.get(period) ?? 0) + 1);
  }
  const closed = [...counts].filter(([period]) => period < current).sort(([a], [b]) => (a < b ? -1 : 1));
  const usual = medianOf(closed.slice(-LATE).map(([, count]) => count));
  return usual !== null && (counts.get(current) ?? 0) < usual;
}
