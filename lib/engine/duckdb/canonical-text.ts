/**
 * Values as text and JSON, in SQL: the same text in a CSV file and in a JSON answer. Exact: integers beyond 2^53 and decimals
 * keep every digit, times are RFC 3339 in UTC, binary is base64. The session's time zone must be UTC.
 */
import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBArrayType, DuckDBDecimalType, DuckDBListType, DuckDBMapType, DuckDBStructType, DuckDBTypeId as Id } from "@duckdb/node-api";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";

const TIMESTAMPS: readonly Id[] = [Id.TIMESTAMP, Id.TIMESTAMP_S, Id.TIMESTAMP_MS, Id.TIMESTAMP_NS, Id.TIMESTAMP_TZ];
const NESTED: readonly Id[] = [Id.LIST, Id.ARRAY, Id.STRUCT, Id.MAP, Id.UNION, Id.VARIANT];
/** What `to_json` writes exactly by itself. */
const JSON_AS_IS: readonly Id[] = [
  Id.BOOLEAN,
  Id.TINYINT,
  Id.SMALLINT,
  Id.INTEGER,
  Id.UTINYINT,
  Id.USMALLINT,
  Id.UINTEGER,
  Id.VARCHAR,
  Id.UUID,
  Id.ENUM,
];

export function isJson(type: DuckDBType): boolean {
  return type.typeId === Id.VARCHAR && type.alias === "JSON";
}

export function isNested(type: DuckDBType): boolean {
  return NESTED.includes(type.typeId);
}

export function isTimestamp(type: DuckDBType): boolean {
  return TIMESTAMPS.includes(type.typeId);
}

export function isFloat(type: DuckDBType): boolean {
  return type.typeId === Id.FLOAT || type.typeId === Id.DOUBLE;
}

/** A decimal without digits before its point. The engine's own text has no zero there. */
export function isFraction(type: DuckDBType): boolean {
  return type instanceof DuckDBDecimalType && type.width === type.scale;
}

/** SQL of the text of `sql`, a value of type `type`. NULL stays NULL. */
export function textSql(type: DuckDBType, sql: string): string {
  if (type.typeId === Id.VARCHAR) return `CAST(${sql} AS VARCHAR)`;
  if (isNested(type)) return `CAST(${jsonSql(type, sql)} AS VARCHAR)`;
  if (isTimestamp(type)) return timestampSql(type, sql);
  if (isFloat(type)) {
    const words = `WHEN isnan(${sql}) THEN 'NaN' WHEN ${sql} > 0 THEN 'Infinity' WHEN ${sql} < 0 THEN '-Infinity'`;
    return `CASE WHEN isfinite(${sql}) THEN CAST(${sql} AS VARCHAR) ${words} END`;
  }
  if (type.typeId === Id.BLOB) return `to_base64(${sql})`;
  if (isFraction(type)) return `regexp_replace(CAST(${sql} AS VARCHAR), '^(-?)\\.', '\\10.')`;
  return `CAST(${sql} AS VARCHAR)`;
}

/** RFC 3339 has years 0000 to 9999 and no infinity; the rest keeps the engine's own words. */
function timestampSql(type: DuckDBType, sql: string): string {
  const isInstant = type.typeId === Id.TIMESTAMP_TZ;
  const usual = `isfinite(CAST(${sql} AS TIMESTAMP)) AND year(CAST(${sql} AS TIMESTAMP)) BETWEEN 0 AND 9999`;
  const bare = isInstant ? `CAST(${sql} AS TIMESTAMP)` : sql;
  const exact = `CASE WHEN ${usual} THEN replace(CAST(${bare} AS VARCHAR), ' ', 'T') || 'Z' ELSE CAST(${sql} AS VARCHAR) END`;
  if (type.typeId !== Id.TIMESTAMP && !isInstant) return exact;
  // The same text at half the cost for nearly all values: those of four-digit years.
  const inside = `${sql} >= '1000-01-01' AND ${sql} < '9999-12-31'`;
  const local = isInstant ? `make_timestamp(epoch_us(${sql}))` : sql;
  const parts = `CAST(CAST(${local} AS DATE) AS VARCHAR), 'T', CAST(CAST(${local} AS TIME) AS VARCHAR), 'Z'`;
  return `CASE WHEN ${inside} THEN concat(${parts}) ELSE ${exact} END`;
}

/** SQL of `sql` as a JSON document in which `JSON.parse` loses nothing. NULL stays NULL. */
export function jsonSql(type: DuckDBType, sql: string, depth = 0): string {
  if (JSON_AS_IS.includes(type.typeId)) return `to_json(${sql})`;
  const item = `tst_item_${depth}`;
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    const list = type instanceof DuckDBArrayType ? `CAST(${sql} AS ${type.valueType}[])` : sql;
    return `to_json(list_transform(${list}, lambda ${item}: ${jsonSql(type.valueType, item, depth + 1)}))`;
  }
  if (type instanceof DuckDBStructType && type.entryNames.every((name) => name !== "")) {
    const fields = type.entryNames.map((name, index) => {
      const entry = type.entryTypes[index] ?? type;
      return `${quoteName(name)} := ${jsonSql(entry, `struct_extract(${sql}, ${quoteText(name)})`, depth)}`;
    });
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE to_json(struct_pack(${fields.join(", ")})) END`;
  }
  if (type instanceof DuckDBMapType) {
    const key = textSql(type.keyType, `${item}."key"`);
    const value = jsonSql(type.valueType, `${item}."value"`, depth + 1);
    const entries = `list_transform(map_entries(${sql}), lambda ${item}: struct_pack("key" := ${key}, "value" := ${value}))`;
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE to_json(map_from_entries(${entries})) END`;
  }
  if (isNested(type)) return `to_json(${sql})`;
  if (type.typeId === Id.BIGINT || type.typeId === Id.UBIGINT) {
    const safe = `${sql} BETWEEN -9007199254740991 AND 9007199254740991`;
    return `CASE WHEN ${safe} THEN to_json(${sql}) ELSE to_json(CAST(${sql} AS VARCHAR)) END`;
  }
  if (isFloat(type)) {
    // Through text: a FLOAT widened to DOUBLE would print digits that it never had.
    const shortest = `CAST(CAST(${sql} AS VARCHAR) AS DOUBLE)`;
    return `CASE WHEN isfinite(${sql}) THEN to_json(${shortest}) ELSE to_json(${textSql(type, sql)}) END`;
  }
  return `to_json(${textSql(type, sql)})`;
}
