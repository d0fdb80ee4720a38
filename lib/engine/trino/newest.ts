/** The newest value of a time column, as SQL and back. */
import { latestAt, newestInstant } from "#lib/engine/newest.ts";
import type { TableRelation } from "#lib/engine/relation.ts";
import { quoteName, quoteText } from "#lib/engine/trino/quote.ts";
import { type ColumnTypes, tableSql } from "#lib/engine/trino/table.ts";
import { AppError } from "#lib/errors.ts";

export interface NewestSql {
  readonly sql: string;
  readonly kind: "date" | "local" | "instant";
}

/** `null`: no column of times. Values that lie ahead are left out. */
export function newestSql(
  relation: TableRelation,
  column: string,
  { types, timezone, now }: { types: ColumnTypes; timezone: string; now: Date },
): NewestSql | null {
  const type = types.get(column.toLowerCase());
  if (type === undefined) throw new AppError("TS-API-003", "A column that was asked for is not in the data.");
  const latest = latestAt(now, timezone);
  const at = (text: string) => `CAST(${quoteText(text.replace("T", " "))} AS timestamp(6))`;
  const name = quoteName(column);
  const from = `FROM ${tableSql(relation)}`;
  switch (type.base) {
    case "date":
      return { kind: "date", sql: `SELECT CAST(max(${name}) AS varchar) ${from} WHERE ${name} <= CAST(${at(latest.local)} AS date)` };
    case "timestamp":
      return { kind: "local", sql: `SELECT CAST(max(${name}) AS varchar) ${from} WHERE ${name} <= ${at(latest.local)}` };
    case "timestamp with time zone": {
      const value = `CAST(at_timezone(${name}, 'UTC') AS timestamp(6))`;
      return { kind: "instant", sql: `SELECT CAST(max(${value}) AS varchar) ${from} WHERE ${value} <= ${at(latest.instant)}` };
    }
    default:
      return null;
  }
}

export function readNewest({ kind }: NewestSql, text: unknown, { timezone, now }: { timezone: string; now: Date }): string | null {
  return newestInstant({ kind, text: typeof text === "string" ? text : null }, timezone, now);
}
