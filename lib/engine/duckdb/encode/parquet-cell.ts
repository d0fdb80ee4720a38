/** Cells of a Parquet file. What the engine's writer would round becomes canonical text instead, as in Arrow files. */
import { DuckDBArrayType, DuckDBListType, DuckDBMapType, DuckDBStructType, type DuckDBType, DuckDBTypeId as Id } from "@duckdb/node-api";
import { textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { wideIntegerSql } from "#lib/engine/duckdb/encode/wide-integer.ts";
import { quoteName } from "#lib/engine/duckdb/quote.ts";

/**
 * The writer makes integers beyond 64 bits a DOUBLE, cuts intervals to milliseconds, drops the offset of a time, and leaves unions and
 * variants in parts that other readers do not put together.
 */
const ROUNDED: readonly Id[] = [Id.HUGEINT, Id.UHUGEINT, Id.BIGNUM, Id.INTERVAL, Id.TIME_TZ, Id.UNION, Id.VARIANT];

export function parquetCellSql(type: DuckDBType, sql: string): string {
  if (type.typeId === Id.HUGEINT) return wideIntegerSql(sql);
  if (holds(type, ({ typeId }) => ROUNDED.includes(typeId))) return textSql(type, sql);
  // For a missing array the writer makes offsets that other readers refuse; for a missing list it does not.
  return holds(type, (part) => part instanceof DuckDBArrayType) ? `CAST(${sql} AS ${listTypeSql(type)})` : sql;
}

/** Whether the type or one inside of it is like that. */
function holds(type: DuckDBType, isIt: (type: DuckDBType) => boolean): boolean {
  if (isIt(type)) return true;
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return holds(type.valueType, isIt);
  if (type instanceof DuckDBStructType) return type.entryTypes.some((entry) => holds(entry, isIt));
  return type instanceof DuckDBMapType && (holds(type.keyType, isIt) || holds(type.valueType, isIt));
}

/** The type with lists for its arrays. */
function listTypeSql(type: DuckDBType): string {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return `${listTypeSql(type.valueType)}[]`;
  if (type instanceof DuckDBStructType) {
    const entries = type.entryTypes.map((entry, index) => `${quoteName(type.entryNames[index] ?? "")} ${listTypeSql(entry)}`);
    return `STRUCT(${entries.join(", ")})`;
  }
  return type instanceof DuckDBMapType ? `MAP(${listTypeSql(type.keyType)}, ${listTypeSql(type.valueType)})` : String(type);
}
