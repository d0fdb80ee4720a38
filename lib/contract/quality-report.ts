import type { QualityReport } from "#lib/contract/contract.ts";
import { Fields, shorten } from "#lib/contract/fields.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { readScore } from "#lib/contract/score.ts";
import type { Spec } from "#lib/contract/spec.ts";

const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** One item of the root list `quality_scores:`. */
export function readQualityReport(spec: Spec, parent: ProblemLog): QualityReport | null {
  const log = parent.child();
  if (spec.kind !== "map") {
    log.error("TS-SPEC-002", spec.at, "A quality score is a map.", "Write `- {dataset: …, score: 98%, measured_at: …, source: …}`.");
    return null;
  }
  const fields = new Fields(spec, log, { what: "a quality score", known: ["dataset", "score", "measured_at", "source"] });
  const dataset = fields.label("dataset");
  const scoreSpec = fields.spec("score");
  const measured = fields.label("measured_at");
  if (dataset === null) fields.missing("dataset");
  if (scoreSpec === null) fields.missing("score");
  if (measured === null) fields.missing("measured_at", "Write for example `2026-11-22T06:00:00Z`.");
  const score = scoreSpec === null ? null : readScore(scoreSpec, "score", log);
  const measuredAt = measured === null ? null : parseInstant(measured);
  if (measured !== null && measuredAt === null)
    log.error("TS-SPEC-005", fields.at("measured_at"), `'${shorten(measured)}' is no time.`, "Write for example `2026-11-22T06:00:00Z`.");
  if (dataset === null || score === null || measuredAt === null) return null;
  return { dataset, score, measuredAt, source: fields.label("source") ?? "catalog", position: spec.at };
}

/** RFC 3339, also with a space or only a day; without a zone it is UTC. → RFC 3339 in UTC, or `null`. */
function parseInstant(text: string): string | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [, day = "", time = "00:00:00", zone = "Z"] = match;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const date = new Date(`${day}T${time}${offset}`);
  // `2026-02-31` is a day that no calendar has, though the parser would move it into March.
  const real = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== day) return null;
  return date.toISOString();
}
