/** From one look to a result for each check of the contract. */
import type { DatasetContract } from "#lib/contract/contract.ts";
import type { MeasureValue } from "#lib/engine/scan.ts";
import { judgeColumns, judgeExtraColumns, judgeMatch } from "#lib/observe/judge-columns.ts";
import { judgeDistribution, judgeVolume, type Past } from "#lib/observe/judge-past.ts";
import { couldNotRun, type Finding, judgeExample, judgeRows, judgeStatement } from "#lib/observe/judge-rows.ts";
import type { Found } from "#lib/observe/look.ts";
import type { Check } from "#lib/quality/check.ts";

export interface FindingsInput {
  readonly contract: DatasetContract;
  readonly checks: readonly Check[];
  readonly found: Found;
  readonly past: Past;
  /** `false` for files that have no types of their own. */
  readonly carriesTypes: boolean;
}

/** What time alone decides (`freshness`, `sla`) is judged elsewhere. */
export function findingsOf({ checks, ...given }: FindingsInput): ReadonlyMap<string, Finding> {
  const findings = new Map<string, Finding>();
  for (const check of checks) {
    if (check.kind === "freshness" || check.kind === "sla") continue;
    findings.set(check.id, findingOf(check, given));
  }
  return findings;
}

function findingOf(check: Check, { contract, found, past, carriesTypes }: Omit<FindingsInput, "checks">): Finding {
  const { plan, scan, statements } = found;
  const why = plan.unmeasurable.get(check.id);
  if (why !== undefined) return couldNotRun(why);
  const value = scan.measures.get(check.id) ?? NOT_MEASURED;
  switch (check.kind) {
    case "columns":
      return judgeColumns({ contract, observed: scan.columns, carriesTypes });
    case "extra_columns":
      return judgeExtraColumns({ contract, observed: scan.columns, carriesTypes });
    case "columns_match":
      return judgeMatch(check, scan.columns);
    case "volume":
      return judgeVolume(check, scan.rows, past);
    case "distribution": {
      const [name = ""] = check.columns;
      const column = contract.columns.find((each) => each.name === name);
      const isNumeric = column !== undefined && ["integer", "number", "decimal"].includes(column.logicalType) && column.values === null;
      return judgeDistribution(check, value, { ...past, isNumeric });
    }
    case "sql":
    case "example": {
      const outcome = statements.get(check.id);
      if (outcome === undefined) return couldNotRun("It was not run.");
      return check.kind === "sql" ? judgeStatement(outcome) : judgeExample(outcome);
    }
    default:
      return judgeRows(check, value);
  }
}

const NOT_MEASURED: MeasureValue = { kind: "error", message: "It was not measured." };
