import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOW, RUNS, verdictInputs } from "#lib/quality/arbitraries.ts";
import { VERDICT_STATES, verdictOf } from "#lib/quality/verdict.ts";
import type { VerdictInput, VerdictResult } from "#lib/quality/verdict-input.ts";
import { type ReasonReader, wordsOf } from "#lib/quality/verdict-reason.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000).toISOString();
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

const result = (said: Partial<VerdictResult>): VerdictResult => ({
  ...{
    check: "c",
    label: "a check",
    columns: [],
    dimension: "validity",
    severity: "error",
    status: "pass",
    observed: "3 of 9 rows are wrong",
  },
  ...{ measuredAt: ago(60), everySeconds: null },
  ...said,
});
const COLUMNS = result({ check: "columns", label: "has the promised columns", severity: "critical" });
const FRESHNESS = result({ check: "freshness", label: "is at most 24 hours old", columns: ["updated_at"], dimension: "timeliness" });
const SLA = result({ check: "sla", label: "Updated by 6 AM", dimension: "timeliness" });
const FILLED = result({ check: "not_null:id", label: "id is never empty", columns: ["id"], dimension: "completeness" });

const READY: VerdictInput = {
  ...{ status: "active", hasSource: true, isStale: false, problem: null, hasSchema: true },
  results: [COLUMNS, FRESHNESS, SLA, FILLED],
  freshness: [{ check: "freshness", maxAgeSeconds: DAY, warnAfterSeconds: 20 * HOUR, column: "updated_at", asOf: ago(3 * HOUR) }],
  sla: {
    check: "sla",
    last: "kept",
    lastDeadline: ago(6 * HOUR),
    next: at(18 * HOUR).toISOString(),
    graceSeconds: 1_800,
    kept: 29,
    judged: 30,
    days: 30,
  },
  ...{ incidents: [], upstreamBroken: [], reportedAt: null, cadenceSeconds: DAY, dimensionWeights: {} },
};
const replaced = (changed: VerdictResult): VerdictInput => ({
  ...READY,
  results: READY.results.map((each) => (each.check === changed.check ? changed : each)),
});
const said = (input: VerdictInput, now = NOW, reader: ReasonReader = {}) => {
  const { state, reasons } = verdictOf(input, now);
  return [state, ...reasons.map((reason) => wordsOf(reason, now, reader))];
};

test("all is well, and it says why", () => {
  expect(said(READY)).toEqual(["ready", "Fresh 3 hours ago", "4 of 4 checks pass", "SLA kept on 29 of the last 30 days"]);
});

describe("broken", () => {
  test("names the promise that a critical or error check breaks, and since when", () => {
    const broken = replaced({ ...FILLED, status: "fail" });
    const incidents = [{ check: FILLED.check, label: FILLED.label, columns: ["id"], observed: FILLED.observed, wentBadAt: ago(2 * HOUR) }];
    expect(said({ ...broken, incidents })).toEqual([
      "broken",
      "Broken: id is never empty (3 of 9 rows are wrong), since 1 December 2026, 10:00 UTC",
    ]);
    expect(verdictOf({ ...broken, incidents }, NOW).since).toBe(ago(2 * HOUR));
  });

  test("a promised column that is missing", () => {
    expect(said(replaced({ ...COLUMNS, status: "fail", observed: "segment is missing" }))).toEqual([
      "broken",
      "Broken: has the promised columns (segment is missing)",
    ]);
  });

  test("data older than promised, although nobody looked since it was fresh", () => {
    expect(said(READY, at(22 * HOUR))[0]).toBe("broken");
    expect(said(READY, at(22 * HOUR))[1]).toBe(
      "Too old: its newest row is from 25 hours ago, promised is at most 24 hours, since 2 December 2026, 09:00 UTC",
    );
  });

  test("a deadline that passed with its grace, and one that was missed", () => {
    const slow = { ...READY, freshness: [] };
    expect(said(slow, at(18 * HOUR + 1_801))[1]).toBe("It did not come by 2 December 2026, 06:00 UTC");
    expect(said({ ...slow, sla: { ...(READY.sla ?? fail()), last: "missed" } })[0]).toBe("broken");
  });

  test("a failure stays one however old it is, and an open incident whose check cannot run any more", () => {
    expect(said(replaced({ ...FILLED, status: "fail", measuredAt: ago(9 * DAY) }))[0]).toBe("broken");
    const incidents = [{ check: FILLED.check, label: FILLED.label, columns: ["id"], observed: "9 rows are empty", wentBadAt: ago(HOUR) }];
    expect(said({ ...replaced({ ...FILLED, status: "error" }), incidents })[0]).toBe("broken");
  });

  test("weighs more than a doubt", () => {
    const input = replaced({ ...FILLED, status: "fail" });
    expect(said({ ...input, results: input.results.filter(({ check }) => check !== "columns") })[0]).toBe("broken");
  });
});

describe("unknown", () => {
  test.each([
    ["no source", { hasSource: false, results: [] }, "No data source is declared, so nothing can be measured"],
    ["no promise", { results: [] }, "Nothing is promised, so nothing is measured"],
    [
      "never looked at",
      { results: [FILLED, COLUMNS].map((each) => ({ ...each, measuredAt: null })) },
      "None of its 2 checks has been measured yet",
    ],
    [
      "a source that does not answer",
      { problem: "The source did not answer.", results: [{ ...FILLED, status: "error" }] },
      "It could not be measured: The source did not answer",
    ],
    [
      "a promised schema that was never measured",
      { results: [FRESHNESS, SLA, FILLED] },
      "Whether it has the promised columns was never measured",
    ],
    [
      "a promised freshness without a newest row",
      { freshness: [{ check: "freshness", maxAgeSeconds: DAY, warnAfterSeconds: null, column: null, asOf: null }] },
      "How fresh it is was never measured",
    ],
    [
      "an SLA without a deadline yet",
      { sla: { ...(READY.sla ?? fail()), last: "unknown" } },
      "No deadline of its SLA has been watched yet",
    ],
  ] as const)("%s", (_, change, words) => {
    const [state, ...reasons] = said({ ...READY, ...change });
    expect(state).toBe("unknown");
    expect(reasons).toContain(words);
  });

  test("evidence under a half", () => {
    const old = {
      ...READY,
      freshness: [],
      sla: null,
      results: [COLUMNS, { ...FILLED, measuredAt: ago(5 * DAY) }, { ...SLA, status: "error" as const }],
    };
    expect(said(old)).toContain("Only 33 % of what is promised has a result that is recent enough");
  });

  test("a reported score alone is never ready", () => {
    expect(said({ ...READY, hasSource: false, results: [], reportedAt: ago(60) })[0]).toBe("unknown");
  });
});

describe("at risk", () => {
  test.each([
    [
      "a warning fails",
      replaced({ ...FILLED, severity: "warning", status: "fail" }),
      "Not as promised: id is never empty (3 of 9 rows are wrong)",
    ],
    ["a check could not run", replaced({ ...FILLED, status: "error" }), "One check has no result: id is never empty"],
    ["evidence is getting old", replaced({ ...FILLED, measuredAt: ago(1.6 * DAY) }), "Some results are getting old"],
    [
      "a deadline was late",
      { ...READY, sla: { ...(READY.sla ?? fail()), last: "late" } },
      "It came late: it was due on 1 December 2026, 06:00 UTC",
    ],
    ["an upstream dataset is broken", { ...READY, upstreamBroken: ["orders"] }, "orders, which it is made from, is broken"],
    ["the contract is deprecated", { ...READY, status: "deprecated" }, "It is deprecated"],
    ["its file is broken", { ...READY, isStale: true }, "Its catalog file is broken; this is the last good version"],
  ] as const)("%s", (_, input, words) => {
    expect(said(input)).toEqual(["at-risk", words]);
  });

  test("a deadline within its grace", () => {
    expect(said({ ...READY, freshness: [] }, at(18 * HOUR + 600))).toEqual([
      "at-risk",
      "It is late: it was due on 2 December 2026, 06:00 UTC",
    ]);
  });

  test("an incident that is held open while its check passes", () => {
    const incidents = [{ check: FILLED.check, label: FILLED.label, columns: ["id"], observed: "", wentBadAt: ago(HOUR) }];
    expect(said({ ...READY, incidents })).toEqual([
      "at-risk",
      "A promise that was broken holds again, but not for long enough yet: id is never empty",
    ]);
  });
});

test("a reader is not told of columns and datasets that they may not know of", () => {
  const reader: ReasonReader = { knowsColumn: (name) => name !== "id", knowsDataset: () => false };
  const words = said({ ...replaced({ ...FILLED, status: "fail" }), upstreamBroken: ["orders"] }, NOW, reader);
  expect(words).toEqual([
    "broken",
    "A promise about a column that you cannot see is broken",
    "A dataset that it is made from, and that you cannot see, is broken",
  ]);
});

test("since is carried on while the state stays, and is the moment of the change when time made it", () => {
  const previous = verdictOf(READY, NOW, null);
  expect(verdictOf(READY, at(HOUR), previous).since).toBe(NOW.toISOString());
  const warns = verdictOf(READY, at(17.5 * HOUR), previous);
  expect([warns.state, warns.since]).toEqual(["at-risk", previous.validUntil]);
});

const rank = (input: VerdictInput, now: Date) => VERDICT_STATES.indexOf(verdictOf(input, now).state);

test("a doubt is never ready: whatever is ready has all results, new enough, and all good", () => {
  let ready = 0;
  fc.assert(
    fc.property(verdictInputs(), (input) => {
      if (verdictOf(input, NOW).state !== "ready") return;
      ready += 1;
      expect(input.results.filter(({ severity }) => severity !== "info").every(({ measuredAt }) => measuredAt !== null)).toBe(true);
      const judged = input.results.filter(({ check, severity }) => severity !== "info" && check !== "freshness" && check !== "sla");
      expect(judged.every(({ status }) => status === "pass")).toBe(true);
      expect(
        input.freshness.every(({ asOf, maxAgeSeconds }) => asOf !== null && Date.parse(asOf) + maxAgeSeconds * 1_000 >= NOW.getTime()),
      ).toBe(true);
      expect(input.sla === null || input.sla.last === "kept").toBe(true);
      expect([input.hasSource || input.results.length > 0, input.isStale, input.incidents.length, input.status === "deprecated"]).toEqual([
        ...[true, false, 0, false],
      ]);
    }),
    { ...RUNS, numRuns: 4_000 },
  );
  expect(ready).toBeGreaterThan(20);
});

test("time alone never makes it better", () => {
  fc.assert(
    fc.property(verdictInputs(), fc.integer({ min: 1, max: 8 * DAY }), (input, seconds) => {
      expect(rank(input, at(seconds))).toBeGreaterThanOrEqual(rank(input, NOW));
    }),
    RUNS,
  );
});

test("one more failure never makes it better, and one more result that is good never worse", () => {
  fc.assert(
    fc.property(verdictInputs(), fc.nat(), (input, pick) => {
      const index = input.results.findIndex(({ check }) => check === `c${pick % 8}`);
      const [found] = index < 0 ? [] : [input.results[index]];
      if (found === undefined) return;
      const put = (status: "fail" | "pass") => ({
        ...input,
        results: input.results.with(index, { ...found, status, measuredAt: NOW.toISOString() }),
      });
      expect(rank(put("fail"), NOW)).toBeGreaterThanOrEqual(
        found.status === "pass" && found.measuredAt !== null ? rank(put("pass"), NOW) : 0,
      );
      if (found.severity === "critical" || found.severity === "error")
        expect(rank(put("fail"), NOW)).toBeGreaterThanOrEqual(rank(input, NOW));
      expect(rank(put("pass"), NOW)).toBeLessThanOrEqual(rank(input, NOW));
    }),
    RUNS,
  );
});

test("it stays as it is until validUntil, to the millisecond", () => {
  let changed = 0;
  fc.assert(
    fc.property(verdictInputs(true), fc.double({ min: 0, max: 1, noNaN: true }), (input, share) => {
      const verdict = verdictOf(input, NOW);
      const until = verdict.validUntil === null ? NOW.getTime() + 30 * DAY * 1_000 : Date.parse(verdict.validUntil);
      expect(until).toBeGreaterThan(NOW.getTime());
      const between = Math.floor(NOW.getTime() + share * (until - 1 - NOW.getTime()));
      for (const instant of [between, until - 1]) expect(verdictOf(input, new Date(instant)).state).toBe(verdict.state);
      if (verdict.validUntil !== null && verdictOf(input, new Date(until)).state !== verdict.state) changed += 1;
    }),
    { ...RUNS, numRuns: 2_000 },
  );
  expect(changed).toBeGreaterThan(50);
});

function fail(): never {
  throw new Error("the example has an SLA");
}
