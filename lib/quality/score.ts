/** One number for a dataset's quality, from 0 to 100, and where every lost point went. */
import type { Dimension, Severity } from "#lib/contract/contract.ts";
import type { CheckResult, CheckStatus } from "#lib/quality/check.ts";

/** What counts of a result, or of a check that has none yet. */
export interface Scored extends Pick<CheckResult, "check" | "label" | "dimension" | "severity" | "status" | "everySeconds"> {
  /** RFC 3339; `null`: it never ran. */
  readonly measuredAt: string | null;
}

export interface ScoreOptions {
  readonly now: Date;
  /** The dataset's expected interval, for checks without a schedule of their own; `null`: a day. */
  readonly cadenceSeconds: number | null;
  /** Weight of a dimension; absent: 1. */
  readonly dimensionWeights?: Readonly<Record<string, number>>;
}

export interface Loss {
  readonly check: string;
  readonly label: string;
  readonly dimension: Dimension;
  /** Points of 100. */
  readonly points: number;
  readonly reason: "failed" | "warned" | "never ran" | "could not run" | "is old" | "is getting old" | "capped";
}

export interface DimensionScore {
  readonly dimension: Dimension;
  /** 0 to 100. */
  readonly score: number;
  /** 0 to 1. */
  readonly evidence: number;
  /** Share of this dimension in the score, 0 to 1. */
  readonly weight: number;
}

export interface Score {
  /** `null`: no check has any evidence, "Unmeasured". */
  readonly score: number | null;
  /** 0 to 1. */
  readonly evidence: number;
  readonly dimensions: readonly DimensionScore[];
  /** Largest first. 100 less all of them, one after the other, is the score. Empty without a score. */
  readonly losses: readonly Loss[];
  /** A critical check fails, and that holds the score at 49. */
  readonly isCapped: boolean;
}

export const SEVERITY_WEIGHTS: Readonly<Record<Severity, number>> = { critical: 5, error: 3, warning: 1, info: 0 };
/** `null`: says nothing about the data. */
export const CREDITS: Readonly<Record<CheckStatus, number | null>> = { pass: 1, warn: 0.5, fail: 0, error: null, skipped: null };
/** Highest score while a critical check fails. */
export const CRITICAL_CAP = 49;
/** A result is as good as new up to this age, in expected intervals, and worth nothing from the second one on. */
export const FULL_AGE = 1.5;
export const NO_AGE = 4;
const DAY_SECONDS = 86_400;
const LEAST_SECONDS = 15 * 60;

/** After how many seconds a new result is expected. */
export function expectedEvery({ everySeconds }: Pick<Scored, "everySeconds">, cadenceSeconds: number | null): number {
  return Math.max(LEAST_SECONDS, everySeconds ?? cadenceSeconds ?? DAY_SECONDS);
}

/** Evidence of a result of that age: 1 up to one and a half intervals, then in a straight line to 0 at four. */
export function evidenceOfAge(ageSeconds: number, everySeconds: number): number {
  return Math.min(1, Math.max(0, (NO_AGE - ageSeconds / everySeconds) / (NO_AGE - FULL_AGE)));
}

/** Evidence of one result now: 0 when it never ran, could not run or is too old. */
export function evidenceOf(
  result: Pick<Scored, "status" | "measuredAt" | "everySeconds">,
  { now, cadenceSeconds }: Pick<ScoreOptions, "now" | "cadenceSeconds">,
): number {
  if (CREDITS[result.status] === null || result.measuredAt === null) return 0;
  const age = (now.getTime() - Date.parse(result.measuredAt)) / 1_000;
  return evidenceOfAge(age, expectedEvery(result, cadenceSeconds));
}

/**
 * `100 Σ W_d s_d / Σ W_d` over the dimensions that have a check, with `s_d = Σ w f credit / Σ w`. Checks of severity info do not count,
 * nor do dimensions whose weight is 0. What the cap takes beyond the losses of all checks is charged to the critical checks that fail, in
 * equal parts and as losses of their own (`capped`). A failure holds the cap however old it is: that time passes mends nothing.
 */
export function scoreOf(results: readonly Scored[], options: ScoreOptions): Score {
  const weightOf = (dimension: string) => options.dimensionWeights?.[dimension] ?? 1;
  const scored = results.filter(({ severity, dimension }) => SEVERITY_WEIGHTS[severity] > 0 && weightOf(dimension) > 0);
  const byDimension = [...Map.groupBy(scored, ({ dimension }) => dimension)];
  const allWeights = byDimension.reduce((sum, [dimension]) => sum + weightOf(dimension), 0);
  const judged = byDimension.map(([dimension, checks]) => judge(dimension, checks, weightOf(dimension) / allWeights, options));
  const dimensions = judged.map(({ losses: _, ...dimension }) => dimension);
  if (!scored.some((result) => evidenceOf(result, options) > 0))
    return { score: null, evidence: 0, dimensions, losses: [], isCapped: false };
  const losses = judged.flatMap((dimension) => dimension.losses);
  const raw = remainder(losses);
  const critical = scored.filter(({ severity, status, measuredAt }) => severity === "critical" && status === "fail" && measuredAt !== null);
  const isCapped = critical.length > 0 && raw > CRITICAL_CAP;
  const all = (isCapped ? [...losses, ...capLosses(critical, raw)] : losses).sort((a, b) => b.points - a.points);
  return {
    score: isCapped ? CRITICAL_CAP : Math.max(0, remainder(all)),
    evidence: Math.min(
      1,
      dimensions.reduce((sum, { weight, evidence }) => sum + weight * evidence, 0),
    ),
    dimensions,
    losses: all,
    isCapped,
  };
}

const remainder = (losses: readonly Loss[]) => losses.reduce((rest, { points }) => rest - points, 100);

/** One dimension; `share` is its part of the score, 0 to 1. */
function judge(
  dimension: Dimension,
  checks: readonly Scored[],
  share: number,
  options: ScoreOptions,
): DimensionScore & { readonly losses: readonly Loss[] } {
  const all = checks.reduce((sum, { severity }) => sum + SEVERITY_WEIGHTS[severity], 0);
  const parts = checks.map((result) => {
    const evidence = evidenceOf(result, options);
    return { result, evidence, weight: SEVERITY_WEIGHTS[result.severity], credit: CREDITS[result.status] ?? 0 };
  });
  return {
    dimension,
    score: (100 * parts.reduce((sum, { weight, evidence, credit }) => sum + weight * evidence * credit, 0)) / all,
    evidence: parts.reduce((sum, { weight, evidence }) => sum + weight * evidence, 0) / all,
    weight: share,
    losses: parts.flatMap(({ result, evidence, weight, credit }) => {
      const points = 100 * share * (weight / all) * (1 - evidence * credit);
      return points > 0 ? [{ check: result.check, label: result.label, dimension, points, reason: reasonOf(result, evidence) }] : [];
    }),
  };
}

function capLosses(critical: readonly Scored[], raw: number): readonly Loss[] {
  const points = (raw - CRITICAL_CAP) / critical.length;
  return critical.map(({ check, label, dimension }) => ({ check, label, dimension, points, reason: "capped" }));
}

function reasonOf({ status, measuredAt }: Scored, evidence: number): Loss["reason"] {
  if (measuredAt === null || status === "skipped") return "never ran";
  if (status === "error") return "could not run";
  if (status === "fail") return "failed";
  if (evidence === 0) return "is old";
  return status === "warn" ? "warned" : "is getting old";
}
