/** The newest value of a time column as an instant. */
import { instantOf, wallClockOf } from "#lib/engine/zone.ts";

/** `date` and `local` are wall-clock texts, `instant` is UTC; `none`: not a column of times. */
export interface NewestValue {
  readonly kind: "date" | "local" | "instant" | "none";
  readonly text: string | null;
}

/** Clocks differ a little; what lies further ahead is an error in the data and says nothing about its age. */
const AHEAD_MS = 5 * 60_000;

/** The latest value that counts at `now`, as instant and as wall-clock time in the zone, both without a zone designator. */
export function latestAt(now: Date, timezone: string): { readonly instant: string; readonly local: string } {
  const latest = new Date(now.getTime() + AHEAD_MS);
  return { instant: latest.toISOString().slice(0, -1), local: wallClockOf(latest, timezone) };
}

/**
 * RFC 3339 in UTC, to the millisecond. A date counts as the end of that day in the zone, but never as later than `now`.
 * `null`: no value.
 */
export function newestInstant({ kind, text }: NewestValue, timezone: string, now: Date): string | null {
  if (text === null || kind === "none") return null;
  if (kind === "instant") return toInstant(`${text.replace(" ", "T")}Z`);
  if (kind === "local") return instantOf(text, timezone)?.toISOString() ?? null;
  const nextDay = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(nextDay.getTime())) return null;
  nextDay.setUTCDate(nextDay.getUTCDate() + 1);
  const end = instantOf(nextDay.toISOString().slice(0, 19), timezone);
  return end === null ? null : new Date(Math.min(end.getTime(), now.getTime())).toISOString();
}

function toInstant(text: string): string | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
