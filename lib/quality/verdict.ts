/** May I use this data now? One pure function; page, search hit, API header and export all show what it returns. */

export type VerdictState = "ready" | "at-risk" | "broken" | "unknown";

export interface Verdict {
  readonly state: VerdictState;
  /** Sentences without a full stop. */
  readonly reasons: readonly string[];
  /** RFC 3339; `null`: since ever. */
  readonly since: string | null;
}

export interface VerdictInput {
  readonly status: string;
  readonly hasSource: boolean;
  readonly promises: number;
  /** How many of them were looked at. */
  readonly measured: number;
  /** The files hold a broken newer text. */
  readonly staleSince: string | null;
}

/**
 * Nothing is judged yet, so the answer is `unknown` and says why; a doubt is never `ready`
 * (design: "a promised freshness, SLA or schema was never measured").
 */
export function verdictOf(input: VerdictInput): Verdict {
  const reasons: string[] = [];
  if (!input.hasSource) reasons.push("No data source is declared, so nothing can be measured");
  else if (input.promises === 0) reasons.push("Nothing is promised, so nothing is measured");
  else if (input.measured < input.promises) reasons.push(unmeasured(input));
  if (input.status === "deprecated") reasons.push("It is deprecated");
  if (input.status === "retired") reasons.push("It is retired");
  if (input.staleSince !== null) reasons.push("Its catalog file is broken; this is the last good version");
  return { state: "unknown", reasons, since: null };
}

function unmeasured({ promises, measured }: VerdictInput): string {
  if (measured > 0)
    return `${promises - measured} of its ${promises} promises ${promises - measured === 1 ? "has" : "have"} not been measured yet`;
  return promises === 1 ? "Its promise has not been measured yet" : `None of its ${promises} promises has been measured yet`;
}
