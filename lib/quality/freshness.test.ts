import { expect, test } from "vitest";
import { freshnessOf } from "#lib/quality/freshness.ts";

const promise = { maxAgeSeconds: 86_400, warnAfterSeconds: 43_200 };
const newest = "2026-06-01T06:00:00.000Z";
const at = (now: string) => freshnessOf(promise, newest, new Date(now));

test("data is fresh up to the warning, warns up to the promise, and is stale after it", () => {
  expect(at("2026-06-01T06:00:00Z")).toMatchObject({ state: "fresh", ageSeconds: 0 });
  expect(at("2026-06-01T18:00:00Z")).toMatchObject({ state: "fresh", ageSeconds: 43_200 });
  expect(at("2026-06-01T18:00:00.001Z").state).toBe("warn");
  expect(at("2026-06-02T06:00:00Z").state).toBe("warn");
  expect(at("2026-06-02T06:00:00.001Z").state).toBe("stale");
});

test("it went bad when the newest value became as old as promised, whenever somebody looks", () => {
  for (const now of ["2026-06-01T07:00:00Z", "2026-06-05T00:00:00Z"]) expect(at(now).wentBadAt).toBe("2026-06-02T06:00:00.000Z");
});

test("the next change of the state is the first instant at which it is another one", () => {
  for (const now of ["2026-06-01T06:00:00Z", "2026-06-01T18:00:00Z", "2026-06-02T06:00:00Z"]) {
    const { changesAt, state } = at(now);
    const instant = Date.parse(changesAt ?? "");
    expect(at(new Date(instant).toISOString()).state).not.toBe(state);
    expect(at(new Date(instant - 1).toISOString()).state).toBe(state);
  }
  expect(at("2026-06-03T00:00:00Z").changesAt).toBeNull();
});

test("a value a little ahead of the clock is new, one more than five minutes ahead tells nothing", () => {
  expect(at("2026-06-01T05:56:00Z")).toMatchObject({ state: "fresh", ageSeconds: 0 });
  expect(at("2026-06-01T05:54:59Z").state).toBe("unknown");
});

test("without a newest value the age is unknown, never fresh", () => {
  expect(freshnessOf(promise, null, new Date(newest))).toEqual({
    state: "unknown",
    ageSeconds: null,
    wentBadAt: null,
    warnsAt: null,
    changesAt: null,
  });
  expect(freshnessOf(promise, "not a time", new Date(newest)).state).toBe("unknown");
});

test("without a warning there is none", () => {
  expect(freshnessOf({ ...promise, warnAfterSeconds: null }, newest, new Date("2026-06-01T20:00:00Z"))).toMatchObject({
    state: "fresh",
    warnsAt: null,
  });
});
