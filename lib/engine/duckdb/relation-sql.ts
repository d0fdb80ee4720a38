/**
 * Files → the FROM clause. Parquet says its types itself. CSV has none and JSON few: there every promised type is applied only if
 * all values keep it, otherwise the column stays as it was read. A broken promise must not take the data away, nor change it.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { plainMessage } from "#lib/engine/duckdb/engine-message.ts";
import type { WorkerRelation } from "#lib/engine/duckdb/protocol.ts";
import { quoteName, quoteText, quoteTexts } from "#lib/engine/duckdb/quote.ts";

export type Casts = Readonly<Record<string, string>>;

/** Every cell as text. A quoted empty cell is an empty text, an unquoted one is missing. */
function csvSql(paths: readonly string[]): string {
  const union = paths.length > 1 ? ", union_by_name = true" : "";
  return `read_csv(${quoteTexts(paths)}, all_varchar = true, header = true, allow_quoted_nulls = false${union})`;
}

function parquetSql(paths: readonly string[]): string {
  return `read_parquet(${quoteTexts(paths)}${paths.length > 1 ? ", union_by_name = true" : ""})`;
}

function jsonSql(paths: readonly string[], columns: Casts | null): string {
  if (columns === null) return `read_json(${quoteTexts(paths)}, sample_size = -1, union_by_name = true)`;
  const types = Object.entries(columns).map(([name, type]) => `${quoteName(name)}: ${quoteText(type)}`);
  return `read_json(${quoteTexts(paths)}, columns = {${types.join(", ")}})`;
}

export async function findCasts(connection: DuckDBConnection, relation: WorkerRelation): Promise<Casts> {
  switch (relation.format) {
    case "parquet":
      return {};
    case "csv":
      return await findCsvCasts(connection, relation);
    case "json":
      return await findJsonCasts(connection, relation);
  }
}

async function namesAndTypes(connection: DuckDBConnection, from: string): Promise<[string, string][]> {
  const result = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  return result.getRowsJson().map(([name, type]) => [String(name), String(type)]);
}

function promisedType(relation: WorkerRelation, name: string): string | undefined {
  const key = Object.keys(relation.columnTypes).find((promised) => promised.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : relation.columnTypes[key];
}

async function findCsvCasts(connection: DuckDBConnection, relation: WorkerRelation): Promise<Casts> {
  const from = csvSql(relation.paths);
  const promised = (await namesAndTypes(connection, from)).flatMap(([name]) => {
    const type = promisedType(relation, name);
    return type === undefined || type === "VARCHAR" ? [] : [[name, type] as const];
  });
  if (promised.length === 0) return {};
  const scales = await findScales(
    connection,
    from,
    promised.filter(([, type]) => type === "DECIMAL").map(([name]) => name),
  );
  const wanted = promised.map(([name, type]) => [name, type === "DECIMAL" ? `DECIMAL(38,${scales.get(name) ?? 0})` : type] as const);
  const tests = wanted.map(([name, type]) => `bool_and(coalesce(${keepsSql(`nullif(${quoteName(name)}, '')`, type)}, true))`);
  const [kept] = (await connection.runAndReadAll(`SELECT ${tests.join(", ")} FROM ${from}`)).getRows();
  return Object.fromEntries(wanted.filter((_, index) => kept?.[index] !== false));
}

/** Digits behind the point, of decimals that were promised without a scale. */
async function findScales(connection: DuckDBConnection, from: string, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const scales = names.map((name) => `max(length(split_part(trim(${quoteName(name)}), '.', 2)))`);
  const [row] = (await connection.runAndReadAll(`SELECT ${scales.join(", ")} FROM ${from}`)).getRows();
  return new Map(names.map((name, index) => [name, Math.min(18, Number(row?.[index] ?? 0))]));
}

/** SQL: the text reads as the type and nothing of it is lost (`1.5` is no integer, `1.005` no DECIMAL(12,2)). NULL for NULL. */
function keepsSql(text: string, type: string): string {
  const reads = `TRY_CAST(${text} AS ${type}) IS NOT NULL`;
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type);
  const shape =
    decimal !== null
      ? `length(rtrim(split_part(trim(${text}), '.', 2), '0')) <= ${Number(decimal[1])}`
      : /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)
        ? `regexp_full_match(trim(${text}), '[+-]?[0-9]+')`
        : type === "DATE"
          ? `length(trim(${text})) <= 10`
          : "true";
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE ${reads} AND ${shape} END`;
}

async function findJsonCasts(connection: DuckDBConnection, relation: WorkerRelation): Promise<Casts> {
  const found = await namesAndTypes(connection, jsonSql(relation.paths, null));
  const seen = Object.fromEntries(found);
  const promised = Object.fromEntries(found.map(([name, type]) => [name, jsonType(promisedType(relation, name), type)]));
  if (found.every(([name, type]) => promised[name] === type)) return seen;
  try {
    await connection.run(`SELECT max(hash(COLUMNS(*))) FROM ${jsonSql(relation.paths, promised)}`);
    return promised;
  } catch (error) {
    if (error instanceof Error && /^(Invalid Input|Conversion) Error/.test(plainMessage(error.message))) return seen;
    throw error;
  }
}

/** JSON has numbers and texts of its own: only a promise of more than that changes how a column is read. */
function jsonType(promised: string | undefined, found: string): string {
  return promised === undefined || promised === "DECIMAL" ? found : promised;
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
