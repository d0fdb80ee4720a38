/** The newest value of a time column, in SQL. An index on the column answers it at once. */
import type { NewestValue } from "#lib/engine/newest.ts";
import { quoteName } from "#lib/engine/postgres/quote.ts";
import type { ShapeColumn } from "#lib/engine/postgres/table-shape.ts";

/** A text that reads as a time; what PostgreSQL 16 and newer tell without failing. */
const READS = "pg_input_is_valid";

/** @param latest the newest value that counts, as instant and as wall-clock time. `null`: not a column of times */
export function newestSql(
  { name, pg }: ShapeColumn,
  from: string,
  latest: { readonly instant: string; readonly local: string },
): { readonly kind: NewestValue["kind"]; readonly sql: string; readonly values: readonly string[] } | null {
  const scalar = pg.kind === "scalar" ? pg.scalar : null;
  const column = quoteName(name);
  const select = (text: string, value: string, type: string, earliest: string) =>
    `SELECT ${text} FROM (SELECT max(${value}) AS v FROM ${from} WHERE ${value} <= CAST($1 AS ${type}) AND ${value} > ${earliest}) AS ts_newest`;
  switch (scalar) {
    case "date":
      return { kind: "date", sql: select("CAST(v AS text)", column, "date", "date '-infinity'"), values: [latest.local.slice(0, 10)] };
    case "timestamp":
      return { kind: "local", sql: select("CAST(v AS text)", column, "timestamp", "timestamp '-infinity'"), values: [latest.local] };
    case "timestamptz":
      return {
        kind: "instant",
        sql: select("CAST(v AT TIME ZONE 'UTC' AS text)", column, "timestamptz", "timestamptz '-infinity'"),
        values: [`${latest.instant}Z`],
      };
    case "text": {
      const value = `CASE WHEN ${column} ~ '^\\d{4}-\\d' AND ${READS}(${column}, 'timestamptz') THEN CAST(${column} AS timestamptz) END`;
      return {
        kind: "instant",
        sql: select("CAST(v AT TIME ZONE 'UTC' AS text)", value, "timestamptz", "timestamptz '-infinity'"),
        values: [`${latest.instant}Z`],
      };
    }
    default:
      return null;
  }
}
