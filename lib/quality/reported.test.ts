import { expect, test } from "vitest";
import { NOW } from "#lib/quality/arbitraries.ts";
import { reportedEvidence, shownScore } from "#lib/quality/reported.ts";

const DAY = 86_400;
const options = { now: NOW, cadenceSeconds: DAY };
const reportedAgo = (seconds: number) => ({
  ...{ score: 98, source: "data-quality-job", measuredAt: new Date(NOW.getTime() - seconds * 1_000).toISOString() },
});

test("a reported score is evidence of at most a half, and ages", () => {
  expect([0, 1.5, 2.75, 4, 9].map((days) => reportedEvidence(reportedAgo(days * DAY), options))).toEqual([0.5, 0.5, 0.25, 0, 0]);
});

test("it never stands in the place of a measured one", () => {
  expect(shownScore({ score: 60, evidence: 0.1 }, reportedAgo(0), options)).toEqual({ kind: "measured", score: 60, evidence: 0.1 });
  expect(shownScore({ score: null, evidence: 0 }, reportedAgo(7_200), options)).toMatchObject({
    kind: "reported",
    score: 98,
    evidence: 0.5,
  });
  expect(shownScore({ score: null, evidence: 0 }, reportedAgo(5 * DAY), options)).toEqual({ kind: "unmeasured" });
  expect(shownScore({ score: null, evidence: 0 }, null, options)).toEqual({ kind: "unmeasured" });
});
