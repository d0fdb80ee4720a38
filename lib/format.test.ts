import { expect, test } from "vitest";
import { formatAge, formatBytes, formatMilliseconds, formatRelative } from "#lib/format.ts";

const HOUR = 3_600;

test("an age is said in hours up to two days", () => {
  expect([HOUR, 24 * HOUR, 30 * HOUR, 48 * HOUR, 72 * HOUR, 90 * 60].map(formatAge)).toEqual([
    "1 hour",
    "24 hours",
    "30 hours",
    "48 hours",
    "3 days",
    "1 hour 30 minutes",
  ]);
});

test("a load that is 30 hours late is not said to be a day late", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  const ago = (seconds: number) => formatRelative(new Date(now.getTime() - seconds * 1000), now);
  expect([20, 60, 59 * 60, HOUR, 30 * HOUR, 47 * HOUR, 48 * HOUR, 72 * HOUR].map(ago)).toEqual([
    "just now",
    "1 minute ago",
    "59 minutes ago",
    "1 hour ago",
    "30 hours ago",
    "47 hours ago",
    "2 days ago",
    "3 days ago",
  ]);
  expect(formatRelative(new Date(now.getTime() + 72 * HOUR * 1000), now)).toBe("in 3 days");
});

test("bytes and milliseconds are said with three digits at most", () => {
  expect([0, 1, 999, 1_000, 45_300_000, 1_234_000_000].map(formatBytes)).toEqual([
    "0 bytes",
    "1 byte",
    "999 bytes",
    "1 kB",
    "45 MB",
    "1.2 GB",
  ]);
  expect([0.44, 8.26, 84.2, 420, 12_340, 60_000, 125_000].map(formatMilliseconds)).toEqual([
    "0.4 ms",
    "8.3 ms",
    "84 ms",
    "0.42 s",
    "12.3 s",
    "1 minute",
    "2 minutes 5 seconds",
  ]);
});
