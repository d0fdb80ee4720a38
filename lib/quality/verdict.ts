/**
 * May I use this data now? One pure function: page, list, search hit, badge, API header, export and `?require=ready` all say what it
 * returns. A doubt is `unknown`, never `ready`.
 */
import { changeAfter, timely } from "#lib/quality/verdict-clock.ts";
import type { VerdictInput } from "#lib/quality/verdict-input.ts";
import { brokenReasons, readyReasons, riskReasons, unknownReasons } from "#lib/quality/verdict-judge.ts";
import type { VerdictReason } from "#lib/quality/verdict-reason.ts";

export type VerdictState = "ready" | "at-risk" | "broken" | "unknown";

/** The best first. */
export const VERDICT_STATES = ["ready", "at-risk", "unknown", "broken"] as const satisfies readonly VerdictState[];

export interface Verdict {
  readonly state: VerdictState;
  /** The weightiest first, all of what is wrong; of `ready` what is right. */
  readonly reasons: readonly VerdictReason[];
  /** Since when it is so; of `broken` since the data went bad. RFC 3339. */
  readonly since: string;
  /** First instant at which time alone can change it, RFC 3339; `null`: never. */
  readonly validUntil: string | null;
}

/**
 * @param now what the clock says; nothing else that changes is asked
 * @param previous the verdict before, from which `since` is carried on while the state stays
 */
export function verdictOf(
  input: VerdictInput,
  now: Date,
  previous: Pick<Verdict, "state" | "since" | "validUntil"> | null = null,
): Verdict {
  const results = timely(input, now);
  const broken = brokenReasons(input, results, now);
  const unknown = unknownReasons(input, results, now);
  const risky = riskReasons(input, results, now);
  const state = broken.length > 0 ? "broken" : unknown.length > 0 ? "unknown" : risky.length > 0 ? "at-risk" : "ready";
  const reasons = state === "ready" ? readyReasons(input, results) : [...broken, ...unknown, ...risky];
  return { state, reasons, since: sinceOf(state, broken, now, previous), validUntil: changeAfter(input, now) };
}

function sinceOf(
  state: VerdictState,
  broken: readonly VerdictReason[],
  now: Date,
  previous: Pick<Verdict, "state" | "since" | "validUntil"> | null,
): string {
  if (previous?.state === state) return previous.since;
  const wentBad = broken.flatMap(({ params }) => ("since" in params && params.since !== null ? [Date.parse(params.since)] : []));
  const at = Math.min(now.getTime(), ...wentBad);
  if (wentBad.length > 0) return new Date(at).toISOString();
  // Time alone may have changed it before anybody asked.
  const changed = previous?.validUntil == null ? Infinity : Date.parse(previous.validUntil);
  return new Date(Math.min(now.getTime(), changed)).toISOString();
}
