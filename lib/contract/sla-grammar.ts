import { type Cadence, findCadence, HOURLY } from "#lib/contract/cadence.ts";
import type { Sla } from "#lib/contract/contract.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import { findBeyond, findLength } from "#lib/contract/sla-beyond.ts";
import { findZone } from "#lib/contract/time-zone.ts";

export type SlaReading =
  | ({ readonly ok: true; readonly notes: readonly string[] } & Pick<Sla, "by" | "timezone" | "every" | "on">)
  | { readonly ok: false; readonly reason: string; readonly hint: string };

const WRITE = 'Write for example `Updated by 6 AM EST daily`, or `{by: "06:00", timezone: Europe/Berlin, every: day}`.';
const TIME = /\b(?:(noon|midnight)|(\d{1,2})(?::(\d{2}))?\s*(a\.?m\b\.?|p\.?m\b\.?)|(\d{1,2})[:h](\d{2}))/g;

/**
 * A sentence such as `Updated by 6 AM EST daily`, `every Monday by noon UTC`, `hourly` → deadline and cadence. What it cannot hold
 * exactly is refused rather than half understood.
 */
export function parseSla(text: string): SlaReading {
  const raw = text.trim().replace(/\s+/g, " ");
  if (raw === "" || raw.length > 300) return fail("is not one short sentence");
  const zone = findZone(raw);
  if (zone !== null && "unknown" in zone) return fail(`names the unknown time zone ${zone.unknown}`);
  const withoutZone = zone === null ? raw : `${raw.slice(0, zone.start)} ${raw.slice(zone.start + zone.text.length)}`;
  const sentence = ` ${withoutZone.toLowerCase().replace(/[,;]|\.(?=\s|$)/g, " ")} `;

  const beyond = findBeyond(withoutZone, zone !== null);
  if (beyond !== undefined) return beyondFields(beyond);
  const times = [...sentence.matchAll(TIME)];
  if (times.length > 1) return fail("names more than one time of day");
  const by = times[0] === undefined ? null : clockOf(times[0]);
  if (times.length === 1 && by === null) return fail("names a time that no clock shows");
  if (by === null && /\b(?:by|before|until) \d{1,2}\b/.test(sentence)) return fail("names a time without AM or PM");

  const cadence = findCadence(sentence);
  const length = by === null && cadence === null ? undefined : findLength(sentence);
  if (length !== undefined) return beyondFields(length);
  const day = cadence?.every === "month" ? undefined : /\b\d{1,2}(?:st|nd|rd|th)\b/.exec(sentence)?.[0];
  if (day !== undefined) return fail(`names the ${day}, but not of each month`);
  if (cadence !== null && cadence.every !== "hour" && HOURLY.test(sentence)) return fail("names days and `hourly`");
  const notes = zone === null || zone.found.note === null ? [] : [zone.found.note];
  if (by !== null) return deadline(by, zone?.found.timezone ?? null, cadence, notes);
  if (cadence !== null) return { ok: true, by: null, timezone: zone?.found.timezone ?? null, ...cadence, notes };
  if (parseFreshness(raw).ok) return { ok: false, reason: "promises an age, not a deadline", hint: `Write it as \`freshness: ${raw}\`.` };
  return fail("is not understood");
}

function deadline(by: string, zone: string | null, cadence: Cadence | null, said: readonly string[]): SlaReading {
  if (cadence?.every === "hour") return fail("names a time of day and `hourly`");
  const notes = [...said];
  if (zone === null) notes.push("no time zone is named: UTC is assumed");
  if (cadence === null) notes.push("no cadence is named: every day is assumed");
  let on = cadence?.on ?? null;
  if (on === null && cadence?.every === "week") {
    on = ["mon"];
    notes.push("no weekday is named: Monday is assumed");
  }
  if (on === null && cadence?.every === "month") {
    on = ["1"];
    notes.push("no day of the month is named: the 1st is assumed");
  }
  return { ok: true, by, timezone: zone ?? "UTC", every: cadence?.every ?? "day", on, notes };
}

/** `HH:MM` in 24 hours; `null` for 25:00, 13 PM and their like. */
function clockOf([, word, hour12, minute12, half, hour24, minute24]: RegExpMatchArray): string | null {
  if (word !== undefined) return word === "noon" ? "12:00" : "00:00";
  const twelve = half !== undefined;
  const hour = Number(twelve ? hour12 : hour24);
  const minute = Number((twelve ? minute12 : minute24) ?? 0);
  if (minute > 59 || (twelve ? hour < 1 || hour > 12 : hour > 23)) return null;
  const hours = twelve ? (hour % 12) + (half?.startsWith("p") ? 12 : 0) : hour;
  return `${String(hours).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** One time of day, with or without a zone: `6 AM EST`, `18:00`, `noon`. */
export function parseClock(text: string): string | null {
  const times = [...` ${text.trim().slice(0, 60).toLowerCase()} `.matchAll(TIME)];
  return times.length === 1 && times[0] !== undefined ? clockOf(times[0]) : null;
}

const beyondFields = (words: string) => fail(`says "${words}", which cannot be checked`);

function fail(reason: string): SlaReading {
  return { ok: false, reason, hint: WRITE };
}
