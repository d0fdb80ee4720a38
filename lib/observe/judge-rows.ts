/** What counts of rows say about a check. */

import type { MeasureValue } from "#lib/engine/scan.ts";
import { formatCount } from "#lib/format.ts";
import { KEPT_ROWS, type StatementOutcome } from "#lib/observe/statements.ts";
import type { Check, CheckResult } from "#lib/quality/check.ts";

/** The part of a result that follows from what was found. */
export type Finding = Pick<CheckResult, "status" | "observed" | "failing"> & { readonly samples?: readonly string[] };

/** What is wrong with rows that break a check of this kind, for `3 of 1,284 rows …`. */
const WRONG: Readonly<Partial<Record<Check["kind"], readonly [one: string, many: string]>>> = {
  not_null: ["is empty", "are empty"],
  unique: ["repeats another one", "repeat another one"],
  accepted_values: ["has another value", "have another value"],
  range: ["lies outside", "lie outside"],
  pattern: ["looks different", "look different"],
  relationships: ["points to nothing", "point to nothing"],
};

export function judgeRows(check: Check, value: MeasureValue): Finding {
  if (value.kind === "error") return couldNotRun(value.message);
  if (value.kind !== "rows") return couldNotRun("It was not measured.");
  const { failing, of } = value;
  if (check.kind === "row_count") return judgeCount(check, of);
  const [one, many] = WRONG[check.kind] ?? ["is wrong", "are wrong"];
  if (failing > 0) {
    const observed = `${formatCount(failing)} of ${formatCount(of)} rows ${failing === 1 ? one : many}`;
    return { status: "fail", observed, failing };
  }
  return { status: "pass", observed: of === 0 ? "there are no rows" : `none of ${rows(of)} ${one}`, failing: 0 };
}

function judgeCount(check: Check, count: number): Finding {
  const [min, max] = [check.params["min"], check.params["max"]];
  const isLow = typeof min === "number" && count < min;
  const isHigh = typeof max === "number" && count > max;
  return { status: isLow || isHigh ? "fail" : "pass", observed: rows(count), failing: null };
}

/** An `sql` check finds what is wrong: each row that comes back is one. */
export function judgeStatement(outcome: StatementOutcome): Finding {
  if (outcome.kind !== "ran") return couldNotRun(outcome.message);
  if (outcome.rows === 0) return { status: "pass", observed: "the query returned no row", failing: 0 };
  const found = outcome.more ? `more than ${formatCount(KEPT_ROWS)} rows` : rows(outcome.rows);
  return {
    status: "fail",
    observed: `the query returned ${found}`,
    failing: outcome.more ? null : outcome.rows,
    ...(outcome.page.isDelicate
      ? {}
      : { samples: outcome.page.rows.slice(0, KEPT_ROWS).map((row) => JSON.stringify(row).slice(0, 300).toWellFormed()) }),
  };
}

/** An example is right when it runs, whatever it returns. */
export function judgeExample(outcome: StatementOutcome): Finding {
  if (outcome.kind === "ran") {
    const returned = outcome.more ? `more than ${formatCount(outcome.rows)} rows` : rows(outcome.rows);
    return { status: "pass", observed: `it ran and returned ${returned}`, failing: null };
  }
  return outcome.kind === "refused"
    ? { status: "fail", observed: `it does not run: ${outcome.message}`, failing: null }
    : couldNotRun(outcome.message);
}

/** Neither good nor bad: there is no evidence. */
export function couldNotRun(message: string): Finding {
  return { status: "error", observed: message, failing: null };
}

const rows = (count: number) => `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
