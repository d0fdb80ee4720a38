/** A moment from PostgreSQL, as the ports tell it: RFC 3339 in UTC. */
export const instant = (at: Date): string => at.toISOString();

export const instantOrNull = (at: Date | null): string | null => (at === null ? null : at.toISOString());

/** A moment that comes from data: one outside of the years 1 to 9999 is none, for PostgreSQL and pages would not take it. */
export function plausible(at: string | null): string | null {
  if (at === null) return null;
  const year = new Date(at).getUTCFullYear();
  return year >= 1 && year <= 9999 ? at : null;
}

/** A count from PostgreSQL's `bigint`. */
export const count = (text: string | null): number | null => (text === null ? null : Number(text));
