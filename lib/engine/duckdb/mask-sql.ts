/**
 * Masks as SQL. A masked column is replaced before anything else sees it: ordering, cursors and files know only the masked value.
 *
 * - `null`: NULL of the column's own type.
 * - `redact`: the text `[redacted]` in every row, so that not even missing values show.
 * - `hash`: 16 hexadecimal digits of SHA-256 over secret and text: equal values stay equal, across datasets too.
 * - `partial`: the first character and `***`, of an e-mail address also the domain; `***` where one character would tell all.
 * - `year`: the first instant of the year; of text that reads as a time the year; otherwise NULL.
 */
import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id, VARCHAR } from "@duckdb/node-api";
import { isNested, isTimestamp, textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { quoteText } from "#lib/engine/duckdb/quote.ts";
import type { SelectColumn } from "#lib/engine/engine.ts";

export interface TypedSql {
  readonly sql: string;
  readonly type: DuckDBType;
}

export function maskSql(mask: SelectColumn["mask"], { sql, type }: TypedSql, secret: string): TypedSql {
  switch (mask) {
    case null:
      return { sql, type };
    case "null":
      return { sql: `CASE WHEN false THEN ${sql} END`, type };
    case "redact":
      return { sql: "'[redacted]'", type: VARCHAR };
    case "hash":
      return { sql: `left(sha256(${quoteText(secret)} || ${textSql(type, sql)}), 16)`, type: VARCHAR };
    case "partial":
      return { sql: partialSql(sql, type), type: VARCHAR };
    case "year":
      return yearSql(sql, type);
  }
}

function partialSql(sql: string, type: DuckDBType): string {
  if (isNested(type) || type.typeId === Id.BOOLEAN || type.typeId === Id.ENUM || type.typeId === Id.BLOB)
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '***' END`;
  const text = textSql(type, sql);
  const mail = `regexp_full_match(${text}, '[^@]{2,}@[^@]+', 's')`;
  const short = `length(split_part(${text}, '@', 1)) < 2`;
  return `CASE WHEN ${sql} IS NULL THEN NULL WHEN ${mail} THEN left(${text}, 1) || '***@' || split_part(${text}, '@', 2) WHEN ${short} THEN '***' ELSE left(${text}, 1) || '***' END`;
}

function yearSql(sql: string, type: DuckDBType): TypedSql {
  if (type.typeId === Id.DATE) return { sql: `CAST(date_trunc('year', ${sql}) AS DATE)`, type };
  if (isTimestamp(type)) return { sql: `CAST(date_trunc('year', ${sql}) AS ${type})`, type };
  if (type.typeId === Id.VARCHAR) return { sql: `strftime(TRY_CAST(${sql} AS TIMESTAMP), '%Y')`, type: VARCHAR };
  return { sql: `CASE WHEN false THEN ${sql} END`, type };
}
