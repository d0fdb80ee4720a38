/** A filter as SQL. It judges the values as the reader sees them, in SQL's logic of three values: what compares with NULL is not kept. */
import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id, TIMESTAMP, VARCHAR } from "@duckdb/node-api";
import type { BoundValues } from "#lib/engine/duckdb/bound-values.ts";
import { isJson, isNested, textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import type { TypedSql } from "#lib/engine/duckdb/mask-sql.ts";
import type { Comparison, Filter } from "#lib/engine/filter.ts";

const SIGNS: Readonly<Record<Comparison, string>> = { eq: "=", neq: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" };
/** Compared by the text that the reader sees. */
const BY_TEXT: readonly Id[] = [Id.ENUM, Id.BLOB, Id.BIT, Id.BIGNUM, Id.GEOMETRY, Id.SQLNULL, Id.TIME_NS];
/** Coarser than a value may be: compared as what holds both exactly. */
const COARSE: readonly Id[] = [Id.TIMESTAMP_S, Id.TIMESTAMP_MS];

/** `columnOf`: a column's masked value; throws for a column that may not be named. */
export function filterSql(filter: Filter, columnOf: (name: string) => TypedSql, values: BoundValues): string {
  const nested = (inner: Filter) => filterSql(inner, columnOf, values);
  switch (filter.kind) {
    case "not":
      return `(NOT ${nested(filter.filter)})`;
    case "and":
      return filter.filters.length === 0 ? "true" : `(${filter.filters.map(nested).join(" AND ")})`;
    case "or":
      return filter.filters.length === 0 ? "false" : `(${filter.filters.map(nested).join(" OR ")})`;
    case "compare": {
      const { sql, type } = comparable(columnOf(filter.column));
      return `(${sql} ${SIGNS[filter.op]} ${values.bind(filter.value, type, filter.column)})`;
    }
    case "in": {
      const { sql, type } = comparable(columnOf(filter.column));
      if (filter.values.length === 0) return "false";
      return `(${sql} IN (${filter.values.map((value) => values.bind(value, type, filter.column)).join(", ")}))`;
    }
    case "like": {
      const { sql, type } = columnOf(filter.column);
      refuseOpenEscape(filter.column, filter.pattern);
      const pattern = values.bind(filter.pattern, VARCHAR, filter.column);
      return `(${textSql(type, sql)} ${filter.insensitive ? "ILIKE" : "LIKE"} ${pattern} ESCAPE '\\')`;
    }
    case "is":
      return isSql(filter.column, filter.value, columnOf(filter.column));
  }
}

function comparable({ sql, type }: TypedSql): TypedSql {
  if (isNested(type) || isJson(type) || BY_TEXT.includes(type.typeId)) return { sql: textSql(type, sql), type: VARCHAR };
  return { sql, type: COARSE.includes(type.typeId) ? TIMESTAMP : type };
}

function isSql(column: string, value: "null" | "true" | "false", { sql, type }: TypedSql): string {
  if (value === "null") return `(${sql} IS NULL)`;
  if (type.typeId !== Id.BOOLEAN) throw refused(column, `${column} is ${kindOf(type)}, so it is neither true nor false.`);
  return `(${sql} IS NOT DISTINCT FROM ${value})`;
}

function kindOf(type: DuckDBType): string {
  return type.typeId === Id.VARCHAR ? "text" : type.toString();
}

function refuseOpenEscape(column: string, pattern: string): void {
  const backslashes = /\\*$/.exec(pattern)?.[0].length ?? 0;
  if (backslashes % 2 === 1) throw refused(column, `The pattern for ${column} ends with a backslash that quotes nothing. Write it twice.`);
}

function refused(column: string, sentence: string): Fault {
  return new Fault("value", "a filter does not fit its column", { sentence, details: [{ path: `query.${column}`, message: sentence }] });
}
