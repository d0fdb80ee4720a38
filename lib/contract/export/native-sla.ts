import type { Freshness, JsonObject, JsonValue, Position, Sla } from "#lib/contract/contract.ts";
import { formatDuration } from "#lib/contract/duration.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import { canonicalJson } from "#lib/contract/hash.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { readSla } from "#lib/contract/sla.ts";
import { specFromJson } from "#lib/contract/spec-from-json.ts";

const NOWHERE: Position = { file: "", line: 1, column: 1 };

/** `sla:` as the sentence that was promised, or as the long form where the sentence does not say all of it. */
export function nativeSla(sla: Sla): JsonValue {
  if (!sla.machineCheckable || says(sla.promised, sla)) return sla.promised;
  const forms = zonesOf(sla).flatMap((timezone) => targetsOf(sla).map((target) => longForm(sla, timezone, target)));
  const promised = { promised: sla.promised };
  return [...forms, ...forms.map((form) => ({ ...promised, ...form }))].find((form) => says(form, sla)) ?? { ...promised, ...forms[0] };
}

function says(written: JsonValue, sla: Sla): boolean {
  const read = readSla(specFromJson(written, NOWHERE), NOWHERE, new ProblemLog([]));
  return read !== null && canonicalJson(read) === canonicalJson(sla);
}

/** The zone; left out where it was assumed; or the abbreviation of which a note tells how it was read. */
function zonesOf({ timezone, notes }: Sla): readonly (string | null)[] {
  const abbreviation = notes.flatMap((note) => /^"([A-Z]{1,5})" read as/.exec(note)?.[1] ?? [])[0];
  return [timezone, null, ...(abbreviation === undefined ? [] : [abbreviation])];
}

function targetsOf({ target }: Sla): readonly (string | null)[] {
  return target === null ? [null] : [`${Number((target * 100).toFixed(9))}%`, String(target)];
}

function longForm(sla: Sla, timezone: string | null, target: string | null): JsonObject {
  return {
    ...(sla.by === null ? {} : { by: sla.by }),
    ...(timezone === null ? {} : { timezone }),
    ...(sla.every === null ? {} : { every: sla.every }),
    ...(sla.on === null ? {} : { on: sla.every === "month" ? sla.on.map(Number) : sla.on }),
    ...(sla.graceSeconds === null ? {} : { grace: formatDuration(sla.graceSeconds) }),
    ...(sla.evidence === null ? {} : { evidence: sla.evidence }),
    ...(target === null ? {} : { target }),
    ...(sla.windowSeconds === undefined ? {} : { window: formatDuration(sla.windowSeconds) }),
  };
}

/** `freshness:` as it was promised. @param columnInferred the column was found by a rule, which will find it again */
export function nativeFreshness(freshness: Freshness, columnInferred: boolean): JsonValue {
  const { warnAfterSeconds } = freshness;
  const reading = parseFreshness(freshness.promised);
  const promised =
    reading.ok && reading.maxAgeSeconds === freshness.maxAgeSeconds ? freshness.promised : formatDuration(freshness.maxAgeSeconds);
  const column = columnInferred ? null : freshness.column;
  if (warnAfterSeconds === null && column === null) return promised;
  return {
    max_age: promised,
    ...(warnAfterSeconds === null ? {} : { warn_after: formatDuration(warnAfterSeconds) }),
    ...(column === null ? {} : { column }),
  };
}
