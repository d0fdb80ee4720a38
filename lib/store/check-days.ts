import type { CheckResult, CheckStatus } from "#lib/quality/check.ts";
import type { CheckDay } from "#lib/store/evidence.ts";

type Count = "passed" | "warned" | "failed" | "errors";

const COUNTS: Readonly<Record<CheckStatus, Count | null>> = {
  ...{ pass: "passed", warn: "warned", fail: "failed", error: "errors" },
  // There was not enough to judge by: nothing came of the check.
  skipped: null,
};

/** Longer names of checks are cut: an index refuses keys of more than some 2,700 bytes. */
const MAX_CHECK = 500;

/** What these results add to the days on which they were measured, one entry a day and check. */
export function checkDaysOf(datasetId: string, results: readonly CheckResult[]): readonly CheckDay[] {
  const days = new Map<string, CheckDay>();
  for (const { check: name, status, measuredAt } of results) {
    const count = COUNTS[status];
    if (count === null) continue;
    const [day, check] = [new Date(measuredAt).toISOString().slice(0, 10), name.slice(0, MAX_CHECK)];
    const key = `${day} ${check}`;
    const known = days.get(key) ?? { datasetId, day, check, passed: 0, warned: 0, failed: 0, errors: 0 };
    days.set(key, { ...known, [count]: known[count] + 1 });
  }
  return [...days.values()];
}
