/**
 * Files → the FROM clause. Parquet says its types itself. CSV has none and JSON few: there every promised type is applied only if
 * all values keep it, otherwise the column stays as it was read. A broken promise must not take the data away, nor change it.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { WorkerRelation } from "#lib/engine/duckdb/protocol.ts";
import { quoteName, quoteText, quoteTexts } from "#lib/engine/duckdb/quote.ts";

export type Casts = Readonly<Record<string, string>>;

/** Every cell as text. A quoted empty cell is an empty text, an unquoted one is missing. */
export function csvSql(paths: readonly string[]): string {
  const union = paths.length > 1 ? ", union_by_name = true" : "";
  return `read_csv(${quoteTexts(paths)}, all_varchar = true, header = true, allow_quoted_nulls = false${union})`;
}

function parquetSql(paths: readonly string[]): string {
  return `read_parquet(${quoteTexts(paths)}${paths.length > 1 ? ", union_by_name = true" : ""})`;
}

export function jsonSql(paths: readonly string[], columns: Casts | null): string {
  if (columns === null) return `read_json(${quoteTexts(paths)}, sample_size = -1, union_by_name = true)`;
  const types = Object.entries(columns).map(([name, type]) => `${quoteName(name)}: ${quoteText(type)}`);
  return `read_json(${quoteTexts(paths)}, columns = {${types.join(", ")}})`;
}

export async function namesAndTypes(connection: DuckDBConnection, from: string): Promise<[string, string][]> {
  const result = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  return result.getRowsJson().map(([name, type]) => [String(name), String(type)]);
}

export function promisedType(relation: WorkerRelation, name: string): string | undefined {
  const key = Object.keys(relation.columnTypes).find((promised) => promised.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : relation.columnTypes[key];
}

export function relationSql(relation: WorkerRelation, casts: Casts): string {
  switch (relation.format) {
    case "parquet":
      return `SELECT * FROM ${parquetSql(relation.paths)}`;
    case "json":
      return `SELECT * FROM ${jsonSql(relation.paths, casts)}`;
    case "csv": {
      const replaced = Object.entries(casts).map(([name, type]) => `CAST(nullif(${quoteName(name)}, '') AS ${type}) AS ${quoteName(name)}`);
      const replace = replaced.length === 0 ? "" : ` REPLACE (${replaced.join(", ")})`;
      return `SELECT *${replace} FROM ${csvSql(relation.paths)}`;
    }
  }
}
