import { expect, test } from "vitest";
import { arrivalsSince } from "#lib/observe/arrivals.ts";
import { noEvidence } from "#lib/store/no-evidence.ts";

const NOW = "2026-11-02T06:00:10.000Z";
const before = (overrides: object) => ({ ...noEvidence("d1"), ...overrides });
const version = (at: string) => ({ version: at, changedAt: at });

test("before the first look the rows tell when they came, and not a file that was copied since", () => {
  const updates = arrivalsSince(before({}), { asOf: "2026-11-02T05:30:00.000Z", version: version(NOW), isDated: false, now: NOW });
  expect(updates.map(({ at, evidence, isBackfilled }) => [evidence, at, isBackfilled])).toEqual([
    ["data", "2026-11-02T05:30:00.000Z", true],
    ["file", NOW, true],
  ]);
});

test("later the time of the file tells, and never one before its rows or after now", () => {
  const known = before({ observedAt: "2026-11-01T06:00:00.000Z", asOf: "2026-11-01T05:30:00.000Z", sourceVersion: "a" });
  const at = (changedAt: string) =>
    arrivalsSince(known, { asOf: "2026-11-02T05:30:00.000Z", version: version(changedAt), isDated: false, now: NOW })[0]?.at;
  expect(at("2026-11-02T05:40:00.000Z")).toBe("2026-11-02T05:40:00.000Z");
  expect(at("2026-11-02T05:20:00.000Z")).toBe("2026-11-02T05:30:00.000Z");
  expect(at("2026-11-02T07:00:00.000Z")).toBe(NOW);
});

test("of a source that tells no version a change was made since the look before, if that was a moment ago", () => {
  const asOf = "2026-11-02T05:30:00.000Z";
  const seen = (lastSeenAt: string) =>
    arrivalsSince(before({ observedAt: lastSeenAt, lastSeenAt, asOf: "2026-11-01T05:30:00.000Z" }), {
      ...{ asOf, version: null, isDated: false, now: NOW },
    }).map(({ at }) => at);
  expect(seen("2026-11-02T05:59:55.000Z")).toEqual([NOW]);
  expect(seen("2026-11-01T20:00:00.000Z")).toEqual([asOf]);
});

test("the same version, and rows that are no newer, are no arrival", () => {
  const known = before({ observedAt: "2026-11-01T06:00:00.000Z", asOf: "2026-11-01T05:30:00.000Z", sourceVersion: "v" });
  const same = { version: "v", changedAt: "2026-11-01T05:40:00.000Z" };
  expect(arrivalsSince(known, { asOf: "2026-11-02T05:30:00.000Z", version: same, isDated: false, now: NOW })).toEqual([]);
  expect(arrivalsSince(known, { asOf: known.asOf, version: null, isDated: false, now: NOW })).toEqual([]);
});

test("today's rows, which seem to be as new as the clock, arrive once a day", () => {
  const known = before({
    observedAt: "2026-11-02T06:00:00.000Z",
    lastSeenAt: "2026-11-02T06:00:00.000Z",
    asOf: "2026-11-02T06:00:00.000Z",
  });
  expect(arrivalsSince(known, { asOf: NOW, version: null, isDated: true, now: NOW })).toEqual([]);
  const yesterday = { ...known, asOf: "2026-11-01T23:59:59.000Z" };
  expect(arrivalsSince(yesterday, { asOf: NOW, version: null, isDated: true, now: NOW })).toHaveLength(1);
});
