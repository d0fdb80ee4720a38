import type { JsonObject } from "#lib/contract/contract.ts";
import { ColumnSet } from "#lib/intake/column-set.ts";
import type { DbtTable } from "#lib/intake/dbt/dbt-tables.ts";
import type { ImportedCheck, ImportedFreshness } from "#lib/intake/imported.ts";

/** One dataset while tests, constraints and metadata of several nodes are gathered in it. */
export interface DbtDataset {
  readonly table: DbtTable;
  readonly columns: ColumnSet;
  readonly checks: ImportedCheck[];
  /** Tests that no check of ours can say, as they were. */
  readonly keptTests: JsonObject[];
  readonly exposures: JsonObject[];
  freshness: ImportedFreshness | null;
  /** Set when none of its columns has a known type. */
  typesUnknown: boolean;
}

export function newDbtDataset(table: DbtTable): DbtDataset {
  return { table, columns: new ColumnSet(), checks: [], keptTests: [], exposures: [], freshness: null, typesUnknown: false };
}
