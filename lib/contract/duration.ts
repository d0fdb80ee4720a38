const UNIT_NAMES: readonly (readonly [number, readonly string[]])[] = [
  [1, ["s", "sec", "secs", "second", "seconds"]],
  [60, ["m", "min", "mins", "minute", "minutes"]],
  [3_600, ["h", "hr", "hrs", "hour", "hours"]],
  [86_400, ["d", "day", "days"]],
  [604_800, ["w", "wk", "wks", "week", "weeks"]],
];
const UNITS = new Map(UNIT_NAMES.flatMap(([seconds, names]) => names.map((name) => [name, seconds] as const)));
const WORDS = new Map([
  ["hourly", 3_600],
  ["daily", 86_400],
  ["nightly", 86_400],
  ["weekly", 604_800],
]);
/** Longer texts are no durations; it also bounds the work of the patterns below. */
const MAX_LENGTH = 200;
/** Ten years: beyond it somebody mistyped. */
export const MAX_DURATION_SECONDS = 3_650 * 86_400;

const ISO = /^p(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:t(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?)?$/;
const PART = /^(?:and\s+)?(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]+)\s*,?\s*/;

/**
 * `24h`, `1h30m`, `1 day and 2 hours`, `PT24H`, `daily` → whole seconds; `null` when it is no duration. Months and years are
 * calendar words without a fixed length, and a bare number has no unit: both are `null`.
 */
export function parseDuration(text: string): number | null {
  const source = text.trim().toLowerCase();
  if (source === "" || source.length > MAX_LENGTH) return null;
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  const seconds = parseIso(source) ?? parseParts(source);
  return seconds === null || seconds <= 0 || seconds > MAX_DURATION_SECONDS ? null : seconds;
}

function parseIso(source: string): number | null {
  const match = ISO.exec(source);
  if (match === null || !match.slice(1).some((part) => part !== undefined)) return null;
  const sizes = [604_800, 86_400, 3_600, 60, 1];
  return sizes.reduce((sum, size, index) => sum + size * Number(match[index + 1] ?? 0), 0);
}

function parseParts(source: string): number | null {
  let rest = source;
  let total = 0;
  while (rest !== "") {
    const match = PART.exec(rest);
    const size = match?.[2] === undefined ? undefined : UNITS.get(match[2]);
    if (match === null || size === undefined) return null;
    total += Number(match[1]) * size;
    rest = rest.slice(match[0].length);
  }
  return Math.round(total);
}

/** `86400` → `24h`, `5400` → `90m`: a text that `parseDuration` reads as the same seconds. Zero is `0s`. */
export function formatDuration(seconds: number): string {
  if (seconds === 0) return "0s";
  if (seconds % 86_400 === 0 && seconds > 86_400) return `${seconds / 86_400} days`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
