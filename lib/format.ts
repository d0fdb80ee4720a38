/** Numbers, times and words for people. Pure, the same on server and client; the clock is always an argument. */

const NUMBER = new Intl.NumberFormat("en-GB");

/** `1234567` → `1,234,567`. */
export function formatCount(value: number): string {
  return NUMBER.format(value);
}

/** `formatPlural(2, "dataset")` → `2 datasets`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** Seconds as a person says them, at most two units when the first is small: `90 minutes` → `1 hour 30 minutes`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return formatPlural(Math.max(0, Math.round(seconds)), "second");
  const index = UNITS.findIndex(([, size]) => seconds >= size);
  const [name, size] = UNITS[index] ?? (["minute", 60] as const);
  const whole = Math.floor(seconds / size);
  const next = UNITS[index + 1];
  const rest = next === undefined || whole >= 10 ? 0 : Math.floor((seconds - whole * size) / next[1]);
  return next === undefined || rest === 0 ? formatPlural(whole, name) : `${formatPlural(whole, name)} ${formatPlural(rest, next[0])}`;
}

/** How old data may be, as people say it: `24 hours` and `30 hours` up to two days, then as {@link formatDuration}. */
export function formatAge(seconds: number): string {
  return seconds <= 172_800 && seconds > 3_600 && seconds % 3_600 === 0 ? `${seconds / 3_600} hours` : formatDuration(seconds);
}

/** `3 hours ago`, `30 hours ago`, `in 2 days`, `just now`. One unit only; hours up to two days, so that a late load shows how late. */
export function formatRelative(instant: string | Date, now: Date): string {
  const seconds = (now.getTime() - new Date(instant).getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  const [name, unit] = UNITS.find(([one, unitSize]) => size >= (one === "day" ? 2 : 1) * unitSize) ?? (["minute", 60] as const);
  const words = formatPlural(Math.max(1, Math.round(size / unit)), name);
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

/** `22 November 2026, 18:45 UTC`. */
export function formatInstant(instant: string | Date): string {
  const date = new Date(instant);
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  return `${day}, ${time} UTC`;
}

/** `97.1`, `98`: one decimal at most. */
export function formatScore(score: number): string {
  return String(Math.round(score * 10) / 10);
}

/** Bytes with three digits at most: `812 bytes`, `45 MB`, `1.2 GB`. Units of a thousand, as browsers and disks have them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return formatPlural(Math.round(bytes), "byte");
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${["", "kB", "MB", "GB", "TB"][power]}`;
}

/** How long a machine took: `8 ms`, `0.42 s`, `12.3 s`, `2 minutes 5 seconds`. */
export function formatMilliseconds(ms: number): string {
  if (ms < 100) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
  if (ms < 60_000) return `${ms < 10_000 ? (ms / 1000).toFixed(2) : (ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return formatPlural(Math.floor(seconds / 60), "minute") + (rest === 0 ? "" : ` ${formatPlural(rest, "second")}`);
}
