import type { Sla, Weekday } from "#lib/contract/contract.ts";

export const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY = "(?:mon(?:days?)?|tue(?:s|sdays?)?|wed(?:nesdays?)?|thu(?:r|rs|rsdays?)?|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)";
const DAY_RANGE = new RegExp(`\\b(${DAY})\\s*(?:-|–|to|through)\\s*(${DAY})\\b`);
const ONE_DAY = new RegExp(`\\b${DAY}\\b`, "g");

export const HOURLY = /\b(?:hourly|(?:every|each|per) hour)\b/;

export interface Cadence {
  readonly every: NonNullable<Sla["every"]>;
  readonly on: readonly string[] | null;
}

/** How often, from a sentence in lower case; `null` when it does not say. */
export function findCadence(sentence: string): Cadence | null {
  if (/\b(?:week ?days?|business days?|working days?|workdays?)\b/.test(sentence)) return { every: "week", on: WEEKDAYS.slice(0, 5) };
  if (/\bweekends?\b/.test(sentence)) return { every: "week", on: WEEKDAYS.slice(5) };
  const ofMonth = findDaysOfMonth(sentence);
  if (ofMonth !== null) return { every: "month", on: ofMonth };
  if (/\b(?:monthly|(?:every|each|per) month)\b/.test(sentence)) return { every: "month", on: null };
  const days = findWeekdays(sentence);
  if (days.length > 0) return { every: "week", on: days };
  if (HOURLY.test(sentence)) return { every: "hour", on: null };
  if (/\b(?:weekly|(?:every|each|per) week)\b/.test(sentence)) return { every: "week", on: null };
  if (/\b(?:daily|nightly|(?:every|each|per) (?:day|morning|night|evening))\b/.test(sentence)) return { every: "day", on: null };
  return null;
}

/** Weekdays named in a text in lower case, in the order of the week: `tue-thu and sun`. */
export function findWeekdays(sentence: string): readonly Weekday[] {
  const named = new Set<number>();
  const range = DAY_RANGE.exec(sentence);
  if (range?.[1] !== undefined && range[2] !== undefined) {
    const last = indexOf(range[2]);
    for (let day = indexOf(range[1]); ; day = (day + 1) % 7) {
      named.add(day);
      if (day === last) break;
    }
  }
  for (const match of sentence.matchAll(ONE_DAY)) named.add(indexOf(match[0]));
  return WEEKDAYS.filter((_, index) => named.has(index));
}

const indexOf = (name: string) => WEEKDAYS.findIndex((day) => name.startsWith(day));

function findDaysOfMonth(sentence: string): readonly string[] | null {
  if (!/\bmonth(?:ly)?\b/.test(sentence)) return null;
  const days = [...sentence.matchAll(/\b(\d{1,2})(?:st|nd|rd|th)\b/g)]
    .map((match) => Number(match[1]))
    .filter((day) => day >= 1 && day <= 31);
  return days.length === 0 ? null : [...new Set(days)].sort((a, b) => a - b).map(String);
}
