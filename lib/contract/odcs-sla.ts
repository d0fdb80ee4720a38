import type { Freshness, Sla } from "#lib/contract/contract.ts";
import { MAX_DURATION_SECONDS } from "#lib/contract/duration.ts";
import { findNumber, findText, mapsIn } from "#lib/contract/lenient.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { parseClock } from "#lib/contract/sla-grammar.ts";
import type { SpecMap } from "#lib/contract/spec.ts";
import { findZone, isTimeZone } from "#lib/contract/time-zone.ts";

/** Units by ISO and by word. `m` may be a minute or a month and `y` has no fixed length, so neither is read. */
const UNITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    s: 1,
    sec: 1,
    second: 1,
    min: 60,
    minute: 60,
    h: 3_600,
    hr: 3_600,
    hour: 3_600,
    d: 86_400,
    day: 86_400,
    w: 604_800,
    wk: 604_800,
    week: 604_800,
  }),
);
const EVERY: ReadonlyMap<string, Sla["every"]> = new Map(
  Object.entries({
    h: "hour",
    hr: "hour",
    hour: "hour",
    d: "day",
    day: "day",
    w: "week",
    wk: "week",
    week: "week",
    mo: "month",
    month: "month",
  } as const),
);

/** `slaProperties` → freshness and deadline, where they concern this object and can be understood; each other one gets a note. */
export function readOdcsSla(root: SpecMap, object: SpecMap | null, log: ProblemLog): { freshness: Freshness | null; sla: Sla | null } {
  let freshness: Freshness | null = null;
  let deadline: SpecMap | null = null;
  let every: Sla["every"] = null;
  const fallback = findText(root, "slaDefaultElement");
  for (const property of mapsIn(root, "slaProperties")) {
    const name = findText(property, "property") ?? "";
    const element = findText(property, "element") ?? fallback;
    const place = object === null || element === null ? { applies: true, column: null } : placeOf(element, object);
    const seconds = secondsOf(property);
    if (!place.applies) note(log, property, `names ${element?.slice(0, 80)}, which is not in this object`);
    else if (/^(?:freshness|fr|latency|ly)$/.test(name) && seconds !== null && freshness === null) {
      const promised = `< ${findText(property, "value")} ${findText(property, "unit")}`;
      freshness = { promised, maxAgeSeconds: seconds, warnAfterSeconds: null, column: place.column, position: property.at };
    } else if (/^(?:timeOfAvailability|ta)$/.test(name) && deadline === null && clockOf(property) !== null) deadline = property;
    else if (/^(?:frequency|fy)$/.test(name) && every === null && everyOf(property) !== null) every = everyOf(property);
    else note(log, property, "is kept, but not checked");
  }
  return { freshness, sla: deadline === null ? null : slaOf(deadline, every, log) };
}

function note(log: ProblemLog, property: SpecMap, what: string): void {
  log.note("TS-ODCS-001", property.at, `The SLA property '${(findText(property, "property") ?? "without a name").slice(0, 80)}' ${what}.`);
}

/** `table.column`, `column` or `table`, seen from one object. */
function placeOf(element: string, object: SpecMap): { applies: boolean; column: string | null } {
  const parts = element.split(".");
  const columns = mapsIn(object, "properties").flatMap((property) => findText(property, "name") ?? []);
  const tables = [findText(object, "name"), findText(object, "physicalName")];
  const last = parts.at(-1) ?? "";
  const table = parts.slice(0, -1).join(".");
  if (tables.includes(element)) return { applies: true, column: null };
  const applies = columns.includes(last) && (table === "" || tables.includes(table));
  return { applies, column: applies ? last : null };
}

function secondsOf(property: SpecMap): number | null {
  const value = findNumber(property, "value");
  const unit = UNITS.get(unitOf(property));
  const seconds = value === null || unit === undefined ? 0 : Math.round(value * unit);
  return seconds > 0 && seconds <= MAX_DURATION_SECONDS ? seconds : null;
}

const unitOf = (property: SpecMap) => (findText(property, "unit") ?? "").toLowerCase().replace(/(?<=..)s$/, "");

function everyOf(property: SpecMap): Sla["every"] {
  return findNumber(property, "value") === 1 ? (EVERY.get(unitOf(property)) ?? null) : null;
}

function clockOf(property: SpecMap): { by: string; timezone: string | null } | null {
  const value = findText(property, "value") ?? "";
  const zone = findZone(value);
  const offset = zone !== null && "found" in zone ? zone : null;
  const by = value.length > 60 ? null : parseClock(offset === null ? value : value.replace(offset.text, " "));
  if (by === null) return null;
  const place = findText(property, "valueExt");
  return { by, timezone: place !== null && isTimeZone(place) && /[A-Za-z]/.test(place) ? place : (offset?.found.timezone ?? null) };
}

function slaOf(property: SpecMap, frequency: Sla["every"], log: ProblemLog): Sla | null {
  const clock = clockOf(property);
  if (clock === null) return null;
  const every = frequency === null || frequency === "hour" ? "day" : frequency;
  const on = every === "week" ? ["mon"] : every === "month" ? ["1"] : null;
  const notes = [
    ...(clock.timezone === null ? ["no time zone is named: UTC is assumed"] : []),
    ...(frequency === null ? ["no frequency is named: every day is assumed"] : []),
    ...(on === null ? [] : ["no day is named: the first one is assumed"]),
  ];
  for (const text of notes) log.note("TS-SLA-002", property.at, `In the SLA, ${text}.`);
  const timezone = clock.timezone ?? "UTC";
  return {
    promised: findText(property, "description")?.slice(0, 2_000) ?? `By ${clock.by} ${timezone} every ${every}`,
    machineCheckable: true,
    by: clock.by,
    timezone,
    every,
    on,
    graceSeconds: null,
    evidence: null,
    target: null,
    notes,
    position: property.at,
  };
}
