/** Which periods of the past are good enough to be compared with. */
import type { Incident } from "#lib/quality/incident.ts";

/** One closed period, or the one that runs: its last load. Times are RFC 3339 in UTC. */
export interface PeriodRecord {
  /** Beginning of the period. */
  readonly period: string;
  /** Its last load. */
  readonly at: string;
  /** Checks that had an open incident then. */
  readonly leftOut: readonly string[];
}

/** While an incident was open that somebody then resolved by hand: what the data were then is as it should be. */
export interface Acceptance {
  readonly from: string;
  readonly until: string;
}

export interface Baseline<T extends PeriodRecord> {
  /** Oldest first. */
  readonly periods: readonly T[];
  /** The first period of the last change that somebody accepted; `null`: none in these periods. */
  readonly acceptedFrom: string | null;
}

/** An incident that ended with a reason was resolved by hand. One that ended by itself was a fault, and its periods stay left out. */
export function acceptancesOf(
  incidents: readonly Pick<Incident, "check" | "wentBadAt" | "resolvedAt" | "reason">[],
  check: string,
): readonly Acceptance[] {
  return incidents.flatMap(({ check: of, wentBadAt, resolvedAt, reason }) =>
    of === check && resolvedAt !== null && reason !== null ? [{ from: wentBadAt, until: resolvedAt }] : [],
  );
}

/**
 * Periods before `period`, without those that lie in an incident on the check, unless that was resolved by hand. The running period
 * counts, too, where a change was accepted in it: from then on the next load is compared with the accepted one.
 */
export function baselineOf<T extends PeriodRecord>(
  periods: readonly T[],
  { check, period, accepted }: { readonly check: string; readonly period: string; readonly accepted: readonly Acceptance[] },
): Baseline<T> {
  const now = Date.parse(period);
  const isAccepted = ({ at }: PeriodRecord) =>
    accepted.some(({ from, until }) => Date.parse(at) >= Date.parse(from) && Date.parse(at) <= Date.parse(until));
  const acceptedNow = accepted.some(({ until }) => Date.parse(until) >= now);
  const good = periods
    .filter((record) => Date.parse(record.period) < now || (Date.parse(record.period) === now && acceptedNow))
    .filter((record) => !record.leftOut.includes(check) || isAccepted(record))
    .sort((a, b) => Date.parse(a.period) - Date.parse(b.period));
  const lastAccepted = good.findLastIndex((record) => record.leftOut.includes(check));
  let first = lastAccepted;
  while (first > 0 && good[first - 1]?.leftOut.includes(check) === true) first -= 1;
  return { periods: good, acceptedFrom: good[first]?.period ?? null };
}
