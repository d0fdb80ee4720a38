import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deadlinesBetween, lastDeadline, nextDeadline } from "#lib/quality/deadlines.ts";
import { slaWith } from "#lib/quality/testing.ts";

const ZONES = ["America/New_York", "Europe/Berlin", "Australia/Sydney"] as const;
const DAY = 86_400_000;
const list = (sla: Parameters<typeof slaWith>[0], after: string, until: string) =>
  deadlinesBetween(slaWith(sla), new Date(after), new Date(until)).map((date) => date.toISOString());

/** What the wall shows, by Intl alone: `2026-03-08 sun 02:30`. */
function wall(zone: string): (instant: number) => { readonly date: string; readonly day: string; readonly time: string } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return {
      date: `${parts["year"]}-${parts["month"]}-${parts["day"]}`,
      day: String(parts["weekday"]).toLowerCase(),
      time: `${parts["hour"]}:${parts["minute"]}`,
    };
  };
}

/** Independent of croner: walks minute by minute and takes the first minute of each day whose wall-clock time is not before `by`. */
function walked(
  zone: string,
  by: string,
  after: number,
  until: number,
): readonly { readonly at: string; readonly date: string; readonly day: string }[] {
  const show = wall(zone);
  const found: { at: string; date: string; day: string }[] = [];
  const step = 15 * 60_000;
  const seen = new Set<string>();
  for (let at = Math.floor((after - DAY) / step) * step; at <= until; at += step) {
    const { date, day, time } = show(at);
    if (time < by || seen.has(date)) continue;
    seen.add(date);
    if (at > after && at <= until) found.push({ at: new Date(at).toISOString(), date, day });
  }
  return found;
}

describe.each(ZONES)("in %s", (zone) => {
  test("a deadline of every day is one a day through both changes of daylight saving, at the first instant that the clock shows it or more", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 95 }),
        fc.integer({ min: 2024, max: 2028 }),
        fc.constantFrom(3, 4, 10, 11),
        (quarter, year, month) => {
          const by = `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
          const after = Date.UTC(year, month - 1, 1, 3, 7);
          const until = after + 16 * DAY;
          const got = deadlinesBetween(slaWith({ by, timezone: zone }), new Date(after), new Date(until)).map((at) => at.toISOString());
          expect(got).toEqual(walked(zone, by, after, until).map(({ at }) => at));
        },
      ),
      { numRuns: 60, seed: 20261201 },
    );
  });

  test("deadlines on weekdays and on days of the month are those of every day that fall on such a day there", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.constantFrom(3, 4, 10, 11), (hour, month) => {
        const by = `${String(hour).padStart(2, "0")}:30`;
        const after = Date.UTC(2026, month - 1, 1);
        const until = after + 33 * DAY;
        const all = walked(zone, by, after, until);
        const ask = (said: Parameters<typeof slaWith>[0]) =>
          deadlinesBetween(slaWith({ by, timezone: zone, ...said }), new Date(after), new Date(until)).map((at) => at.toISOString());
        expect(ask({ every: "week", on: ["mon", "sun"] })).toEqual(
          all.filter(({ day }) => day === "mon" || day === "sun").map(({ at }) => at),
        );
        expect(ask({ every: "month", on: ["1", "15"] })).toEqual(all.filter(({ date }) => /-(?:01|15)$/.test(date)).map(({ at }) => at));
        const isLast = (date: string) =>
          new Date(`${date}T00:00:00Z`).getTime() === Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0);
        expect(ask({ every: "month", on: ["31"] })).toEqual(all.filter(({ date }) => isLast(date)).map(({ at }) => at));
      }),
      { numRuns: 12, seed: 20261201 },
    );
  });

  test("hourly deadlines are an hour apart through both changes", () => {
    for (const month of [2, 3, 9, 10]) {
      const from = Date.UTC(2026, month, 1);
      const got = deadlinesBetween(slaWith({ every: "hour", by: null, timezone: zone }), new Date(from), new Date(from + 31 * DAY));
      expect(got.length).toBe(31 * 24);
      expect(got.every((at, index) => at.getTime() === from + (index + 1) * 3_600_000)).toBe(true);
    }
  });

  test("the next and the last deadline are the neighbours of an instant", () => {
    const sla = slaWith({ by: "02:30", timezone: zone });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 366 * 24 * 60 }), (minutes) => {
        const now = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
        const next = nextDeadline(sla, now);
        const last = lastDeadline(sla, now);
        expect(next !== null && last !== null && last <= now && next > now).toBe(true);
        expect(deadlinesBetween(sla, last ?? now, next ?? now)).toEqual([next]);
      }),
      { numRuns: 200, seed: 20261201 },
    );
  });
});

test("a time that is skipped is due at the first instant after the gap, and one that happens twice at its first", () => {
  const newYork = { by: "02:30", timezone: "America/New_York" };
  expect(list(newYork, "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z")).toEqual(["2026-03-08T07:00:00.000Z"]);
  const sydney = { by: "02:30", timezone: "Australia/Sydney" };
  expect(list(sydney, "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z")).toEqual(["2026-04-04T15:30:00.000Z"]);
});

test("a fixed offset does not follow daylight saving", () => {
  const at = (timezone: string) => list({ timezone }, "2026-03-07T00:00:00Z", "2026-03-10T00:00:00Z");
  expect(at("-05:00")).toEqual(["2026-03-07T11:00:00.000Z", "2026-03-08T11:00:00.000Z", "2026-03-09T11:00:00.000Z"]);
  expect(at("America/New_York")).toEqual(["2026-03-07T11:00:00.000Z", "2026-03-08T10:00:00.000Z", "2026-03-09T10:00:00.000Z"]);
  expect(list({ timezone: "+05:30" }, "2026-03-07T00:00:00Z", "2026-03-08T00:00:00Z")).toEqual(["2026-03-07T00:30:00.000Z"]);
});

test("the last day stands for a day that a month lacks, once", () => {
  const monthly = { every: "month", on: ["29", "30", "31"], timezone: "UTC" } as const;
  expect(list(monthly, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")).toEqual(["2026-02-28T06:00:00.000Z"]);
  expect(list(monthly, "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")).toEqual(["2028-02-29T06:00:00.000Z"]);
  expect(list({ ...monthly, on: ["30"] }, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")).toEqual([
    "2026-01-30T06:00:00.000Z",
    "2026-02-28T06:00:00.000Z",
    "2026-03-30T06:00:00.000Z",
  ]);
});

test("a promise of days without a time ends with the day, one of a cadence alone with the hour, day, week or month", () => {
  const noTime = { by: null, timezone: "Europe/Berlin" } as const;
  expect(list({ ...noTime, every: "week", on: ["mon"] }, "2026-03-23T00:00:00Z", "2026-04-07T12:00:00Z")).toEqual([
    "2026-03-23T23:00:00.000Z",
    "2026-03-30T22:00:00.000Z",
    "2026-04-06T22:00:00.000Z",
  ]);
  expect(list({ ...noTime, every: "day" }, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z")).toEqual([
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
  ]);
  expect(list({ by: null, timezone: null, every: "week" }, "2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z")).toEqual([
    "2026-11-23T00:00:00.000Z",
    "2026-11-30T00:00:00.000Z",
  ]);
  expect(list({ by: null, every: "month", on: ["31"] }, "2026-02-01T00:00:00Z", "2026-03-31T00:00:00Z")).toEqual(
    ["2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"].slice(1),
  );
});

test("a sentence that is only kept as text has no deadlines", () => {
  const text = { machineCheckable: false, by: null, every: null, timezone: null };
  expect(list(text, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")).toEqual([]);
  expect(nextDeadline(slaWith(text), new Date())).toBeNull();
});
