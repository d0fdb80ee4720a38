import { describe, expect, test } from "vitest";
import { parseSla } from "#lib/contract/sla-grammar.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"];

describe("SLA", () => {
  test.each([
    ["Updated by 6 AM EST daily", "06:00", "America/New_York", "day", null],
    ["Updated by 6 AM ET on weekdays", "06:00", "America/New_York", "week", WEEKDAYS],
    ["by 18:00 Europe/Berlin on weekdays", "18:00", "Europe/Berlin", "week", WEEKDAYS],
    ["every Monday by noon UTC", "12:00", "UTC", "week", ["mon"]],
    ["Ready no later than 7:30 p.m. PST, Mon-Fri", "19:30", "America/Los_Angeles", "week", WEEKDAYS],
    ["available by 06:00 America/Argentina/Buenos_Aires every day", "06:00", "America/Argentina/Buenos_Aires", "day", null],
    ["by 12 AM UTC+2 daily", "00:00", "+02:00", "day", null],
    ["by 06:00 -05:00 daily", "06:00", "-05:00", "day", null],
    ["by 9 AM CET on the 1st and 15th of each month", "09:00", "Europe/Berlin", "month", ["1", "15"]],
    ["by midnight UTC every Tue and Thursday", "00:00", "UTC", "week", ["tue", "thu"]],
    ["UPDATED BY 6 AM EST DAILY", "06:00", "America/New_York", "day", null],
    ["BY 06:00 ON MONDAY", "06:00", "UTC", "week", ["mon"]],
    ["This time by 6 AM UTC on weekdays", "06:00", "UTC", "week", WEEKDAYS],
    ["by 6:30 AM UTC daily", "06:30", "UTC", "day", null],
    ["By 6:30 PM AEST weekly on Fridays", "18:30", "Australia/Sydney", "week", ["fri"]],
    ["daily at 06:00Z", "06:00", "UTC", "day", null],
    ["LATEST BY 6 AM EST DAILY", "06:00", "America/New_York", "day", null],
    ["Central stock, by 6 AM UTC daily", "06:00", "UTC", "day", null],
    ["Refreshed from SAP by 6 AM UTC daily", "06:00", "UTC", "day", null],
    ["hourly", null, null, "hour", null],
    ["Refreshed every day", null, null, "day", null],
    ["monthly", null, null, "month", null],
  ])("reads %s", (text, by, timezone, every, on) => {
    expect(parseSla(text)).toMatchObject({ ok: true, by, timezone, every, on });
  });

  test("EST is the wall clock of New York, and a note tells how to write the fixed offset", () => {
    const reading = parseSla("Updated by 6 AM EST daily");
    expect(reading.ok && reading.notes).toEqual([
      '"EST" read as America/New_York, which follows daylight saving; write -05:00 for the fixed offset',
    ]);
  });

  test("what is assumed is said: the zone, the cadence, the day", () => {
    const reading = parseSla("weekly by 6 AM");
    expect(reading).toMatchObject({ timezone: "UTC", every: "week", on: ["mon"] });
    expect(reading.ok && reading.notes.join()).toMatch(/UTC is assumed.*Monday is assumed/);
    const bare = parseSla("by 6 AM UTC");
    expect(bare.ok && bare.notes.join()).toContain("every day is assumed");
  });

  test.each([
    ["As soon as possible", "not understood"],
    ["by 6", "without AM or PM"],
    ["by 13 PM daily", "no clock shows"],
    ["by 25:00 daily", "no clock shows"],
    ["by 6 AM and 6 PM daily", "more than one time"],
    ["by 6 AM ET daily except holidays", "except"],
    ["every other day by 6 AM UTC", "other day"],
    ["by 6 AM Europe/Atlantis daily", "unknown time zone Europe/Atlantis"],
    ["by 6 AM UTC hourly", "hourly"],
    ["by 6 AM IST daily", "IST"],
    ["by 18:00 (SGT) daily", "SGT"],
    ["by noon New York time", "New York time"],
    ["by 6 AM local time daily", "local time"],
    ["T+1 by 9 AM EST", "T+1"],
    ["within 4 hours", "an age, not a deadline"],
    ["quarterly by 6 AM UTC", "quarterly"],
    ["by 6:30 AM IST daily", "IST"],
    ["by 6 AM Eastern", "Eastern"],
    ["by 6 AM Eastern Time", "Eastern Time"],
    ["within 2 hours of midnight UTC", "within"],
    ["by 6 AM UTC, within 2 hours", "within"],
    ["within 3 days of month end by 5 PM", "within"],
    ["by 6 AM UTC, 2 hours grace", "grace"],
    ["by 6 AM UTC, 5 days a week", "5 days"],
    ["every 3 days by 6 AM UTC", "3 days"],
    ["every two weeks by 6 AM UTC", "two weeks"],
    ["semi-weekly by 6 AM UTC", "semi-weekly"],
    ["three times daily", "three times"],
    ["every other Monday", "other monday"],
    ["by 6 AM UTC on the 2nd business day of the month", "2nd business"],
    ["by 6 AM UTC on the 15th", "the 15th"],
    ["hourly on weekdays", "days and `hourly`"],
    ["after 6 AM UTC daily", "after"],
    ["from 6 AM UTC daily", "from 6"],
    ["between 6 and 7 AM UTC", "between"],
    ["6-7 AM UTC", "6-7 am"],
    ["by 6 AM on Mondays or Tuesdays", "or"],
    ["by 6 AM UTC daily in winter", "in winter"],
    ["by 6 AM UTC on 1 January", "1 january"],
    ["99% by 6 AM UTC daily", "99%"],
    ["by 6 AM UTC most days", "most"],
    ["COB Friday", "cob"],
    ["", "one short sentence"],
  ])("refuses %j: %s", (text, reason) => {
    const reading = parseSla(text);
    expect(reading.ok ? reading : reading.reason).toContain(reason);
  });

  test("money and months are no weekdays", () => {
    expect(parseSla("Money by 6 AM UTC")).toMatchObject({ every: "day", on: null });
    expect(parseSla("sundry data daily by 6 AM UTC")).toMatchObject({ every: "day", on: null });
  });
});
