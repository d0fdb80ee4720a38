/** A table as one reader has it: a query over it that knows only the visible columns, masked, and the rows of the policy. */
import type { SelectColumn } from "#lib/engine/engine.ts";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { TableRelation } from "#lib/engine/relation.ts";
import { maskSql } from "#lib/engine/trino/mask-sql.ts";
import { literalSql, quoteName } from "#lib/engine/trino/quote.ts";
import type { TypedSql } from "#lib/engine/trino/text-sql.ts";
import { parseType, type TrinoType } from "#lib/engine/trino/trino-type.ts";
import { AppError } from "#lib/errors.ts";

/** Types of the table's columns, by name in lower case: Trino's names have no case. */
export type ColumnTypes = ReadonlyMap<string, TrinoType>;

export function typesOf(columns: readonly { readonly name: string; readonly type: string }[]): ColumnTypes {
  return new Map(columns.map(({ name, type }) => [name.toLowerCase(), parseType(type)]));
}

/** `"hive"."sales"."orders"`; a path of two parts lies in the source's catalog. */
export function tableSql({ path, source }: TableRelation): string {
  const parts = path.length < 3 && source.catalog !== null ? [source.catalog, ...path] : path;
  return parts.map(quoteName).join(".");
}

/** A column in the form in which the reader has it. Throws `TS-API-003` where the table has none of that name. */
export function columnSql({ name, mask }: SelectColumn, types: ColumnTypes, secret: string): TypedSql {
  const type = types.get(name.toLowerCase());
  if (type === undefined)
    throw new AppError("TS-API-003", `${name} is promised, but the data has no such column.`, {
      details: [{ path: "query.select", message: "not in the data" }],
    });
  return maskSql(mask, { sql: quoteName(name), type }, secret);
}

/** The policy's condition with the reader's values in it. */
export function policySql({ parts }: RowPolicy): string {
  return parts.map((part) => (typeof part === "string" ? part : literalSql(part.value))).join("");
}

/**
 * Without the limit Trino would judge a reader's own condition in the same step as the policy's, and a value of a hidden row could make
 * it fail. It never cuts anything off; it only holds that order.
 */
export function whereSql(rows: RowPolicy | null): string {
  return rows === null ? "" : ` WHERE (\n${policySql(rows)}\n) LIMIT 9223372036854775807`;
}
