/**
 * Masks as PostgreSQL's SQL, with the same results as `duckdb/mask-sql.ts`. None of them can fail on a value: an error would tell of rows
 * that a reader must not know.
 *
 * The key of `hash` never stands in a statement, where `pg_stat_activity` and logs would show it: it is a setting of the session that goes to
 * the server when the connection is made (`MASK_KEY`), which the server writes nowhere. Without it the mask fails, it does not weaken.
 */
import type { SelectColumn } from "#lib/engine/engine.ts";
import { textSql } from "#lib/engine/postgres/canonical-text.ts";
import { isNested, type PgType, TEXT } from "#lib/engine/postgres/pg-type.ts";

export interface TypedSql {
  readonly sql: string;
  readonly type: PgType;
}

export const MASK_KEY = "touchstone.mask_key";

export function maskSql(mask: SelectColumn["mask"], { sql, type }: TypedSql): TypedSql {
  switch (mask) {
    case null:
      return { sql, type };
    case "null":
      return { sql: `CAST(NULL AS ${type.sql})`, type };
    case "redact":
      return { sql: "CAST('[redacted]' AS text)", type: TEXT };
    case "hash": {
      const bytes = `convert_to(current_setting('${MASK_KEY}') || ${textSql(type, sql)}, 'UTF8')`;
      return { sql: `left(encode(sha256(${bytes}), 'hex'), 16)`, type: TEXT };
    }
    case "partial":
      return { sql: partialSql(sql, type), type: TEXT };
    case "year":
      return yearSql(sql, type);
  }
}

function partialSql(sql: string, type: PgType): string {
  if (isNested(type) || (type.kind === "scalar" && ["boolean", "enum", "bytea"].includes(type.scalar)))
    return `CASE WHEN ${sql} IS NOT DISTINCT FROM NULL THEN NULL ELSE '***' END`;
  const text = textSql(type, sql);
  const mail = `${text} ~ '^[^@]{2,}@[^@]+$'`;
  const short = `length(split_part(${text}, '@', 1)) < 2`;
  return `CASE WHEN ${sql} IS NULL THEN NULL WHEN ${mail} THEN left(${text}, 1) || '***@' || split_part(${text}, '@', 2) WHEN ${short} THEN '***' ELSE left(${text}, 1) || '***' END`;
}

/** `2026-07-01`, with a time of day or without, with an offset or without. */
const CLOCK = "([01]?\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?";
const OFFSET = "Z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?";
const TIME = `^\\s*\\d{4}-\\d{1,2}-\\d{1,2}([ T]${CLOCK}\\s?(${OFFSET})?)?\\s*$`;

function yearSql(sql: string, type: PgType): TypedSql {
  const scalar = type.kind === "scalar" ? type.scalar : null;
  if (scalar === "date") return { sql: `CAST(date_trunc('year', ${sql}) AS date)`, type };
  if (scalar === "timestamp") return { sql: `date_trunc('year', ${sql})`, type };
  if (scalar === "timestamptz") return { sql: `date_trunc('year', ${sql}, 'UTC')`, type };
  if (scalar === "text") {
    // Parts are looked at one by one, because a cast of what is no date fails.
    const part = (index: number) => `CAST((regexp_match(${sql}, '^\\s*(\\d{4})-(\\d{1,2})-(\\d{1,2})'))[${index}] AS integer)`;
    const [year, month, day] = [part(1), part(2), part(3)];
    const leap = `(${year} % 4 = 0 AND (${year} % 100 <> 0 OR ${year} % 400 = 0))`;
    const days = `CASE WHEN ${month} IN (4, 6, 9, 11) THEN 30 WHEN ${month} <> 2 THEN 31 WHEN ${leap} THEN 29 ELSE 28 END`;
    const isDate = `${year} > 0 AND ${month} BETWEEN 1 AND 12 AND ${day} BETWEEN 1 AND ${days}`;
    const isTime = `CASE WHEN ${sql} ~ '${TIME}' THEN ${isDate} ELSE false END`;
    return { sql: `CASE WHEN ${isTime} THEN to_char(CAST(${sql} AS timestamptz) AT TIME ZONE 'UTC', 'YYYY') END`, type: TEXT };
  }
  return { sql: `CAST(NULL AS ${type.sql})`, type };
}
