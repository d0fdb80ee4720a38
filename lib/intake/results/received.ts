/** Texts, numbers and times of other tools as they may be kept: clean, bounded, in UTC, and without values of rows. */
import { cleanText } from "#lib/intake/clean-text.ts";

const MAX_LINE = 300;

/** One clean line of at most 300 characters; `null` when nothing is left or it is no text. */
export function lineOf(value: unknown, max = MAX_LINE): string | null {
  return typeof value === "string" ? cleanText(value.slice(0, max * 4).replace(/\s+/g, " "), max) : null;
}

/** The first line of an error, without what stands in quotes: databases quote the value that they stumbled over. */
export function errorLineOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const [first = "", second = ""] = value.slice(0, 4_000).trim().split(/\r?\n/, 2);
  // dbt names the test first and its database's complaint second.
  const text = /^(?:Database|Runtime|Compilation) Error in /.test(first) && second.trim() !== "" ? second : first;
  return lineOf(text.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, "…").replace(/\b(?:DETAIL|HINT|CONTEXT):.*$/s, ""), 200);
}

export function numberOf(value: unknown): number | null {
  const number = typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** A count of rows: whole and not negative. */
export function countOf(value: unknown): number | null {
  const number = numberOf(value);
  return number === null || number < 0 || number > Number.MAX_SAFE_INTEGER ? null : Math.trunc(number);
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\d*\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?(?:\[[^\]]*\])?)?$/i;
/** As Great Expectations before 1.0 writes it: `20200727T171932.962507Z`. */
const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?Z?$/;

/** RFC 3339 in UTC from what tools write: with nanoseconds, with a space, without a zone (then UTC). `null`: no time, or before 1970. */
export function instantOf(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 64) return null;
  const text = value.trim();
  const compact = COMPACT.exec(text);
  const spelled =
    compact === null
      ? text
      : `${compact.slice(1, 4).join("-")}T${compact.slice(4, 7).join(":")}${compact[7] === undefined ? "" : `.${compact[7]}`}Z`;
  const match = INSTANT.exec(spelled);
  if (match === null) return null;
  const [, day = "", time = "00:00:00", fraction = "0", zone = "Z"] = match;
  const at = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}.${fraction.slice(0, 3).padEnd(3, "0")}${zoneOf(zone)}`);
  // Engines write year 1 where there is no time at all.
  return Number.isNaN(at) || at < 0 ? null : new Date(at).toISOString();
}

function zoneOf(zone: string): string {
  if (/^(?:z|utc)$/i.test(zone)) return "Z";
  const [, sign = "+", hours = "00", minutes = "00"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return `${sign}${hours}:${minutes}`;
}

/** The first of these that is a time, never later than its receipt; the receipt where none is. */
export function measuredAt(receivedAt: string, ...values: readonly unknown[]): string {
  for (const value of values) {
    const at = instantOf(value);
    if (at !== null) return Date.parse(at) > Date.parse(receivedAt) ? receivedAt : at;
  }
  return receivedAt;
}

/** `null` instead where none is a time. */
export function knownInstant(receivedAt: string, ...values: readonly unknown[]): string | null {
  return values.some((value) => instantOf(value) !== null) ? measuredAt(receivedAt, ...values) : null;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; `{}` when it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
