/** A filter as SQL over columns that are in the reader's form already. */
import type { Comparison, Filter } from "#lib/engine/filter.ts";
import { quoteText } from "#lib/engine/trino/quote.ts";
import { type TypedSql, textSql } from "#lib/engine/trino/text-sql.ts";
import { AppError } from "#lib/errors.ts";

const OPERATORS: Readonly<Record<Comparison, string>> = { eq: "=", neq: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" };
/** Compared by their text. */
const BY_TEXT = ["array", "map", "row", "json", "varbinary", "uuid", "ipaddress", "char"];

/** `find` gives the column of a name. Throws `TS-API-003` for a value that is none of the column's type. */
export function filterSql(filter: Filter, find: (name: string) => TypedSql): string {
  switch (filter.kind) {
    case "not":
      return `NOT (${filterSql(filter.filter, find)})`;
    case "and":
    case "or":
      if (filter.filters.length === 0) return filter.kind === "and" ? "TRUE" : "FALSE";
      return filter.filters.map((part) => `(${filterSql(part, find)})`).join(filter.kind === "and" ? " AND " : " OR ");
    case "compare": {
      const column = comparable(find(filter.column));
      return `${column.sql} ${OPERATORS[filter.op]} ${valueSql(filter.column, column, filter.value)}`;
    }
    case "in": {
      const column = comparable(find(filter.column));
      const values = filter.values.map((value) => valueSql(filter.column, column, value));
      return values.length === 0 ? "FALSE" : `${column.sql} IN (${values.join(", ")})`;
    }
    case "like": {
      const text = textSql(find(filter.column));
      const [value, pattern] = [text, quoteText(wholePattern(filter.pattern))];
      return filter.insensitive ? `lower(${value}) LIKE lower(${pattern}) ESCAPE '\\'` : `${value} LIKE ${pattern} ESCAPE '\\'`;
    }
    case "is": {
      const column = find(filter.column);
      if (filter.value === "null") return `${column.sql} IS NULL`;
      if (column.type.base !== "boolean") throw badValue(filter.column, filter.value, "boolean");
      return `coalesce(${column.sql}, ${filter.value === "true" ? "FALSE" : "TRUE"}) = ${filter.value.toUpperCase()}`;
    }
  }
}

function comparable(column: TypedSql): TypedSql {
  return BY_TEXT.includes(column.type.base) ? { sql: textSql(column), type: { ...column.type, base: "varchar" } } : column;
}

/** A backslash before anything but `%`, `_` and itself stands for itself; Trino would refuse it. */
function wholePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S]?)/g, (pair, next: string) => (/[%_\\]/.test(next) ? pair : `\\\\${next}`));
}

const SHAPES: Readonly<Record<string, RegExp>> = {
  tinyint: /^[+-]?\d{1,19}$/,
  smallint: /^[+-]?\d{1,19}$/,
  integer: /^[+-]?\d{1,19}$/,
  bigint: /^[+-]?\d{1,19}$/,
  decimal: /^[+-]?(?:\d{1,38}(?:\.\d{0,38})?|\.\d{1,38})$/,
  double: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?|-?infinity|nan)$/i,
  real: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?|-?infinity|nan)$/i,
  boolean: /^(?:true|false)$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?$/,
  timestamp: /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|\+00:?00)?)?$/,
  "timestamp with time zone": /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/,
};

function valueSql(name: string, { type }: TypedSql, value: string): string {
  if (type.base === "varchar") return quoteText(value);
  const shape = SHAPES[type.base];
  if (shape === undefined || !shape.test(value)) throw badValue(name, value, type.text);
  if (type.base === "timestamp" || type.base === "timestamp with time zone") return instantSql(type.text, type.base, value);
  if (["tinyint", "smallint", "integer", "bigint"].includes(type.base)) {
    // As a decimal: a number beyond the column's range is compared, not refused.
    return `DECIMAL ${quoteText(value.replace("+", ""))}`;
  }
  if (type.base === "decimal") return `DECIMAL ${quoteText(value.replace("+", ""))}`;
  return `CAST(${quoteText(value)} AS ${type.text})`;
}

function instantSql(type: string, base: string, value: string): string {
  const [date = "", time = "00:00:00", zone = ""] = value
    .replace("T", " ")
    .replace(/(?<= .*)(Z|[+-]\d\d:?\d\d)$/, " $1")
    .split(" ");
  const offset = zone === "" || zone === "Z" ? "UTC" : zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const text = `${date} ${time}${base === "timestamp" ? "" : ` ${offset}`}`;
  return `CAST(${quoteText(text)} AS ${type})`;
}

function badValue(column: string, value: string, type: string): AppError {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return new AppError("TS-API-003", `'${shown}' is no ${type}, so ${column} cannot be compared with it.`, {
    details: [{ path: `query.${column}`, message: `is no ${type}` }],
  });
}
