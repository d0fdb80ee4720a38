import { z } from "zod";
import { dimensionOf } from "#lib/intake/results/dimensions.ts";
import { ourName } from "#lib/intake/results/external-names.ts";
import { instantOf, knownInstant, lineOf, measuredAt } from "#lib/intake/results/received.ts";
import { nothingReported, type Reported, type ReportedScore, type ReportedStatus } from "#lib/intake/results/reported.ts";
import { ReportedDatasets } from "#lib/intake/results/reported-datasets.ts";

/** Words that others use for the same. */
const STATUSES: Readonly<Record<string, ReportedStatus>> = {
  ...{ pass: "pass", passed: "pass", ok: "pass", success: "pass" },
  ...{ warn: "warn", warning: "warn", fail: "fail", failed: "fail", failure: "fail" },
  ...{ error: "error", skipped: "skipped", skip: "skipped" },
};

const text = z.string().min(1).max(2_000);
const time = z
  .string()
  .refine((value) => instantOf(value) !== null, "must be a time as in RFC 3339, for example 2026-11-22T06:00:00Z")
  .meta({ description: "As in RFC 3339; without a zone it is UTC. One in the future counts as now." });

const ownResult = z.looseObject({
  check: text.meta({ description: "What it is called; the same check has the same name in every report." }),
  status: z
    .string()
    .transform((value) => value.trim().toLowerCase())
    .refine((value) => Object.hasOwn(STATUSES, value), "must be pass, warn, fail, error or skipped")
    .meta({ description: "`pass`, `warn`, `fail`, `error` (it could not run) or `skipped`." }),
  label: text.nullish().meta({ description: "For people; else the name." }),
  column: text.nullish(),
  columns: z.array(text).max(100).nullish(),
  dimension: z.enum(["completeness", "uniqueness", "validity", "consistency", "accuracy", "timeliness"]).nullish(),
  severity: z.enum(["critical", "error", "warning", "info"]).nullish().meta({ description: "Default `error`." }),
  observed: text.nullish().meta({ description: "What was found, for people. Send no values of rows." }),
  expected: text.nullish(),
  failing: z.int().min(0).nullish().meta({ description: "Rows that break it." }),
  measured_at: time.nullish(),
});

const score = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d{1,3}(?:\.\d+)?\s*%?\s*$/, "must be a number from 0 to 100")
      .transform((value) => Number.parseFloat(value)),
  ])
  .refine((value) => value >= 0 && value <= 100, "must be a number from 0 to 100");

/** Our own form: what a job of one's own says of one dataset. */
export const OWN_REPORT = z
  .looseObject({
    dataset: text.meta({ description: "Name or alias of the dataset." }),
    source: text.nullish().meta({ description: "What measured it, for example `data-quality-job`. Default: the token's name." }),
    measured_at: time.nullish(),
    finished_at: time.nullish().meta({ description: "When a run that wrote the dataset finished: evidence of an update." }),
    score: score
      .nullish()
      .meta({ description: "Reported quality score, 0 to 100. It stands beside the measured one, never instead of it." }),
    results: z.array(ownResult).max(10_000).nullish(),
  })
  .refine(
    ({ results, score: given, finished_at: finished }) => (results ?? []).length > 0 || given != null || finished != null,
    "needs results, a score or finished_at",
  );

export const OWN_REPORTS = z.union([OWN_REPORT, z.array(OWN_REPORT).min(1).max(10_000)]);

export type OwnReport = z.infer<typeof OWN_REPORT>;

export function readOwnReports(reports: readonly OwnReport[], receivedAt: string): Reported {
  const notes: string[] = [];
  const datasets = new ReportedDatasets();
  const scores: ReportedScore[] = [];
  for (const report of reports) {
    const name = ourName(report.dataset);
    const source = lineOf(report.source, 200);
    for (const result of report.results ?? []) {
      const check = lineOf(result.check) ?? "check";
      const columns = [result.column ?? [], result.columns ?? []].flat().flatMap((column) => lineOf(column, 200) ?? []);
      const status = STATUSES[result.status] ?? "error";
      datasets.add(name, {
        ...{ id: check, columns, status, statistic: null },
        label: lineOf(result.label) ?? check,
        dimension: result.dimension ?? dimensionOf(check),
        severity: result.severity ?? "error",
        observed: lineOf(result.observed) ?? (result.failing == null ? status : `${result.failing} failing`),
        expected: lineOf(result.expected) ?? lineOf(result.label) ?? check,
        failing: result.failing ?? null,
        measuredAt: measuredAt(receivedAt, result.measured_at, report.measured_at),
      });
    }
    const finishedAt = knownInstant(receivedAt, report.finished_at);
    if (finishedAt !== null) datasets.finished(name, finishedAt);
    if (report.score != null) scores.push({ name, score: report.score, measuredAt: measuredAt(receivedAt, report.measured_at), source });
  }
  return { ...nothingReported("api"), datasets: datasets.list(notes), scores, notes };
}
