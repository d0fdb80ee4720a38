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
