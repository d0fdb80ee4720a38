/** What the clock says about a check: is the data as new as promised, and did it come in time? */
import { formatAge, formatInstant } from "#lib/format.ts";
import type { Finding } from "#lib/observe/judge-rows.ts";
import type { Check } from "#lib/quality/check.ts";
import { freshnessOf } from "#lib/quality/freshness.ts";
import type { DeadlineDay } from "#lib/quality/sla-days.ts";

/** A finding with the moment at which it became so. */
export interface TimeFinding extends Finding {
  /** RFC 3339; `null` unless it fails. */
  readonly wentBadAt: string | null;
}

/** @param newest newest value of the column, else the last update; `null`: never measured */
export function judgeFreshness(check: Check, newest: string | null, now: Date): TimeFinding {
  const { maxAgeSeconds, warnAfterSeconds } = check.params;
  const promise = {
    maxAgeSeconds: Number(maxAgeSeconds),
    warnAfterSeconds: typeof warnAfterSeconds === "number" ? warnAfterSeconds : null,
  };
  const reading = freshnessOf(promise, newest, now);
  if (reading.state === "unknown" || reading.ageSeconds === null)
    return { status: "error", observed: "there is no newest row", failing: null, wentBadAt: null };
  const observed = `the newest row is ${formatAge(Math.round(reading.ageSeconds))} old`;
  const status = reading.state === "stale" ? "fail" : reading.state === "warn" ? "warn" : "pass";
  return { status, observed, failing: null, wentBadAt: status === "fail" ? reading.wentBadAt : null };
}

/** The last deadline that has been settled tells; `days` are in order and may end with one ahead. */
export function judgeSla(days: readonly DeadlineDay[], now: Date): TimeFinding {
  const past = days.filter(({ deadline, state }) => Date.parse(deadline) <= now.getTime() && state !== "pending");
  const last = past.at(-1);
  const waiting = days.find(({ isInGrace }) => isInGrace);
  // A deadline that was missed stays so until something comes.
  if (waiting !== undefined && last?.state !== "missed")
    return { status: "warn", observed: `nothing has come since ${at(waiting.deadline)}`, failing: null, wentBadAt: null };
  if (last === undefined || last.state === "unknown")
    return { status: "skipped", observed: "no deadline has passed yet", failing: null, wentBadAt: null };
  const came = last.arrivedAt === null ? "" : ` at ${at(last.arrivedAt)}`;
  if (last.state === "kept") return { status: "pass", observed: `it came${came}`, failing: null, wentBadAt: null };
  if (last.state === "late")
    // It is there now: a reader may use it, and is told that it was not in time.
    return { status: "warn", observed: `it came${came}, after ${at(last.deadline)}`, failing: null, wentBadAt: null };
  return { status: "fail", observed: `nothing came by ${at(last.deadline)}`, failing: null, wentBadAt: last.graceEndsAt };
}

const at = (instant: string) => formatInstant(instant);
