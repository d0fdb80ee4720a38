import { type Cadence, findCadence } from "#lib/contract/cadence.ts";
import type { Sla } from "#lib/contract/contract.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import { findZone } from "#lib/contract/time-zone.ts";

export type SlaReading =
  | ({ readonly ok: true; readonly notes: readonly string[] } & Pick<Sla, "by" | "timezone" | "every" | "on">)
  | { readonly ok: false; readonly reason: string; readonly hint: string };

const WRITE = 'Write for example `Updated by 6 AM EST daily`, or `{by: "06:00", timezone: Europe/Berlin, every: day}`.';
const TIME = /\b(?:(noon|midnight)|(\d{1,2})(?::(\d{2}))?\s*(a\.?m\b\.?|p\.?m\b\.?)|(\d{1,2})[:h](\d{2}))/g;
/** Words that change what a sentence promises in a way that no field can hold. */
const BEYOND =
  /\b(?:except|unless|excluding|exclud\w*|holidays?|other (?:day|week|month)|twice|quarter\w*|year\w*|annual\w*|bi-?weekly|bi-?monthly|fortnight\w*|usually|typically|best effort|last|second|third|not|if|when|first (?:business|working|mon|tue|wed|thu|fri|sat|sun)\w*)\b/;

/** What stands behind a time and looks like a zone, but is none that one could be sure of: `IST` is three places. */
const AFTER_TIME = /(?:\b(?:noon|midnight)|[ap]\.?m\.?|\d[:h]\d{2})\s*\(?(?<zone>[A-Z]{2,5})\b/i;
const PLACE_TIME = /\b(?:(?!This |That |The |Every |Each |Same |Any )(?:[A-Z][a-z]+ )+|local |server |my |our )time\b/;
const AFTER_TIME_WORDS =
  /^(?:on|and|or|by|at|the|to|of|in|each|every|daily|for|per|we|it|is|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|a|an|as)$/i;

/** `by 6 AM IST`, `by noon New York time`, `T+1`: words that a reader would rely on and that no field can hold. */
function findDoubtful(sentence: string): string | undefined {
  const zone = AFTER_TIME.exec(sentence)?.groups?.["zone"];
  if (zone !== undefined && zone === zone.toUpperCase() && !AFTER_TIME_WORDS.test(zone)) return zone;
  return PLACE_TIME.exec(sentence)?.[0] ?? /\b[TD]\s?[+-]\s?\d\b/i.exec(sentence)?.[0];
}

/**
 * A sentence such as `Updated by 6 AM EST daily`, `every Monday by noon UTC`, `hourly` → deadline and cadence. What it cannot hold
 * exactly is refused rather than half understood.
 */
export function parseSla(text: string): SlaReading {
  const raw = text.trim().replace(/\s+/g, " ");
  if (raw === "" || raw.length > 300) return fail("is not one short sentence");
  const zone = findZone(raw);
  if (zone !== null && "unknown" in zone) return fail(`names the unknown time zone ${zone.unknown}`);
  const withoutZone = zone === null ? raw : raw.replace(zone.text, " ");
  const sentence = ` ${withoutZone.toLowerCase().replace(/[,;]|\.(?=\s|$)/g, " ")} `;

  const beyond = BEYOND.exec(sentence)?.[0] ?? findDoubtful(withoutZone);
  if (beyond !== undefined) return fail(`says "${beyond}", which cannot be checked`);
  const times = [...sentence.matchAll(TIME)];
  if (times.length > 1) return fail("names more than one time of day");
  const by = times[0] === undefined ? null : clockOf(times[0]);
  if (times.length === 1 && by === null) return fail("names a time that no clock shows");
  if (by === null && /\b(?:by|before|until) \d{1,2}\b/.test(sentence)) return fail("names a time without AM or PM");

  const cadence = findCadence(sentence);
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

function fail(reason: string): SlaReading {
  return { ok: false, reason, hint: WRITE };
}
