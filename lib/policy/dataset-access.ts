/** How one reader gets a dataset: each column, and which rows. Computed once a request; whoever shows, queries or exports it uses this. */
import type { Column, DatasetContract } from "#lib/contract/contract.ts";
import { type RowAccess, rowAccess } from "#lib/policy/row-access.ts";
import { type ColumnAccess, columnAccess, type Scope } from "#lib/policy/scope.ts";

export interface DatasetAccess {
  /** One for each column of the contract, in its order. */
  readonly columns: readonly ColumnAccess[];
  readonly rows: RowAccess;
}

export function datasetAccess({ columns, access }: Pick<DatasetContract, "columns" | "access">, scope: Scope): DatasetAccess {
  const seen = columnsFor(columns, scope);
  const shown = new Set(seen.flatMap(({ name, mask }) => (mask === "hide" ? [] : [name.toLowerCase()])));
  return { columns: seen, rows: rowAccess(access.rows, scope, (name) => shown.has(name.toLowerCase())) };
}

/** Engines fold case: a second spelling of a name must not show what the first one masks, so the strictest of them holds for all. */
export function columnsFor(columns: readonly Column[], scope: Scope): readonly ColumnAccess[] {
  const each = columns.map((column) => columnAccess(column, scope));
  const strictest = new Map<string, ColumnAccess>();
  for (const access of each) {
    const folded = access.name.toLowerCase();
    const before = strictest.get(folded);
    if (before === undefined || before.mask === null || (access.mask === "hide" && before.mask !== "hide")) strictest.set(folded, access);
  }
  return each.map((access) => {
    const { mask, reason } = strictest.get(access.name.toLowerCase()) ?? access;
    return mask === access.mask ? access : { name: access.name, mask, reason };
  });
}

/** The column that tells a reader how new the data is; `null` where it is masked, and where its newest value may be in a hidden row. */
export function asOfColumn({ columns, freshness }: Pick<DatasetContract, "columns" | "freshness">, access: DatasetAccess): string | null {
  if (freshness === null || access.rows.kind !== "all") return null;
  const index = columns.findIndex(({ name }) => name === freshness.column);
  return access.columns[index]?.mask === null ? (columns[index]?.name ?? null) : null;
}
