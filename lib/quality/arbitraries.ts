/** Random values for the property tests of this folder. */
import fc from "fast-check";
import type { Dimension, Severity } from "#lib/contract/contract.ts";
import type { CheckStatus } from "#lib/quality/check.ts";
import type { VerdictInput, VerdictResult } from "#lib/quality/verdict-input.ts";

/** Every run of a test is the same. */
export const RUNS = { numRuns: 400, seed: 20261201 };
export const NOW = new Date("2026-12-01T12:00:00Z");
const DAY = 86_400;

/** An instant of the last five days, RFC 3339. */
export const pastInstant = fc.integer({ min: 0, max: 5 * DAY }).map((seconds) => new Date(NOW.getTime() - seconds * 1_000).toISOString());

const severities: readonly Severity[] = ["critical", "error", "warning", "info"];
const statuses: readonly CheckStatus[] = ["pass", "pass", "pass", "warn", "fail", "error", "skipped"];
export const dimensions: readonly Dimension[] = ["completeness", "uniqueness", "validity", "consistency", "accuracy", "timeliness"];

const resultParts = fc.record({
  dimension: fc.constantFrom(...dimensions),
  severity: fc.constantFrom(...severities),
  status: fc.constantFrom(...statuses),
  measuredAt: fc.option(pastInstant, { freq: 9 }),
  everySeconds: fc.option(fc.integer({ min: 60, max: 2 * DAY }), { freq: 2 }),
});

/** At least one; ids are `c0`, `c1`, … */
export const results: fc.Arbitrary<readonly VerdictResult[]> = fc
  .array(resultParts, { minLength: 1, maxLength: 8 })
  .map((parts) => parts.map((part, index) => ({ ...part, check: `c${index}`, label: `check ${index}`, columns: [], observed: "found" })));

/** Mostly healthy, so that every state is met often. */
export const healthyResults: fc.Arbitrary<readonly VerdictResult[]> = fc
  .array(
    fc.record({
      dimension: fc.constantFrom(...dimensions),
      severity: fc.constantFrom(...severities),
      status: fc.constantFrom<CheckStatus[]>(...Array.from({ length: 30 }, () => "pass" as const), "warn", "fail", "error"),
      measuredAt: fc.integer({ min: 0, max: DAY }).map((seconds) => new Date(NOW.getTime() - seconds * 1_000).toISOString()),
      everySeconds: fc.constant(null),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.map((part, index) => ({ ...part, check: `c${index}`, label: `check ${index}`, columns: [], observed: "found" })));

export const weights = fc.dictionary(fc.constantFrom(...dimensions), fc.constantFrom(0, 0.5, 1, 2, 3));

const timedResult = (check: string): VerdictResult => ({
  ...{ check, label: check, columns: [], dimension: "timeliness", severity: "error", status: "pass", observed: "found" },
  ...{ measuredAt: NOW.toISOString(), everySeconds: null },
});

/** `isAhead`: the newest row may claim to come from the future. */
export function verdictInputs(isAhead = false): fc.Arbitrary<VerdictInput> {
  const ahead = fc.integer({ min: 0, max: 3_600 }).map((seconds) => new Date(NOW.getTime() + seconds * 1_000).toISOString());
  return fc
    .record({
      status: fc.constantFrom("active", "active", "active", "deprecated", "draft"),
      hasSource: fc.boolean(),
      isStale: fc.constantFrom(false, false, false, true),
      problem: fc.constantFrom(null, null, null, "The source did not answer."),
      hasSchema: fc.boolean(),
      results: fc.oneof(results, healthyResults),
      asOf: fc.option(isAhead ? fc.oneof(pastInstant, ahead) : pastInstant, { freq: 9 }),
      maxAgeSeconds: fc.integer({ min: 60, max: 6 * DAY }),
      warnShare: fc.option(fc.double({ min: 0.1, max: 0.9, noNaN: true })),
      last: fc.constantFrom("kept", "kept", "late", "missed", "unknown", null),
      nextIn: fc.integer({ min: -DAY, max: DAY }),
      graceSeconds: fc.integer({ min: 0, max: 7_200 }),
      promises: fc.constantFrom("none", "freshness", "sla", "both"),
      incident: fc.constantFrom(null, null, null, "c0", "gone"),
      upstreamBroken: fc.constantFrom([], [], ["orders"]),
      reportedAt: fc.option(pastInstant),
      cadenceSeconds: fc.integer({ min: 900, max: 2 * DAY }),
      dimensionWeights: fc.oneof(fc.constant({}), weights),
    })
    .map(({ asOf, maxAgeSeconds, warnShare, last, nextIn, graceSeconds, promises, incident, ...input }): VerdictInput => {
      const [fresh, due] = [promises === "freshness" || promises === "both", promises === "sla" || promises === "both"];
      const warnAfterSeconds = warnShare === null ? null : Math.floor(maxAgeSeconds * warnShare);
      const sla = { check: "sla", last, lastDeadline: "2026-11-30T06:00:00.000Z", graceSeconds, kept: 29, judged: 30, days: 30 };
      return {
        ...input,
        status: input.status,
        results: [
          ...input.results,
          ...(fresh ? [timedResult("freshness")] : []),
          ...(due ? [timedResult("sla")] : []),
          ...(input.hasSchema ? [{ ...timedResult("columns"), severity: "critical" as const, dimension: "validity" as const }] : []),
        ],
        freshness: fresh ? [{ check: "freshness", maxAgeSeconds, warnAfterSeconds, column: "updated_at", asOf }] : [],
        sla: due ? { ...sla, next: new Date(NOW.getTime() + nextIn * 1_000).toISOString() } : null,
        incidents:
          incident === null
            ? []
            : [{ check: incident, label: incident, columns: [], observed: "found", wentBadAt: "2026-11-30T06:00:00.000Z" }],
      };
    });
}
