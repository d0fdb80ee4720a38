import { expect, test } from "vitest";
import { conclude, countPlaywright, countVitest, sum } from "./test-counts.mjs";

test("a test file that cannot be loaded is a failure", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
  ];
  expect(countVitest({ numPassedTests: 3, numFailedTests: 1, testResults })).toEqual({ passed: 3, failed: 2 });
});

test("a journey that passes only when repeated is a failure", () => {
  expect(countPlaywright({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] })).toEqual({ passed: 4, failed: 2 });
});

test("journeys that could not begin are a failure", () => {
  expect(countPlaywright({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] })).toEqual({ passed: 0, failed: 1 });
});

test("the last line counts everything, and nothing that ran is no success", () => {
  expect(
    conclude(
      sum([
        { passed: 2, failed: 0 },
        { passed: 1, failed: 0 },
      ]),
    ),
  ).toEqual({ line: "3 passed, 0 failed", code: 0 });
  expect(conclude({ passed: 9, failed: 1 })).toEqual({ line: "9 passed, 1 failed", code: 1 });
  expect(conclude({ passed: 0, failed: 0 }).code).toBe(1);
});
