/** A filter as SQL. It is judged by the masked values: `find` gives a column in the form that the reader sees. */
import type { Comparison, Filter } from "#lib/engine/filter.ts";
import { textSql } from "#lib/engine/postgres/canonical-text.ts";
import type { Bind } from "#lib/engine/postgres/keyset.ts";
import type { TypedSql } from "#lib/engine/postgres/mask-sql.ts";
import { type PgType, type Scalar, TEXT } from "#lib/engine/postgres/pg-type.ts";
import { AppError } from "#lib/errors.ts";

export interface FilterColumn extends TypedSql {
  /** As the server calls it: `numeric(12,2)`. */
  readonly typeName: string;
  /** Its own order is that of bytes already. */
  readonly isBytewise: boolean;
  /** Values may be missing. */
  readonly nullable: boolean;
}

const OPERATORS: Readonly<Record<Comparison, string>> = { eq: "=", neq: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" };
const NUMERIC: PgType = { kind: "scalar", scalar: "numeric", sql: "numeric" };
/** Compared by their text, as they are shown. */
const BY_TEXT: readonly Scalar[] = ["padded", "enum", "json", "jsonb", "bytea", "record", "other"];

/** Throws `TS-API-003` for a value that cannot be one of the column's. */
export function filterSql(filter: Filter, find: (name: string) => FilterColumn, bind: Bind): string {
  const value = (column: FilterColumn, name: string, text: string) => valueSql({ column, name, text }, bind);
  switch (filter.kind) {
    case "not":
      return `NOT (${filterSql(filter.filter, find, bind)})`;
    case "and":
    case "or":
      if (filter.filters.length === 0) return filter.kind === "and" ? "true" : "false";
      return filter.filters.map((part) => `(${filterSql(part, find, bind)})`).join(filter.kind === "and" ? " AND " : " OR ");
    case "compare": {
      const column = comparable(find(filter.column));
      // Equality needs no order, and any index serves it.
      const order = isText(column.type) && !column.isBytewise && filter.op !== "eq" && filter.op !== "neq" ? ' COLLATE "C"' : "";
      return `${column.sql}${order} ${OPERATORS[filter.op]} ${value(column, filter.column, filter.value)}`;
    }
    case "in": {
      const column = comparable(find(filter.column));
      return filter.values.length === 0
        ? "false"
        : `${column.sql} IN (${filter.values.map((text) => value(column, filter.column, text)).join(", ")})`;
    }
    case "like": {
      const column = find(filter.column);
      refuseOpenEscape(filter.column, filter.pattern);
      return `${textSql(column.type, column.sql)} ${filter.insensitive ? "ILIKE" : "LIKE"} ${bind(filter.pattern, TEXT)} ESCAPE '\\'`;
    }
    case "is": {
      const column = find(filter.column);
      if (filter.value === "null") return `${column.sql} IS NOT DISTINCT FROM NULL`;
      if (column.type.kind !== "scalar" || column.type.scalar !== "boolean") throw badValue(filter.column, filter.value, column.type);
      return `${column.sql} IS ${filter.value === "true" ? "TRUE" : "FALSE"}`;
    }
  }
}

function comparable(column: FilterColumn): FilterColumn {
  if (column.type.kind === "scalar" && !BY_TEXT.includes(column.type.scalar)) return column;
  return { sql: textSql(column.type, column.sql), type: TEXT, typeName: "text", isBytewise: false, nullable: column.nullable };
}

function isText(type: PgType): boolean {
  return type.kind === "scalar" && type.scalar === "text";
}

const BITS: Readonly<Record<string, number>> = { smallint: 16, integer: 32, bigint: 64 };
const SHAPES: Partial<Readonly<Record<Scalar, RegExp>>> = {
  numeric: /^(?:[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:e[+-]?\d{1,3})?|nan)$/i,
  float4: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?|-?inf(?:inity)?|nan)$/i,
  float8: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?|-?inf(?:inity)?|nan)$/i,
  boolean: /^(?:true|false|t|f)$/i,
  uuid: /^\{?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?$/i,
  // Nothing like `now` or `yesterday`: those are no values.
  date: /^\d{4,6}-\d{1,2}-\d{1,2}(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$|^-?infinity$/,
  time: /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/,
  timestamp: /^\d{4,6}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$|^-?infinity$/,
  timestamptz: /^\d{4,6}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$|^-?infinity$/,
};

function valueSql({ column, name, text }: { column: FilterColumn; name: string; text: string }, bind: Bind): string {
  const { type } = column;
  if (type.kind !== "scalar") throw badValue(name, text, type);
  if (type.scalar === "text") return bind(text, TEXT);
  if (type.scalar === "small" || type.scalar === "bigint") {
    if (!fitsInteger(text, BITS[type.sql] ?? 64)) throw badValue(name, text, type);
    return bind(text, type);
  }
  const shape = SHAPES[type.scalar];
  if ((shape !== undefined && !shape.test(text)) || !fitsNumeric(text, column.typeName)) throw badValue(name, text, type);
  // A numeric column keeps its digits; its type's scale would round the value.
  return bind(text, type.scalar === "numeric" ? NUMERIC : type);
}

function fitsInteger(text: string, bits: number): boolean {
  if (!/^[+-]?\d{1,40}$/.test(text)) return false;
  const value = BigInt(text.replace("+", ""));
  return BigInt.asIntN(bits, value) === value;
}

/** No value of `numeric(12,2)` has more digits than that; the server would round, and answer another question. */
function fitsNumeric(text: string, typeName: string): boolean {
  const [, precision, scale] = /^numeric\((\d+),(-?\d+)\)$/.exec(typeName) ?? [];
  const [, whole = "", fraction = ""] = /^[+-]?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  return precision === undefined || (whole.length <= Number(precision) - Number(scale) && fraction.length <= Math.max(0, Number(scale)));
}

function refuseOpenEscape(column: string, pattern: string): void {
  if ((/\\*$/.exec(pattern)?.[0].length ?? 0) % 2 === 0) return;
  const message = `The pattern for ${column} ends with a backslash that quotes nothing. Write it twice.`;
  throw new AppError("TS-API-003", message, { details: [{ path: `query.${column}`, message }] });
}

function badValue(column: string, value: string, type: PgType): AppError {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return new AppError("TS-API-003", `'${shown}' is no ${type.sql}, so ${column} cannot be compared with it.`, {
    details: [{ path: `query.${column}`, message: `is no ${type.sql}` }],
  });
}
