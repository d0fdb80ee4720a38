/** A scan in Trino's SQL. */
import type { Cell, Family, ScanColumn, ScanDialect, Tally, TallyItem } from "#lib/engine/scanning/dialect.ts";
import { quoteName, quoteText } from "#lib/engine/trino/quote.ts";
import { textSql } from "#lib/engine/trino/text-sql.ts";
import type { TrinoType } from "#lib/engine/trino/trino-type.ts";

const FAMILIES: Readonly<Record<string, Family>> = {
  boolean: "boolean",
  tinyint: "integer",
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  decimal: "decimal",
  real: "float",
  double: "float",
  varchar: "text",
  char: "text",
  uuid: "text",
  date: "date",
  timestamp: "local",
  "timestamp with time zone": "instant",
};

export interface TrinoScanColumn extends ScanColumn {
  readonly trino: TrinoType;
}

export function scanColumn(name: string, trino: TrinoType): TrinoScanColumn {
  return { name, type: trino.text, family: FAMILIES[trino.base] ?? "other", sql: quoteName(name), trino };
}

function trinoOf(column: ScanColumn): TrinoType {
  if (!("trino" in column)) throw new TypeError("not a column of Trino");
  return (column as TrinoScanColumn).trino;
}

export const TRINO: ScanDialect = {
  quoteText,
  textOf: (column, sql = column.sql) => textSql({ sql, type: trinoOf(column) }),
  cut: (text, length) => `substr(${text}, 1, ${length})`,
  fits: (text, pattern) => `regexp_like(${text}, ${quoteText(`\\A(?:${pattern})\\z`)})`,
  finite: ({ family, sql }) => (family === "float" ? `is_finite(${sql})` : null),
  isNan: ({ sql }) => `is_nan(${sql})`,
  numberOf: (column, value) => {
    const text = String(value);
    if (column.family === "float") return `CAST(${quoteText(text)} AS ${trinoOf(column).base})`;
    return /^-?\d{1,38}(\.\d+)?$/.test(text) ? `DECIMAL ${quoteText(text)}` : `DOUBLE ${quoteText(text)}`;
  },
  sorted: ({ sql }) => sql,
  approxDistinct: ({ family, sql }) => (family === "other" ? null : `approx_distinct(${sql})`),
  axis: ({ family }, sql) => {
    if (family === "date") return `CAST(date_diff('day', DATE '1970-01-01', ${sql}) AS double)`;
    if (family === "local") return `to_unixtime(with_timezone(${sql}, 'UTC'))`;
    return family === "instant" ? `to_unixtime(${sql})` : `CAST(${sql} AS double)`;
  },
  timeOf: ({ family, sql }) => {
    if (family === "date" || family === "local") return { kind: family, sql };
    return family === "instant" ? { kind: "instant", sql: `CAST(at_timezone(${sql}, 'UTC') AS timestamp(6))` } : null;
  },
  timeLiteral: (kind, text) =>
    kind === "date" ? `DATE ${quoteText(text.slice(0, 10))}` : `TIMESTAMP ${quoteText(text.replace("T", " "))}`,
  timeText: (sql) => `CAST(${sql} AS varchar)`,
};

/** One SELECT that counts all of them. */
export function tallySql(items: readonly TallyItem[], from: string): string {
  const fields = items.map(({ column, edges, condition }) => {
    const value = edges === null ? TRINO.textOf(column) : binSql(column, edges);
    const filter = condition === null ? "" : ` FILTER (WHERE ${condition})`;
    return `json_format(CAST(histogram(${value})${filter} AS json))`;
  });
  return `SELECT ${fields.join(", ")} FROM ${from}`;
}

/** Trino counts a value that is an edge to the bin above: turned round, it is the one below. What is no number has no bin. */
function binSql(column: ScanColumn, edges: readonly number[]): string {
  const thresholds = edges.toReversed().map((edge) => `DOUBLE '${-edge}'`);
  const bin = `${edges.length} - width_bucket(-(${TRINO.axis(column, column.sql)}), ARRAY[${thresholds.join(", ")}])`;
  const finite = TRINO.finite(column);
  return finite === null ? bin : `IF(${finite}, ${bin})`;
}

export function readTally(items: readonly TallyItem[], cells: readonly Cell[]): readonly Tally[] {
  return items.map((_, index) => {
    const cell = cells[index];
    const map: unknown = typeof cell === "string" ? JSON.parse(cell) : {};
    return typeof map === "object" && map !== null ? Object.entries(map).map(([key, rows]) => [key, Number(rows)] as const) : [];
  });
}
