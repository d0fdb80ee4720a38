import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, wallClockOf } from "#lib/engine/zone.ts";

test.for([
  ["2026-01-10 12:00:00", "UTC", "2026-01-10T12:00:00.000Z"],
  ["2026-01-10 12:00:00.5", "-05:00", "2026-01-10T17:00:00.500Z"],
  ["2026-07-10 12:00:00.123456", "America/New_York", "2026-07-10T16:00:00.123Z"],
  ["2026-01-10 12:00:00", "Asia/Kolkata", "2026-01-10T06:30:00.000Z"],
  // Skipped by the change to summer time, and twice on the way back.
  ["2026-03-29 02:30:00", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25 02:30:00", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
  ["2026-10-25 03:00:00", "Europe/Berlin", "2026-10-25T02:00:00.000Z"],
] as const)("%s in %s is %s", ([wall, zone, instant]) => {
  expect(instantOf(wall, zone)?.toISOString()).toBe(instant);
});

test("what is no time is null", () => {
  expect(instantOf("infinity", "UTC")).toBeNull();
});

test("an instant comes back from its wall clock, except in the hour that happens twice", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "+05:45");
  fc.assert(
    fc.property(fc.date({ min: new Date("1990-01-01"), max: new Date("2037-01-01"), noInvalidDate: true }), zones, (instant, zone) => {
      const back = instantOf(wallClockOf(instant, zone), zone)?.getTime() ?? Number.NaN;
      const apart = instant.getTime() - back;
      expect(apart === 0 || apart === 3_600_000).toBe(true);
      expect(wallClockOf(new Date(back), zone)).toBe(wallClockOf(instant, zone));
    }),
  );
});
