/** One column of a page: the SQL that fetches it as text, and how the text becomes an exact JSON value. */
import { textSql } from "#lib/engine/postgres/canonical-text.ts";
import { isNested, type PgType } from "#lib/engine/postgres/pg-type.ts";

export interface JsonCell {
  readonly sql: string;
  readonly read: (text: string) => unknown;
}

export function jsonCell(type: PgType, sql: string): JsonCell {
  if (isNested(type)) return { sql: textSql(type, sql), read: readDocument };
  switch (type.kind === "scalar" ? type.scalar : null) {
    case "boolean":
      return { sql, read: (text) => text === "t" };
    case "small":
      return { sql, read: Number };
    case "bigint":
      return { sql, read: readInteger };
    case "float4":
    case "float8":
      return { sql, read: readFloat };
    case "json":
    case "jsonb":
      return { sql, read: readDocument };
    default:
      return { sql: textSql(type, sql), read: (text) => text };
  }
}

function readInteger(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** The server's words for what is no number are those of JSON answers too. */
function readFloat(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** A document of the source's own may hold integers beyond 2^53: they become text. */
function readDocument(text: string): unknown {
  try {
    return JSON.parse(text, exactNumber);
  } catch {
    return text;
  }
}

function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return Number.isInteger(value) || !Number.isFinite(value) ? (context?.source ?? value) : value;
}
