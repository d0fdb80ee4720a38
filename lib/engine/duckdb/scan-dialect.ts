/** A scan in DuckDB's SQL. */
import { type DuckDBType, DuckDBTypeId as Id } from "@duckdb/node-api";
import { integerBits } from "#lib/engine/duckdb/bound-values.ts";
import { isJson, isTimestamp, textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import {
  type Cell,
  type Family,
  filterSql,
  type ScanColumn,
  type ScanDialect,
  type Tally,
  type TallyItem,
} from "#lib/engine/scanning/dialect.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";

const FAMILIES: Readonly<Partial<Record<Id, Family>>> = {
  [Id.BOOLEAN]: "boolean",
  [Id.TINYINT]: "integer",
  [Id.SMALLINT]: "integer",
  [Id.INTEGER]: "integer",
  [Id.BIGINT]: "integer",
  [Id.HUGEINT]: "integer",
  [Id.UTINYINT]: "integer",
  [Id.USMALLINT]: "integer",
  [Id.UINTEGER]: "integer",
  [Id.UBIGINT]: "integer",
  [Id.UHUGEINT]: "integer",
  [Id.DECIMAL]: "decimal",
  [Id.FLOAT]: "float",
  [Id.DOUBLE]: "float",
  [Id.VARCHAR]: "text",
  [Id.UUID]: "text",
  [Id.ENUM]: "text",
  [Id.DATE]: "date",
  [Id.TIMESTAMP_TZ]: "instant",
};

/** 32 MB for each thread. */
const MOST_BITS = 2 ** 28;

export interface DuckDbScanColumn extends ScanColumn {
  readonly duck: DuckDBType;
}

export function scanColumn(name: string, duck: DuckDBType): DuckDbScanColumn {
  const family = isJson(duck) ? "other" : (FAMILIES[duck.typeId] ?? (isTimestamp(duck) ? "local" : "other"));
  return { name, type: String(duck), family, sql: quoteName(name), duck, distinct: family === "boolean" ? 2 : null };
}

const duckOf = (column: ScanColumn): DuckDBType => {
  if (!("duck" in column)) throw new TypeError("not a column of DuckDB");
  return (column as DuckDbScanColumn).duck;
};

/** Coarser and finer ones become what all functions take. */
function plainTime({ sql, duck }: DuckDbScanColumn, value = sql): string {
  return duck.typeId === Id.TIMESTAMP || duck.typeId === Id.DATE || duck.typeId === Id.TIMESTAMP_TZ ? value : `CAST(${value} AS TIMESTAMP)`;
}

export const DUCKDB: ScanDialect = {
  quoteText,
  textOf: (column, sql = column.sql) => (duckOf(column).typeId === Id.VARCHAR ? sql : textSql(duckOf(column), sql)),
  cut: (text, length) => `left(${text}, ${length})`,
  fits: (text, pattern) => `regexp_full_match(${text}, ${quoteText(pattern)})`,
  finite: (column) => {
    const { family, sql } = column;
    if (family === "float" || family === "date" || family === "instant") return `isfinite(${sql})`;
    return family === "local" ? `isfinite(${plainTime(column as DuckDbScanColumn)})` : null;
  },
  isNan: ({ sql }) => `isnan(${sql})`,
  numberOf: (column, value) => {
    if (column.family === "float") return `CAST(${quoteText(String(value))} AS ${String(duckOf(column))})`;
    // Written out it is a decimal, and compares exactly.
    return /^-?\d+(\.\d+)?$/.test(String(value)) ? String(value) : `CAST(${quoteText(String(value))} AS DOUBLE)`;
  },
  sorted: ({ sql }) => sql,
  approxDistinct: ({ family, sql }) => (family === "other" || family === "boolean" ? null : `approx_count_distinct(${sql})`),
  distinctBetween: (column, { low, high, filled }) => {
    const type = duckOf(column);
    const isClose = Number.isSafeInteger(low) && Number.isSafeInteger(high) && high - low < Math.min(MOST_BITS, 64 * filled);
    if (column.family !== "integer" || integerBits(type) === null || !isClose) return null;
    return `bit_count(bitstring_agg(${column.sql}, CAST(${low} AS ${String(type)}), CAST(${high} AS ${String(type)})))`;
  },
  axis: (column, sql) => {
    if (column.family === "date") return `CAST(datediff('day', DATE '1970-01-01', ${sql}) AS DOUBLE)`;
    return column.family === "local" || column.family === "instant"
      ? `epoch(${plainTime(column as DuckDbScanColumn, sql)})`
      : `CAST(${sql} AS DOUBLE)`;
  },
  timeOf: (column) => {
    const { family, sql } = column;
    if (family === "date") return { kind: "date", sql };
    if (family === "local") return { kind: "local", sql: plainTime(column as DuckDbScanColumn) };
    if (family === "instant") return { kind: "instant", sql: `CAST(${sql} AS TIMESTAMP)` };
    if (duckOf(column).typeId !== Id.VARCHAR || family !== "text") return null;
    return { kind: "instant", sql: `CAST(TRY_CAST(${sql} AS TIMESTAMPTZ) AS TIMESTAMP)` };
  },
  timeLiteral: (kind, text) =>
    kind === "date" ? `DATE ${quoteText(text.slice(0, 10))}` : `TIMESTAMP ${quoteText(text.replace("T", " "))}`,
  timeText: (sql) => `CAST(${sql} AS VARCHAR)`,
};

/** Counts one of them as a field of a SELECT: the values, and how many rows have each. */
export function tallyFields({ column, edges, condition }: TallyItem): Fields<Tally> {
  const { sql } = column;
  const counted =
    edges === null
      ? `histogram(${sql})${filterSql(condition)}`
      : `histogram(${DUCKDB.axis(column, sql)}, ${edgesSql(edges)})${filterSql(condition, DUCKDB.finite(column))}`;
  const keys = edges === null ? `list_transform(map_keys(${counted}), lambda k: ${textSql(duckOf(column), "k")})` : "NULL";
  return {
    fields: [`CAST(to_json(${keys}) AS VARCHAR)`, `CAST(to_json(map_values(${counted})) AS VARCHAR)`],
    read: ([values, counts]) => {
      const rows = listOf(counts).map(Number);
      if (edges !== null) return edges.map((_, at) => [String(at), rows[at] ?? 0]);
      return listOf(values).map((value, at) => [String(value), rows[at] ?? 0]);
    },
  };
}

const edgesSql = (edges: readonly number[]) => `[${edges.map((edge) => `CAST('${edge}' AS DOUBLE)`).join(", ")}]`;

function listOf(cell: Cell | undefined): readonly unknown[] {
  const list: unknown = typeof cell === "string" ? JSON.parse(cell) : [];
  return Array.isArray(list) ? list : [];
}
