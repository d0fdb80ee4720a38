import { expect, test } from "vitest";
import { verdictOf } from "#lib/quality/verdict.ts";

const INPUT = { status: "active", hasSource: true, promises: 22, measured: 0, staleSince: null };

test("what was looked at is not called unmeasured", () => {
  expect(verdictOf(INPUT).reasons).toEqual(["None of its 22 promises has been measured yet"]);
  expect(verdictOf({ ...INPUT, measured: 1 }).reasons).toEqual(["21 of its 22 promises have not been measured yet"]);
  expect(verdictOf({ ...INPUT, promises: 2, measured: 1 }).reasons).toEqual(["1 of its 2 promises has not been measured yet"]);
});

test("a doubt is never ready", () => {
  expect(verdictOf({ ...INPUT, promises: 1, measured: 1 }).state).toBe("unknown");
  expect(verdictOf({ ...INPUT, promises: 0 }).reasons).toEqual(["Nothing is promised, so nothing is measured"]);
  expect(verdictOf({ ...INPUT, hasSource: false }).reasons).toEqual(["No data source is declared, so nothing can be measured"]);
});
