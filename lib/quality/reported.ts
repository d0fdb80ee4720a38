/** Scores that a team computed elsewhere and handed in: shown beside what is measured, never instead of it. */
import { evidenceOfAge, expectedEvery, type Score, type ScoreOptions } from "#lib/quality/score.ts";

export interface Reported {
  /** 0 to 100. */
  readonly score: number;
  /** RFC 3339. */
  readonly measuredAt: string;
  /** Who says so, for example `data-quality-job`. */
  readonly source: string;
}

/** Most evidence that a number can be of which nobody here saw how it was made. */
export const MOST_REPORTED_EVIDENCE = 0.5;

/** Evidence of a reported score, 0 to a half; it ages as a result does. */
export function reportedEvidence({ measuredAt }: Pick<Reported, "measuredAt">, { now, cadenceSeconds }: ScoreOptions): number {
  const age = (now.getTime() - Date.parse(measuredAt)) / 1_000;
  return MOST_REPORTED_EVIDENCE * evidenceOfAge(age, expectedEvery({ everySeconds: null }, cadenceSeconds));
}

export type ShownScore =
  | { readonly kind: "measured"; readonly score: number; readonly evidence: number }
  /** Nothing is measured, and this is what somebody says. */
  | { readonly kind: "reported"; readonly score: number; readonly evidence: number; readonly measuredAt: string; readonly source: string }
  | { readonly kind: "unmeasured" };

/** The number that stands for a dataset. A measured one always does; a reported one only where there is none, and while it is not too old. */
export function shownScore(
  { score, evidence }: Pick<Score, "score" | "evidence">,
  reported: Reported | null,
  options: ScoreOptions,
): ShownScore {
  if (score !== null) return { kind: "measured", score, evidence };
  const trust = reported === null ? 0 : reportedEvidence(reported, options);
  return reported === null || trust === 0 ? { kind: "unmeasured" } : { kind: "reported", ...reported, evidence: trust };
}
