/** Masks as SQL, with the values that `lib/engine/duckdb/mask-sql.ts` documents. */
import type { SelectColumn } from "#lib/engine/engine.ts";
import { quoteText } from "#lib/engine/trino/quote.ts";
import { type TypedSql, textSql } from "#lib/engine/trino/text-sql.ts";
import { parseType } from "#lib/engine/trino/trino-type.ts";

const VARCHAR = parseType("varchar");

/** `secret`: key of the `hash` mask, of this source alone, because the server keeps the text of queries. */
export function maskSql(mask: SelectColumn["mask"], column: TypedSql, secret: string): TypedSql {
  const { sql, type } = column;
  switch (mask) {
    case null:
      return column;
    case "null":
      return { sql: `CASE WHEN FALSE THEN ${sql} END`, type };
    case "redact":
      return { sql: "'[redacted]'", type: VARCHAR };
    case "hash":
      return { sql: `substr(lower(to_hex(sha256(to_utf8(${quoteText(secret)} || ${textSql(column)})))), 1, 16)`, type: VARCHAR };
    case "partial":
      return { sql: partialSql(column), type: VARCHAR };
    case "year":
      return yearSql(column);
  }
}

const UNREADABLE = ["boolean", "array", "map", "row", "json", "varbinary"];

function partialSql(column: TypedSql): string {
  const { sql, type } = column;
  if (UNREADABLE.includes(type.base)) return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '***' END`;
  const text = textSql(column);
  const mail = `regexp_like(${text}, '(?s)\\A[^@]{2,}@[^@]+\\z')`;
  const short = `length(split_part(${text}, '@', 1)) < 2`;
  return `CASE WHEN ${sql} IS NULL THEN NULL WHEN ${mail} THEN substr(${text}, 1, 1) || '***@' || split_part(${text}, '@', 2) WHEN ${short} THEN '***' ELSE substr(${text}, 1, 1) || '***' END`;
}

function yearSql({ sql, type }: TypedSql): TypedSql {
  if (type.base === "date") return { sql: `date_trunc('year', ${sql})`, type };
  if (type.base === "timestamp") return { sql: `date_trunc('year', ${sql})`, type };
  if (type.base === "timestamp with time zone") return { sql: `date_trunc('year', at_timezone(${sql}, 'UTC'))`, type };
  if (type.base === "varchar" || type.base === "char")
    return { sql: `format_datetime(try(CAST(CAST(${sql} AS varchar) AS timestamp(6))), 'yyyy')`, type: VARCHAR };
  return { sql: `CASE WHEN FALSE THEN ${sql} END`, type };
}
