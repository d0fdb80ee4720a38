/** Dimension and severity of each kind of check, where its contract says nothing else. */
import type { Dimension, Severity } from "#lib/contract/contract.ts";
import type { CheckKind } from "#lib/quality/check.ts";

export const CHECK_DEFAULTS: Readonly<Record<CheckKind, { readonly dimension: Dimension; readonly severity: Severity }>> = {
  columns: { dimension: "validity", severity: "critical" },
  extra_columns: { dimension: "validity", severity: "warning" },
  columns_match: { dimension: "validity", severity: "error" },
  not_null: { dimension: "completeness", severity: "error" },
  unique: { dimension: "uniqueness", severity: "error" },
  accepted_values: { dimension: "validity", severity: "error" },
  range: { dimension: "validity", severity: "error" },
  pattern: { dimension: "validity", severity: "error" },
  relationships: { dimension: "consistency", severity: "error" },
  row_count: { dimension: "completeness", severity: "error" },
  freshness: { dimension: "timeliness", severity: "error" },
  future_values: { dimension: "validity", severity: "error" },
  sla: { dimension: "timeliness", severity: "error" },
  volume: { dimension: "completeness", severity: "error" },
  distribution: { dimension: "accuracy", severity: "error" },
  sql: { dimension: "validity", severity: "error" },
  example: { dimension: "accuracy", severity: "warning" },
};
