/** One column of a page: the SQL that fetches it, and how the fetched value becomes an exact JSON value. */
import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { isFloat, isJson, isNested, textSql } from "#lib/engine/duckdb/canonical-text.ts";

export interface JsonCell {
  readonly sql: string;
  readonly read: (value: unknown) => unknown;
}

const NATIVE: readonly Id[] = [Id.BOOLEAN, Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.UTINYINT, Id.USMALLINT, Id.UINTEGER];

export function jsonCell(type: DuckDBType, sql: string): JsonCell {
  if (NATIVE.includes(type.typeId)) return { sql, read: (value) => value };
  if (type.typeId === Id.BIGINT || type.typeId === Id.UBIGINT) return { sql, read: readInteger };
  if (isFloat(type)) return { sql: textSql(type, sql), read: readFloat };
  if (isNested(type)) return { sql: textSql(type, sql), read: readDocument };
  if (isJson(type)) return { sql: textSql(type, sql), read: readDocument };
  return { sql: textSql(type, sql), read: (value) => value };
}

function readInteger(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function readFloat(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

/** A document of the source's own may hold integers beyond 2^53: they become text. What is not JSON stays the text it is. */
function readDocument(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value, exactNumber);
  } catch {
    return value;
  }
}

function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return Number.isInteger(value) || !Number.isFinite(value) ? (context?.source ?? value) : value;
}
