/** Wall-clock time and instants. Zones are IANA names or fixed offsets such as `-05:00`, as `Intl` knows them. */

/** `2026-07-01T14:00:00.000` of an instant in a zone. Throws `RangeError` for an unknown zone. */
export function wallClockOf(instant: Date, timezone: string): string {
  // In UTC, as most are, a clock shows what the instant says.
  if (timezone === "UTC" && instant.getUTCFullYear() >= 0 && instant.getUTCFullYear() <= 9999) return instant.toISOString().slice(0, -1);
  const parts = new Map(
    formatFor(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? "00";
  const milliseconds = String(instant.getTime() - Math.floor(instant.getTime() / 1000) * 1000).padStart(3, "0");
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}.${milliseconds}`;
}

/** Making one costs a hundred times what using it does. Zones are few: those that sources name. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timezone, format);
  return format;
}

/**
 * The instant of a wall-clock time (`2026-07-01 14:00:00.123456`) in a zone. A time that daylight saving skips counts with the offset
 * before the change; of one that happens twice the first. `null`: not a time.
 */
export function instantOf(wallClock: string, timezone: string): Date | null {
  const asUtc = new Date(`${wallClock.replace(" ", "T").slice(0, 23)}Z`).getTime();
  if (Number.isNaN(asUtc)) return null;
  const offsetAt = (instant: number) => new Date(`${wallClockOf(new Date(instant), timezone)}Z`).getTime() - instant;
  const day = 86_400_000;
  // Offsets are at most 14 hours: a day before and after lie on the two sides of any change nearby.
  const before = offsetAt(asUtc - day);
  const after = offsetAt(asUtc + day);
  const first = asUtc - before;
  if (offsetAt(first) === before) return new Date(first);
  const second = asUtc - after;
  return new Date(offsetAt(second) === after ? second : first);
}
