import { findCadence, findWeekdays } from "#lib/contract/cadence.ts";
import type { Position, Sla } from "#lib/contract/contract.ts";
import { parseDuration } from "#lib/contract/duration.ts";
import { Fields, shorten, textOf } from "#lib/contract/fields.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { parseClock, parseSla } from "#lib/contract/sla-grammar.ts";
import type { Spec } from "#lib/contract/spec.ts";
import { findZone } from "#lib/contract/time-zone.ts";

const KEYS = ["promised", "by", "timezone", "every", "on", "grace", "evidence", "target", "window"];

/** `sla:` as a sentence or in the long form. A sentence that is not understood stays as text, with a warning. */
export function readSla(spec: Spec, position: Position, log: ProblemLog): Sla | null {
  if (spec.kind === "map") return readSlaMap(new Fields(spec, log, { what: "an SLA", known: KEYS }), position);
  const promised = textOf(spec, "sla", 2_000, log)?.replace(/\s+/g, " ") ?? null;
  if (promised === null) return null;
  const reading = parseSla(promised);
  if (!reading.ok) {
    log.warning(
      "TS-SLA-001",
      spec.at,
      `Not machine-checkable: the SLA '${shorten(promised)}' ${reading.reason}. It is kept as text.`,
      reading.hint,
    );
    return { ...EMPTY, promised, machineCheckable: false, position };
  }
  for (const note of reading.notes) log.note("TS-SLA-002", spec.at, `In the SLA, ${note}.`);
  const { by, timezone, every, on, notes } = reading;
  return { ...EMPTY, promised, machineCheckable: true, by, timezone, every, on, notes, position };
}

const EMPTY: Omit<Sla, "promised" | "machineCheckable" | "position"> = {
  by: null,
  timezone: null,
  every: null,
  on: null,
  graceSeconds: null,
  evidence: null,
  target: null,
  notes: [],
};

function readSlaMap(fields: Fields, position: Position): Sla | null {
  const { log } = fields;
  const said = fields.text("promised", 2_000)?.replace(/\s+/g, " ") ?? null;
  const byText = fields.label("by");
  const by = byText === null ? null : parseClock(byText);
  if (byText !== null && by === null)
    log.error("TS-SPEC-005", fields.at("by"), `'${shorten(byText)}' is no time of day.`, 'Write for example `"06:00"` or `6 AM`.');
  const everyText = fields.label("every");
  const on = fields.labels("on");
  const cadence = cadenceOf(everyText, on, fields);
  const { timezone, notes } = zoneOf(fields, byText, by !== null);
  const graceSeconds = durationOf(fields, "grace");
  const windowSeconds = durationOf(fields, "window");
  const evidence = fields.oneOf("evidence", ["data", "run", "file"] as const);
  const target = readShare(fields, "target");
  if (byText === null && everyText === null && on.length === 0) {
    log.error(
      "TS-SPEC-003",
      position,
      "An SLA needs `by` or `every`.",
      'Write for example `{by: "06:00", timezone: Europe/Berlin, every: day}`.',
    );
    return null;
  }
  for (const note of notes) log.note("TS-SLA-002", fields.at("by"), `In the SLA, ${note}.`);
  const words = [by === null ? null : `by ${by}`, timezone === null || by === null ? null : timezone, sentenceOf(cadence)];
  const promised = words.filter((word) => word !== null).join(" ");
  return {
    promised: said ?? promised.charAt(0).toUpperCase() + promised.slice(1),
    machineCheckable: true,
    by,
    timezone,
    ...cadence,
    graceSeconds,
    evidence,
    target,
    notes,
    position,
    ...(windowSeconds === null ? {} : { windowSeconds }),
  };
}

type CadenceFields = Pick<Sla, "every" | "on">;

function cadenceOf(everyText: string | null, on: readonly string[], fields: Fields): CadenceFields {
  const every = (everyText ?? (on.length > 0 ? "week" : "day")).toLowerCase();
  const found = findCadence(/^(?:hour|day|week|month)$/.test(every) ? `every ${every}` : every);
  if (found === null) {
    fields.log.error(
      "TS-SPEC-005",
      fields.at("every"),
      `\`every\` cannot be '${shorten(every)}'.`,
      "Write hour, day, week, month or weekdays.",
    );
    return { every: "day", on: null };
  }
  if (on.length === 0) return found;
  const days = on.map((day) => (found.every === "month" ? dayOfMonth(day) : (findWeekdays(day.toLowerCase())[0] ?? null)));
  if (days.includes(null) || (found.every !== "month" && found.every !== "week" && found.every !== "day")) {
    fields.log.error(
      "TS-SPEC-005",
      fields.at("on"),
      "`on` names weekdays, or with `every: month` days of the month.",
      "Write for example `on: [mon, thu]`.",
    );
    return found;
  }
  const unique = [...new Set(days.filter((day) => day !== null))];
  const order = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const sorted = found.every === "month" ? unique.sort((a, b) => Number(a) - Number(b)) : order.filter((day) => unique.includes(day));
  return { every: found.every === "month" ? "month" : "week", on: sorted };
}

function dayOfMonth(text: string): string | null {
  const day = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(text)?.[1];
  return day !== undefined && Number(day) >= 1 && Number(day) <= 31 ? String(Number(day)) : null;
}

function zoneOf(fields: Fields, byText: string | null, needed: boolean): { timezone: string | null; notes: readonly string[] } {
  const said = fields.label("timezone");
  const zone = findZone(said ?? byText ?? "");
  if (zone !== null && "found" in zone) return { timezone: zone.found.timezone, notes: zone.found.note === null ? [] : [zone.found.note] };
  if (said !== null) {
    fields.log.error(
      "TS-SPEC-005",
      fields.at("timezone"),
      `'${shorten(said)}' is no known time zone.`,
      "Write for example `Europe/Berlin`, `UTC` or `-05:00`.",
    );
    return { timezone: null, notes: [] };
  }
  return needed ? { timezone: "UTC", notes: ["no time zone is named: UTC is assumed"] } : { timezone: null, notes: [] };
}

function durationOf(fields: Fields, key: string): number | null {
  const text = fields.label(key);
  if (text === null) return null;
  const seconds = /^0\s*[a-z]*$/.test(text) ? 0 : parseDuration(text);
  if (seconds === null)
    fields.log.error("TS-SPEC-005", fields.at(key), `\`${key}\` is no length of time.`, "Write for example `30m` or `2 hours`.");
  return seconds;
}

/** `99%` or `0.99` → 0.99. */
function readShare(fields: Fields, key: string): number | null {
  const text = fields.label(key);
  if (text === null) return null;
  const match = /^(\d{1,3}(?:\.\d{1,9})?)\s*(%?)$/.exec(text);
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === "%" || Number(match[1]) > 1 ? 100 : 1);
  if (share >= 0 && share <= 1) return share;
  fields.log.error("TS-SPEC-005", fields.at(key), `\`${key}\` is no share.`, "Write for example `99%`.");
  return null;
}

function sentenceOf({ every, on }: CadenceFields): string {
  if (every === "month") return on === null ? "every month" : `on day ${on.join(", ")} of every month`;
  if (every === "week" && on !== null) return on.join() === "mon,tue,wed,thu,fri" ? "on weekdays" : `every ${on.join(", ")}`;
  return `every ${every ?? "day"}`;
}
