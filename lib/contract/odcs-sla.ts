import { findWeekdays, WEEKDAYS } from "#lib/contract/cadence.ts";
import type { Freshness, JsonObject, Sla } from "#lib/contract/contract.ts";
import { MAX_DURATION_SECONDS } from "#lib/contract/duration.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import { findLabel, findNumber, findText, mapsIn } from "#lib/contract/lenient.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { parseClock, parseSla } from "#lib/contract/sla-grammar.ts";
import type { SpecMap } from "#lib/contract/spec.ts";
import { findZone } from "#lib/contract/time-zone.ts";

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

const FRESHNESS = /^(?:freshness|fr|latency|ly)$/;
const DEADLINE = /^(?:timeOfAvailability|ta)$/;
const FREQUENCY = /^(?:frequency|fy)$/;

/** Whether freshness or deadline could be read from an SLA property. */
export function isModelledLevel({ property }: JsonObject): boolean {
  return typeof property === "string" && [FRESHNESS, DEADLINE, FREQUENCY].some((name) => name.test(property));
}

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
    if (!place.applies) {
      const isElsewhere = mapsIn(root, "schema").some((other) => placeOf(element ?? "", other).applies);
      if (!isElsewhere) note(log, property, `names ${element?.slice(0, 80)}, which is not in this contract`);
    } else if (FRESHNESS.test(name) && freshness === null) {
      freshness = freshnessOf(property, place.column);
      if (freshness === null) note(log, property, "is kept, but not checked");
    } else if (DEADLINE.test(name) && deadline === null && clockOf(property) !== null) deadline = property;
    else if (FREQUENCY.test(name) && every === null && everyOf(property) !== null) every = everyOf(property);
    else note(log, property, "is kept, but not checked");
  }
  return { freshness, sla: deadline === null ? null : slaOf(deadline, every, log) };
}

/** In the words of its description, where these say the same. */
function freshnessOf(property: SpecMap, column: string | null): Freshness | null {
  const seconds = secondsOf(property);
  if (seconds === null) return null;
  const text = findText(property, "description") ?? "";
  const reading = parseFreshness(text);
  const says = text.length <= 300 && reading.ok && reading.maxAgeSeconds === seconds;
  const promised = says ? text : `< ${findText(property, "value")} ${findText(property, "unit")}`;
  return { promised, maxAgeSeconds: seconds, warnAfterSeconds: null, column, position: property.at };
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

interface Clock {
  readonly by: string;
  readonly timezone: string | null;
  readonly note: string | null;
}

/** `06:00-05:00`, or `06:00` with the place in `valueExt`. */
function clockOf(property: SpecMap): Clock | null {
  const value = findText(property, "value") ?? "";
  const offset = findZone(value);
  const found = offset !== null && "found" in offset ? offset : null;
  const by = value.length > 60 ? null : parseClock(found === null ? value : value.replace(found.text, " "));
  if (by === null) return null;
  const place = findZone(findLabel(property, "valueExt") ?? "");
  const zone = place !== null && "found" in place ? place.found : (found?.found ?? null);
  return { by, timezone: zone?.timezone ?? null, note: zone?.note ?? null };
}

function slaOf(property: SpecMap, frequency: Sla["every"], log: ProblemLog): Sla | null {
  const clock = clockOf(property);
  if (clock === null) return null;
  const promised = findText(property, "description")?.slice(0, 2_000).toWellFormed().replace(/\s+/g, " ").trim() ?? null;
  const cadence = cadenceOf(property, clock.by) ?? assumedCadence(frequency, property, log);
  const rest = { machineCheckable: true, graceSeconds: null, evidence: null, target: null, position: property.at };
  const timezone = clock.timezone ?? "UTC";
  const sentence = promised === null ? null : parseSla(promised);
  if (promised !== null && sentence?.ok === true && saysSame(sentence, { by: clock.by, timezone, ...cadence })) {
    const { by, every, on, notes } = sentence;
    for (const text of notes) log.note("TS-SLA-002", property.at, `In the SLA, ${text}.`);
    return { ...rest, promised, by, timezone, every, on, notes };
  }
  const notes = clock.timezone === null ? ["no time zone is named: UTC is assumed"] : clock.note === null ? [] : [clock.note];
  for (const text of notes) log.note("TS-SLA-002", property.at, `In the SLA, ${text}.`);
  const days = cadence.on === null ? `every ${cadence.every}` : `every ${cadence.every} (${cadence.on.join(", ")})`;
  return { ...rest, promised: promised ?? `By ${clock.by} ${timezone} ${days}`, by: clock.by, timezone, ...cadence, notes };
}

type Cadence = Pick<Sla, "every" | "on">;

const saysSame = (a: Cadence & Pick<Sla, "by" | "timezone">, b: Cadence & Pick<Sla, "by" | "timezone">) =>
  a.by === b.by && a.timezone === b.timezone && a.every === b.every && (a.on ?? []).join() === (b.on ?? []).join();

function assumedCadence(frequency: Sla["every"], property: SpecMap, log: ProblemLog): Cadence {
  const every = frequency === null || frequency === "hour" ? "day" : frequency;
  const on = every === "week" ? ["mon"] : every === "month" ? ["1"] : null;
  if (frequency === null) log.note("TS-SLA-002", property.at, "In the SLA, no frequency is named: every day is assumed.");
  if (on !== null) log.note("TS-SLA-002", property.at, "In the SLA, no day is named: the first one is assumed.");
  return { every, on };
}

const CRON = /^(\d{1,2}) (\d{1,2}) (\*|[\d,]{1,80}) \* (\*|[\d,a-z-]{1,80})$/i;

/** The days of a cron line whose time is the deadline's: `0 6 * * 1-5`. */
function cadenceOf(property: SpecMap, by: string): Cadence | null {
  const [, minute, hour, ofMonth, ofWeek] = CRON.exec(findText(property, "schedule")?.replace(/\s+/g, " ") ?? "") ?? [];
  if (ofMonth === undefined || ofWeek === undefined || `${hour?.padStart(2, "0")}:${minute?.padStart(2, "0")}` !== by) return null;
  if (ofMonth === "*" && ofWeek === "*") return { every: "day", on: null };
  if (ofMonth === "*") {
    const days = findWeekdays(ofWeek.toLowerCase().replace(/\d/g, (digit) => WEEKDAYS[(Number(digit) + 6) % 7] ?? ""));
    return days.length === 0 ? null : { every: "week", on: days };
  }
  const days = [...new Set(ofMonth.split(",").map(Number))].sort((a, b) => a - b);
  return ofWeek === "*" && days.every((day) => day >= 1 && day <= 31) ? { every: "month", on: days.map(String) } : null;
}
