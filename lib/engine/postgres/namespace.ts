/**
 * What a statement's tables are while it runs: for each dataset a SELECT of the visible columns only, masked, under the name that the text
 * has for it. No other column, and no other table, exists for the statement.
 *
 * Without a row policy that SELECT stands in a `WITH … NOT MATERIALIZED` in front of the text: the server works it into the statement, so that
 * indexes serve, and nothing is written anywhere. Under a row policy it is a temporary view with `security_barrier`, because the server may
 * otherwise evaluate the reader's conditions on hidden rows first, and an error would quote them. Where temporary views cannot be made
 * (a standby, a role without TEMP), a `WITH … MATERIALIZED` is the barrier.
 */
import type { DatasetBinding, GuardedSql } from "#lib/engine/guarded-sql.ts";
import { maskSql } from "#lib/engine/postgres/mask-sql.ts";
import { quoteName } from "#lib/engine/postgres/quote.ts";
import { findColumn, type TableShape } from "#lib/engine/postgres/table-shape.ts";
import { AppError } from "#lib/errors.ts";

export interface NamedSelect {
  readonly name: string;
  readonly sql: string;
  readonly hasPolicy: boolean;
}

/** Name of our view for each name of the text. A name with a schema gets one of ours, which the text does not use. */
export function viewNames({ text, datasets }: Pick<GuardedSql, "text" | "datasets">): (name: readonly string[]) => string | undefined {
  let prefix = "touchstone_";
  while (text.toLowerCase().includes(prefix)) prefix += "_";
  const names = new Map(
    datasets.map(({ name }, index) => [JSON.stringify(name), name.length === 1 ? (name[0] ?? "") : `${prefix}${index + 1}`]),
  );
  return (name) => names.get(JSON.stringify(name));
}

/** @param policy the row policy as a condition in brackets; `null`: all rows */
export function datasetSelect(binding: DatasetBinding, shape: TableShape, policy: string | null): string {
  const fields = binding.columns.map(({ name, mask }) => {
    const column = findColumn(shape, name);
    if (column === undefined)
      throw new AppError("TS-DATA-002", `The column ${name} of ${binding.name.join(".")} is promised, but not in the data any more.`);
    return `${maskSql(mask, { sql: quoteName(column.name), type: column.pg }).sql} AS ${quoteName(column.name)}`;
  });
  return `SELECT ${fields.join(", ")} FROM ${shape.sql}${policy === null ? "" : ` WHERE ${policy}`}`;
}

/** `WITH …` with a line break at its end; empty when there is nothing to name. */
export function preludeSql(selects: readonly NamedSelect[]): string {
  if (selects.length === 0) return "";
  const parts = selects.map(({ name, sql, hasPolicy }) => `${quoteName(name)} AS ${hasPolicy ? "" : "NOT "}MATERIALIZED (${sql})`);
  return `WITH ${parts.join(", ")}\n`;
}
