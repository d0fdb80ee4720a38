/** A promise as a machine measures it (`Check`), and what came of it (`CheckResult`), whoever measured. */
import type { Dimension, JsonObject, Severity } from "#lib/contract/contract.ts";

export type CheckKind =
  | "columns"
  | "extra_columns"
  | "not_null"
  | "unique"
  | "accepted_values"
  | "range"
  | "pattern"
  | "relationships"
  | "row_count"
  | "columns_match"
  | "freshness"
  | "future_values"
  | "sla"
  | "volume"
  | "distribution"
  | "sql"
  | "example";

export interface Check {
  /** The same for the same promise in every version of a contract: `not_null:customer_id`, `volume`, `example:Campaign targeting`. */
  readonly id: string;
  readonly kind: CheckKind;
  /** What it is about; several for a key of several columns, none for the whole dataset. */
  readonly columns: readonly string[];
  readonly dimension: Dimension;
  readonly severity: Severity;
  /** For people: `customer_id is never empty`. */
  readonly label: string;
  /** As in the promise that it comes from. */
  readonly params: JsonObject;
  /** Only rows for which this expression of the source's dialect holds; `null`: all rows. */
  readonly where: string | null;
  readonly origin: "contract" | "monitor" | "automatic";
  /** Index in `DatasetContract.promises`; `null` for an automatic one. */
  readonly promise: number | null;
}

/** `error`: it could not run, which is neither good nor bad. `skipped`: there is not enough to judge by yet. */
export type CheckStatus = "pass" | "warn" | "fail" | "error" | "skipped";

export type ResultSource = "touchstone" | "dbt" | "great-expectations" | "openlineage" | "soda" | "data-contract-cli" | "api";

export interface CheckResult {
  /** `Check.id`; of another tool's check `<source>:<its own id>`. */
  readonly check: string;
  readonly kind: CheckKind | "external";
  readonly label: string;
  readonly columns: readonly string[];
  readonly dimension: Dimension;
  readonly severity: Severity;
  readonly status: CheckStatus;
  /** What was found, for people: `3 of 1,284 rows are empty`. Never a value of a column that is classified. */
  readonly observed: string;
  /** What was promised, for people. */
  readonly expected: string;
  /** Rows that break it; `null`: not counted. */
  readonly failing: number | null;
  /** RFC 3339 in UTC. */
  readonly measuredAt: string;
  readonly source: ResultSource;
  /** Name of the token that handed in the result of another tool; else `null`. */
  readonly reportedBy: string | null;
  /** How often it is measured by itself, in seconds, where that is not the dataset's cadence; else `null`. */
  readonly everySeconds: number | null;
  /** Rows (or keys of rows) that break an `sql` check, masked; at most 20. */
  readonly samples?: readonly string[];
}
