import type { Column, Freshness, Position } from "#lib/contract/contract.ts";
import { Fields, shorten, textOf } from "#lib/contract/fields.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec } from "#lib/contract/spec.ts";

/** `freshness:` in the short or the long form. The column is what was said; `inferFreshnessColumn` fills it in. */
export function readFreshness(spec: Spec, position: Position, log: ProblemLog): Freshness | null {
  if (spec.kind !== "map") {
    const promised = textOf(spec, "freshness", 300, log);
    const maxAgeSeconds = promised === null ? null : secondsOf(promised, spec.at, log);
    if (promised === null || maxAgeSeconds === null) return null;
    return { promised, maxAgeSeconds, warnAfterSeconds: null, column: null, position };
  }
  const fields = new Fields(spec, log, { what: "a freshness", known: ["max_age", "warn_after", "column"] });
  const promised = fields.text("max_age", 300);
  const column = fields.label("column");
  const warnText = fields.text("warn_after", 300);
  const maxAgeSeconds = promised === null ? null : secondsOf(promised, fields.at("max_age"), log);
  const warnAfterSeconds = warnText === null ? null : secondsOf(warnText, fields.at("warn_after"), log);
  if (promised === null) {
    fields.missing("max_age", "Write for example `max_age: 24h`.", position);
    return null;
  }
  if (maxAgeSeconds === null) return null;
  if (warnAfterSeconds !== null && warnAfterSeconds >= maxAgeSeconds) {
    log.warning("TS-SPEC-005", fields.at("warn_after"), "`warn_after` is not shorter than `max_age`, so it never warns.");
    return { promised, maxAgeSeconds, warnAfterSeconds: null, column, position };
  }
  return { promised, maxAgeSeconds, warnAfterSeconds, column, position };
}

function secondsOf(text: string, at: Position, log: ProblemLog): number | null {
  const reading = parseFreshness(text);
  if (reading.ok) return reading.maxAgeSeconds;
  log.error("TS-FRESH-001", at, `The freshness '${shorten(text)}' ${reading.reason}.`, reading.hint);
  return null;
}

/** In this order: the columns that pipelines write when they load. */
const LOAD_COLUMNS = ["updated_at", "loaded_at", "ingested_at", "_loaded_at"];

/** The column whose newest value tells the age, where none is named: a well-known one, else the only timestamp. */
export function inferFreshnessColumn(columns: readonly Pick<Column, "name" | "logicalType">[]): string | null {
  const times = columns.filter(({ logicalType }) => logicalType === "timestamp");
  const dated = columns.filter(({ logicalType }) => logicalType === "timestamp" || logicalType === "date");
  for (const wanted of LOAD_COLUMNS) {
    const found = dated.find(({ name }) => name.toLowerCase() === wanted);
    if (found !== undefined) return found.name;
  }
  return times.length === 1 ? (times[0]?.name ?? null) : null;
}
