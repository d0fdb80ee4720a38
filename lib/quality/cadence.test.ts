import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedSeconds, nextLook, type Promised, periodOf } from "#lib/quality/cadence.ts";
import { deadlinesBetween } from "#lib/quality/deadlines.ts";
import { POSITION, slaWith } from "#lib/quality/testing.ts";

const HOUR = 3_600;
const DAY = 86_400;
const within = (maxAgeSeconds: number): Promised => ({
  sla: null,
  freshness: { promised: "as written", maxAgeSeconds, warnAfterSeconds: null, column: null, position: POSITION },
});
const due = (said: Parameters<typeof slaWith>[0], seconds?: number): Promised => ({
  sla: slaWith(said),
  freshness: seconds === undefined ? null : within(seconds).freshness,
});
const NOTHING: Promised = { sla: null, freshness: null };

test("the expected interval is the SLA's, else the promised freshness, else a day, and never under 15 minutes", () => {
  expect(expectedSeconds(due({ every: "hour" }, 5 * DAY))).toBe(HOUR);
  expect(expectedSeconds(due({ every: "day" }))).toBe(DAY);
  expect(expectedSeconds(due({ every: "week" }))).toBe(7 * DAY);
  expect(expectedSeconds(within(6 * HOUR))).toBe(6 * HOUR);
  expect(expectedSeconds(within(60))).toBe(15 * 60);
  expect(expectedSeconds(NOTHING)).toBe(DAY);
  expect(expectedSeconds(due({ machineCheckable: false, every: null, by: null }, 2 * HOUR))).toBe(2 * HOUR);
});

test("between named days it is the longest step, so that evidence does not age over a weekend", () => {
  expect(expectedSeconds(due({ every: "week", on: ["mon", "tue", "wed", "thu", "fri"] }))).toBe(3 * DAY);
  expect(expectedSeconds(due({ every: "week", on: ["wed"] }))).toBe(7 * DAY);
  expect(expectedSeconds(due({ every: "month", on: ["1"] }))).toBe(31 * DAY);
  expect(expectedSeconds(due({ every: "month", on: ["1", "15"] }))).toBe(17 * DAY);
});

test("it is looked at after a tenth of the promise, between a minute and an hour", () => {
  const now = new Date("2026-06-01T12:00:00Z");
  const wait = (promised: Promised) => (nextLook(promised, now).getTime() - now.getTime()) / 1_000;
  expect(wait(within(HOUR))).toBe(360);
  expect(wait(within(120))).toBe(60);
  expect(wait(within(3 * DAY))).toBe(HOUR);
  expect(wait(NOTHING)).toBe(HOUR);
});

test("and one minute after each deadline and each end of its grace", () => {
  const daily = due({ graceSeconds: 1_200 });
  const after = (time: string) => nextLook(daily, new Date(`2026-06-01T${time}Z`)).toISOString();
  expect(after("05:30:00")).toBe("2026-06-01T06:01:00.000Z");
  expect(after("06:00:30")).toBe("2026-06-01T06:01:00.000Z");
  expect(after("06:01:00")).toBe("2026-06-01T06:21:00.000Z");
  expect(after("06:21:00")).toBe("2026-06-01T07:21:00.000Z");
});

test("the next look is always later and never more than an hour away", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 366 * DAY }),
      fc.integer({ min: 1, max: 90 * DAY }),
      fc.integer({ min: 0, max: 4 * HOUR }),
      (at, age, grace) => {
        const now = new Date(Date.UTC(2026, 0, 1) + at * 1_000);
        const next = nextLook(due({ timezone: "Europe/Berlin", by: "02:30", graceSeconds: grace }, age), now);
        expect(next.getTime() - now.getTime()).toBeGreaterThan(0);
        expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(HOUR * 1_000);
      },
    ),
    { numRuns: 300, seed: 20261201 },
  );
});

test("a period runs from one deadline to the next, and what comes in the grace belongs to the one that ends", () => {
  const daily = due({ timezone: "America/New_York", graceSeconds: 1_800 });
  const start = (instant: string) => periodOf(daily, new Date(instant));
  expect(start("2026-03-08T09:59:00Z")).toBe("2026-03-07T11:00:00.000Z");
  expect(start("2026-03-08T10:30:00Z")).toBe("2026-03-07T11:00:00.000Z");
  expect(start("2026-03-08T10:30:01Z")).toBe("2026-03-08T10:00:00.000Z");
});

test("every instant lies in the one period that ends with its deadline, through both changes of daylight saving", () => {
  const sla = slaWith({ timezone: "Australia/Sydney", by: "02:30" });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 366 * DAY }), (at) => {
      const instant = new Date(Date.UTC(2026, 0, 1) + at * 1_000);
      const start = new Date(periodOf({ sla, freshness: null }, instant));
      expect(start < instant && deadlinesBetween(sla, start, new Date(instant.getTime() - 1)).length === 0).toBe(true);
    }),
    { numRuns: 300, seed: 20261201 },
  );
});

test("without an SLA it is the hour, day, week or month of UTC that fits the freshness, else the day", () => {
  const instant = new Date("2026-07-15T13:45:10.250Z");
  expect(periodOf(within(2 * HOUR), instant)).toBe("2026-07-15T13:00:00.000Z");
  expect(periodOf(within(DAY), instant)).toBe("2026-07-15T00:00:00.000Z");
  expect(periodOf(within(7 * DAY), instant)).toBe("2026-07-13T00:00:00.000Z");
  expect(periodOf(within(31 * DAY), instant)).toBe("2026-07-01T00:00:00.000Z");
  expect(periodOf(NOTHING, instant)).toBe("2026-07-15T00:00:00.000Z");
});
