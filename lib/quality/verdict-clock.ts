/** What time alone does to a verdict. */
import type { CheckStatus } from "#lib/quality/check.ts";
import { AHEAD_MS, freshnessOf } from "#lib/quality/freshness.ts";
import { reportedEvidence } from "#lib/quality/reported.ts";
import { expectedEvery, FULL_AGE, NO_AGE, type ScoreOptions, SEVERITY_WEIGHTS, scoreOf } from "#lib/quality/score.ts";
import type { VerdictInput, VerdictResult, VerdictSla } from "#lib/quality/verdict-input.ts";

/** Under this share of evidence nothing is said. */
export const LEAST_EVIDENCE = 0.5;

export const optionsAt = ({ cadenceSeconds, dimensionWeights }: VerdictInput, now: Date): ScoreOptions => ({
  ...{ now, cadenceSeconds, dimensionWeights },
});

export const isScored = ({ severity }: Pick<VerdictResult, "severity">) => SEVERITY_WEIGHTS[severity] > 0;

/** Results with those that time decides judged by the clock. */
export function timely(input: VerdictInput, now: Date): readonly VerdictResult[] {
  return input.results.map((result) => {
    if (result.measuredAt === null) return { ...result, status: "skipped" };
    const promise = input.freshness.find(({ check }) => check === result.check);
    if (promise !== undefined) {
      const { state } = freshnessOf(promise, promise.asOf, now);
      return { ...result, status: state === "stale" ? "fail" : state === "warn" ? "warn" : state === "fresh" ? "pass" : "error" };
    }
    return input.sla?.check === result.check ? { ...result, status: statusBySla(input.sla, now) } : result;
  });
}

/** A deadline that was missed stays so until another one is settled; the grace of the next one mends nothing. */
export function statusBySla({ last, next, graceSeconds }: VerdictSla, now: Date): CheckStatus {
  const over = next === null ? Number.NaN : now.getTime() - Date.parse(next);
  if (last === "missed" || over > graceSeconds * 1_000) return "fail";
  if (last === "late" || over >= 0) return "warn";
  return last === "kept" ? "pass" : "skipped";
}

/** 0 to 1: of the results, or of a reported score where that is more. */
export function evidenceAt(input: VerdictInput, results: readonly VerdictResult[], now: Date): number {
  const options = optionsAt(input, now);
  const { evidence } = scoreOf(results, options);
  return input.reportedAt === null ? evidence : Math.max(evidence, reportedEvidence({ measuredAt: input.reportedAt }, options));
}

/** First instant later than `now` at which time alone can change the verdict, RFC 3339; `null`: it cannot. */
export function changeAfter(input: VerdictInput, now: Date): string | null {
  const [next] = turns(input)
    .filter((instant) => instant > now.getTime())
    .sort((a, b) => a - b);
  if (next === undefined) return null;
  return new Date(evidenceFalls(input, now, next) ?? next).toISOString();
}

/** Between two of these nothing changes but the evidence, and that in a straight line. */
function turns(input: VerdictInput): readonly number[] {
  const instants: number[] = [];
  for (const { asOf, maxAgeSeconds, warnAfterSeconds } of input.freshness) {
    if (asOf === null) continue;
    const at = Date.parse(asOf);
    // Data as old as promised is still fresh: it is another state from the next millisecond on.
    instants.push(at - AHEAD_MS, at + maxAgeSeconds * 1_000 + 1);
    if (warnAfterSeconds !== null) instants.push(at + warnAfterSeconds * 1_000 + 1);
  }
  if (input.sla?.next != null) {
    const deadline = Date.parse(input.sla.next);
    instants.push(deadline, deadline + input.sla.graceSeconds * 1_000 + 1);
  }
  const addAges = (measuredAt: string, everySeconds: number) => {
    const at = Date.parse(measuredAt);
    instants.push(Math.floor(at + FULL_AGE * everySeconds * 1_000) + 1, Math.ceil(at + NO_AGE * everySeconds * 1_000));
  };
  for (const result of input.results)
    if (result.measuredAt !== null && isScored(result)) addAges(result.measuredAt, expectedEvery(result, input.cadenceSeconds));
  if (input.reportedAt !== null) addAges(input.reportedAt, expectedEvery({ everySeconds: null }, input.cadenceSeconds));
  return instants;
}

/** When the evidence falls under the least before `until`; `null`: it does not. */
function evidenceFalls(input: VerdictInput, now: Date, until: number): number | null {
  const results = timely(input, now);
  const isEnough = (instant: number) => evidenceAt(input, results, new Date(instant)) >= LEAST_EVIDENCE;
  if (!isEnough(now.getTime()) || isEnough(until - 1)) return null;
  let [enough, less] = [now.getTime(), until - 1];
  while (less - enough > 1) {
    const middle = Math.floor((enough + less) / 2);
    if (isEnough(middle)) enough = middle;
    else less = middle;
  }
  return less;
}
