/**
 * Values as text and JSON, in PostgreSQL's SQL: the same text that `duckdb/canonical-text.ts` makes, for the types that both have. Every
 * session has the time zone UTC, ISO dates and the shortest exact floats.
 */
import type { PgType } from "#lib/engine/postgres/pg-type.ts";
import { quoteName } from "#lib/engine/postgres/quote.ts";

/** SQL of the text of `sql`, a value of type `type`. NULL stays NULL. */
export function textSql(type: PgType, sql: string): string {
  if (type.kind !== "scalar" || type.scalar === "record") return `CAST(${jsonSql(type, sql)} AS text)`;
  switch (type.scalar) {
    case "timestamp":
      return timestampSql(sql, sql, "timestamp");
    case "timestamptz":
      return timestampSql(sql, `(${sql} AT TIME ZONE 'UTC')`, "timestamptz");
    case "float4":
      return floatSql(sql, "1e6");
    case "float8":
      return floatSql(sql, "1e15");
    case "bytea":
      // The server breaks base64 into lines.
      return `replace(encode(${sql}, 'base64'), chr(10), '')`;
    default:
      return `CAST(${sql} AS text)`;
  }
}

/** RFC 3339 has years up to 9999, no years before Christ and no infinity; the rest keeps the server's own words. */
function timestampSql(sql: string, plain: string, type: string): string {
  const usual = `${sql} >= ${type} '0001-01-01' AND ${sql} < ${type} '10000-01-01'`;
  return `CASE WHEN ${usual} THEN replace(CAST(${plain} AS text), ' ', 'T') || 'Z' ELSE CAST(${sql} AS text) END`;
}

/** With a fraction always, and with an exponent below 10^-4 and from 10^16 on. The server itself begins with exponents at `large`. */
function floatSql(sql: string, large: string): string {
  const text = `CAST(${sql} AS text)`;
  const plain = `CASE WHEN abs(${sql}) >= ${large} THEN CAST(CAST(${text} AS numeric) AS text) ELSE ${text} END`;
  const rare = `CASE WHEN abs(${sql}) >= 1e16 THEN ${text} WHEN ${sql} = trunc(${sql}) THEN ${plain} || '.0' ELSE ${plain} END`;
  // Most values have a fraction and are small: for them nothing else is computed, because exports make millions of such cells.
  return `CASE WHEN abs(${sql}) < ${large} AND ${sql} <> trunc(${sql}) THEN ${text} ELSE ${rare} END`;
}

/** SQL of `sql` as a value of type `json` in which `JSON.parse` loses nothing. NULL stays NULL. */
export function jsonSql(type: PgType, sql: string, depth = 0): string {
  const name = `ts_item_${depth}`;
  switch (type.kind) {
    case "array": {
      // Only arrays of arrays have more dimensions; they keep the server's texts of their items.
      const items = `ARRAY(SELECT ${jsonSql(type.item, name, depth + 1)} FROM (SELECT unnest(${sql}) AS ${name}) AS ts_items_${depth})`;
      return `CASE WHEN ${sql} IS NULL THEN NULL WHEN array_ndims(${sql}) > 1 THEN to_json(CAST(${sql} AS text[])) ELSE to_json(${items}) END`;
    }
    case "multirange": {
      const items = `ARRAY(SELECT ${jsonSql(type.item, name, depth + 1)} FROM (SELECT unnest(${sql}) AS ${name}) AS ts_items_${depth})`;
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE to_json(${items}) END`;
    }
    case "range": {
      const bounds = `CASE WHEN isempty(${sql}) THEN 'empty' ELSE CASE WHEN lower_inc(${sql}) THEN '[' ELSE '(' END || CASE WHEN upper_inc(${sql}) THEN ']' ELSE ')' END END`;
      const fields = `${jsonSql(type.item, `lower(${sql})`, depth + 1)} AS lower, ${jsonSql(type.item, `upper(${sql})`, depth + 1)} AS upper, ${bounds} AS bounds`;
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE (SELECT to_json(ts_range_${depth}) FROM (SELECT ${fields}) AS ts_range_${depth}) END`;
    }
    case "composite": {
      if (type.fields.length === 0) return `to_json(${sql})`;
      const fields = type.fields.map(
        (field) => `${jsonSql(field.type, `(${sql}).${quoteName(field.name)}`, depth + 1)} AS ${quoteName(field.name)}`,
      );
      // `IS NULL` also holds for a row of nothing but missing values.
      return `CASE WHEN ${sql} IS NOT DISTINCT FROM NULL THEN NULL ELSE (SELECT to_json(ts_row_${depth}) FROM (SELECT ${fields.join(", ")}) AS ts_row_${depth}) END`;
    }
    case "scalar":
      return scalarJsonSql(type, sql);
  }
}

function scalarJsonSql(type: PgType & { readonly kind: "scalar" }, sql: string): string {
  switch (type.scalar) {
    case "boolean":
    case "small":
    case "record":
      return `to_json(${sql})`;
    case "json":
      return sql;
    case "jsonb":
      return `CAST(${sql} AS json)`;
    case "bigint":
      return `CASE WHEN ${sql} BETWEEN -9007199254740991 AND 9007199254740991 THEN to_json(${sql}) ELSE to_json(CAST(${sql} AS text)) END`;
    case "float4":
    case "float8": {
      const finite = `${sql} > '-Infinity' AND ${sql} < 'Infinity'`;
      return `CASE WHEN ${finite} THEN CAST(${textSql(type, sql)} AS json) ELSE to_json(CAST(${sql} AS text)) END`;
    }
    default:
      return `to_json(${textSql(type, sql)})`;
  }
}
