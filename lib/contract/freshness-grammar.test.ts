import { describe, expect, test } from "vitest";
import { parseDuration } from "#lib/contract/duration.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";

describe("freshness", () => {
  test.each([
    ["< 24 hours", 86_400],
    ["<24h", 86_400],
    ["≤ 90m", 5_400],
    ["<= 90m", 5_400],
    ["within 1 day", 86_400],
    ["24h", 86_400],
    ["PT24H", 86_400],
    ["P1DT12H", 129_600],
    ["1h30m", 5_400],
    ["1 day and 2 hours", 93_600],
    ["1.5 hours", 5_400],
    ["half an hour", 1_800],
    ["no older than an hour", 3_600],
    ["must be less than 2 days old", 172_800],
    ["hourly", 3_600],
    ["daily", 86_400],
    ["every week", 604_800],
  ])("reads %s as %d seconds", (text, seconds) => {
    expect(parseFreshness(text)).toEqual({ ok: true, maxAgeSeconds: seconds });
  });

  test.each([
    ["24", "has no unit"],
    ["1 month", "months and years differ"],
    ["monthly", "months and years differ"],
    ["P1M", "months and years differ"],
    ["P2Y", "months and years differ"],
    ["soon", "is not understood"],
    ["0h", "is not understood"],
    ["-1h", "is not understood"],
    ["NaN hours", "is not understood"],
    ["1e9 hours", "is not understood"],
    ["99999999 weeks", "is not understood"],
    ["", "is not understood"],
  ])("refuses %j, because it %s", (text, reason) => {
    const reading = parseFreshness(text);
    expect(reading.ok ? null : reading.reason).toContain(reason);
    expect(reading.ok ? null : reading.hint).toMatch(/^Write /);
  });

  test("a text of any length is answered at once", () => {
    for (const text of ["1h".repeat(200_000), "< ".repeat(200_000), `1${" ".repeat(300_000)}h`, "9".repeat(400_000)]) {
      expect(parseFreshness(text).ok).toBe(false);
      expect(parseDuration(text)).toBeNull();
    }
  });
});
