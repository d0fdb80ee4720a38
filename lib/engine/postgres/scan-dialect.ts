/** A scan in PostgreSQL's SQL. */
import { textSql } from "#lib/engine/postgres/canonical-text.ts";
import type { PgType, Scalar } from "#lib/engine/postgres/pg-type.ts";
import { quoteName, quoteText } from "#lib/engine/postgres/quote.ts";
import type { ShapeColumn } from "#lib/engine/postgres/table-shape.ts";
import type { Cell, Family, ScanColumn, ScanDialect, Tally, TallyItem } from "#lib/engine/scanning/dialect.ts";

const FAMILIES: Readonly<Partial<Record<Scalar, Family>>> = {
  boolean: "boolean",
  small: "integer",
  bigint: "integer",
  numeric: "decimal",
  float4: "float",
  float8: "float",
  text: "text",
  padded: "text",
  enum: "text",
  uuid: "text",
  date: "date",
  timestamp: "local",
  timestamptz: "instant",
};

export interface PgScanColumn extends ScanColumn {
  readonly pg: PgType;
}

export function scanColumn({ name, type, pg }: ShapeColumn, distinct: number | null): PgScanColumn {
  const family = pg.kind === "scalar" ? (FAMILIES[pg.scalar] ?? "other") : "other";
  return { name, type, family, sql: quoteName(name), pg, distinct };
}

function pgOf(column: ScanColumn): PgType {
  if (!("pg" in column)) throw new TypeError("not a column of PostgreSQL");
  return (column as PgScanColumn).pg;
}

const typeOf = (column: ScanColumn) => pgOf(column).sql;

export const POSTGRES: ScanDialect = {
  quoteText,
  textOf: (column, sql = column.sql) => textSql(pgOf(column), sql),
  cut: (text, length) => `left(${text}, ${length})`,
  // Ranges of letters mean code points, whatever the language of the database.
  fits: (text, pattern) => `((${text}) COLLATE "C" ~ ${quoteText(`^(?:${pattern})$`)})`,
  finite: ({ family, sql }) => {
    if (family === "float") return `(${sql} > '-Infinity' AND ${sql} < 'Infinity')`;
    if (family === "decimal") return `${sql} <> 'NaN'`;
    return family === "date" || family === "local" || family === "instant" ? `isfinite(${sql})` : null;
  },
  isNan: ({ sql }) => `${sql} = 'NaN'`,
  numberOf: (column, value) => `CAST(${quoteText(String(value))} AS ${column.family === "float" ? typeOf(column) : "numeric"})`,
  sorted: (column) => (column.family === "text" ? `(CAST(${column.sql} AS text) COLLATE "C")` : column.sql),
  approxDistinct: () => null,
  axis: ({ family }, sql) => {
    if (family === "date") return `CAST(${sql} - DATE '1970-01-01' AS double precision)`;
    return family === "local" || family === "instant"
      ? `CAST(extract(epoch FROM ${sql}) AS double precision)`
      : `CAST(${sql} AS double precision)`;
  },
  timeOf: (column) => {
    const { family, sql } = column;
    if (family === "date" || family === "local") return { kind: family, sql };
    if (family === "instant") return { kind: "instant", sql: `(${sql} AT TIME ZONE 'UTC')` };
    if (family !== "text") return null;
    // What PostgreSQL 16 and newer tell without failing.
    const reads = `${sql} ~ '^\\d{4}-\\d' AND pg_input_is_valid(${sql}, 'timestamptz')`;
    return { kind: "instant", sql: `(CASE WHEN ${reads} THEN CAST(${sql} AS timestamptz) AT TIME ZONE 'UTC' END)` };
  },
  timeLiteral: (kind, text) =>
    kind === "date" ? `CAST(${quoteText(text.slice(0, 10))} AS date)` : `CAST(${quoteText(text)} AS timestamp)`,
  timeText: (sql) => `CAST(${sql} AS text)`,
};

/** Values and bins of one pass, at most; a column with more of them is no column of few values. */
export const MOST_TALLIED = 20_000;

/** One SELECT that reads each row once and counts all of them. */
export function tallySql(items: readonly TallyItem[], from: string): string {
  const values = items.map(({ column, edges, condition }, index) => {
    const value = edges === null ? textSql(pgOf(column), column.sql) : `CAST(${binSql(column, edges)} AS text)`;
    const conditions = [condition, edges === null ? null : POSTGRES.finite(column)].filter((part) => part !== null);
    return `(${index}, ${conditions.length === 0 ? value : `CASE WHEN ${conditions.join(" AND ")} THEN ${value} END`})`;
  });
  const rows = `SELECT ts_k, ts_v FROM ${from} CROSS JOIN LATERAL (VALUES ${values.join(", ")}) AS ts_values(ts_k, ts_v) WHERE ts_v IS NOT NULL`;
  return `SELECT ts_k, ts_v, count(*) FROM (${rows}) AS ts_rows GROUP BY ts_k, ts_v LIMIT ${MOST_TALLIED + 1}`;
}

/** The server counts a value that is an edge to the bin above: turned round, it is the one below. */
function binSql(column: ScanColumn, edges: readonly number[]): string {
  const thresholds = edges.toReversed().map((edge) => `CAST('${-edge}' AS double precision)`);
  return `${edges.length} - width_bucket(-(${POSTGRES.axis(column, column.sql)}), ARRAY[${thresholds.join(", ")}])`;
}

export function readTally(items: readonly TallyItem[], rows: readonly (readonly Cell[])[]): readonly (Tally | null)[] {
  if (rows.length > MOST_TALLIED) return items.map(() => null);
  const tallies = items.map((): [string, number][] => []);
  for (const [item, value, count] of rows) tallies[Number(item)]?.push([String(value), Number(count)]);
  return tallies;
}
