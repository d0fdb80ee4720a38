/** The age of data against what is promised. */
import type { Freshness } from "#lib/contract/contract.ts";

export type FreshnessState = "fresh" | "warn" | "stale" | "unknown";

export interface FreshnessReading {
  readonly state: FreshnessState;
  /** Now − newest value, never negative; `null`: no newest value. */
  readonly ageSeconds: number | null;
  /** Newest value + promise: the moment at which the data went bad, or will. RFC 3339 in UTC. */
  readonly wentBadAt: string | null;
  /** Newest value + the warning threshold; `null`: none is set. */
  readonly warnsAt: string | null;
  /** The first of the two that lies ahead: until then only new data changes the state. `null`: nothing is ahead. */
  readonly changesAt: string | null;
}

/** Clocks differ a little; what lies further ahead is an error in the data and says nothing about its age. */
export const AHEAD_MS = 5 * 60_000;
const UNKNOWN: FreshnessReading = { state: "unknown", ageSeconds: null, wentBadAt: null, warnsAt: null, changesAt: null };

/**
 * `newest` is the newest value of the freshness column, or the last update where no column tells (RFC 3339); a date is its end by then.
 * One that lies more than five minutes ahead is left out, as are those that an engine measures. Data as old as promised is still fresh.
 */
export function freshnessOf(
  promise: Pick<Freshness, "maxAgeSeconds" | "warnAfterSeconds">,
  newest: string | null,
  now: Date,
): FreshnessReading {
  const at = newest === null ? Number.NaN : Date.parse(newest);
  if (Number.isNaN(at) || at > now.getTime() + AHEAD_MS) return UNKNOWN;
  const bad = at + promise.maxAgeSeconds * 1_000;
  const warn = promise.warnAfterSeconds === null ? null : at + promise.warnAfterSeconds * 1_000;
  const isStale = now.getTime() > bad;
  const isWarning = warn !== null && now.getTime() > warn;
  // The state is another one from the next millisecond on.
  const ahead = [warn, bad].filter((instant) => instant !== null).find((instant) => instant >= now.getTime());
  return {
    state: isStale ? "stale" : isWarning ? "warn" : "fresh",
    ageSeconds: Math.max(0, (now.getTime() - at) / 1_000),
    wentBadAt: new Date(bad).toISOString(),
    warnsAt: warn === null ? null : new Date(warn).toISOString(),
    changesAt: ahead === undefined ? null : new Date(ahead + 1).toISOString(),
  };
}
