/** Which promised types the cells of a CSV file keep. The whole file is read for it, so what a scan asks first is counted on the way. */
import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import type { Found, WorkerRelation } from "#lib/engine/duckdb/protocol.ts";
import { quoteName } from "#lib/engine/duckdb/quote.ts";
import { csvSql, namesAndTypes, promisedType } from "#lib/engine/duckdb/relation-sql.ts";
import { DUCKDB, scanColumn } from "#lib/engine/duckdb/scan-dialect.ts";
import { factsOf } from "#lib/engine/scanning/profile.ts";

/** Aggregates of one SELECT: an engine keeps something for each. */
const MOST_FIELDS = 400;

interface Cast {
  readonly name: string;
  /** `null`: it stays text. */
  readonly type: string | null;
}

export async function findCsvCasts(connection: DuckDBConnection, relation: WorkerRelation): Promise<Found> {
  const from = csvSql(relation.paths);
  const promised = (await namesAndTypes(connection, from)).map(([name]) => {
    const type = promisedType(relation, name);
    return { name, type: type === undefined || type === "VARCHAR" ? null : type };
  });
  if (promised.every(({ type }) => type === null)) return { casts: {}, facts: {} };
  const scales = await findScales(
    connection,
    from,
    promised.filter(({ type }) => type === "DECIMAL").map(({ name }) => name),
  );
  const wanted = promised.map(({ name, type }) => ({ name, type: type === "DECIMAL" ? `DECIMAL(38,${scales.get(name) ?? 0})` : type }));
  return await readAll(connection, from, wanted);
}

async function readAll(connection: DuckDBConnection, from: string, columns: readonly Cast[]): Promise<Found> {
  const raw = columns.map((_, index) => `ts_raw${index}_${"x".repeat(longest(columns))}`);
  const selected = columns.map(({ name, type }, index) => {
    const column = quoteName(name);
    return type === null ? column : `nullif(${column}, '') AS ${raw[index]}, TRY_CAST(nullif(${column}, '') AS ${type}) AS ${column}`;
  });
  const rows = `(SELECT ${selected.join(", ")} FROM ${from})`;
  const types = await typesOf(connection, rows);
  const casts: Record<string, string> = {};
  const facts: Record<string, string | null> = {};
  const tests = columns.map(({ name, type }, index) =>
    type === null ? "true" : `bool_and(${keepsSql(raw[index] ?? "", quoteName(name), type)})`,
  );
  const fields = columns.map(({ name }) => {
    const type = types.get(name);
    return type === undefined ? [] : factsOf(scanColumn(name, type), DUCKDB);
  });
  for (let at = 0, next = 0; at < columns.length; at = next) {
    for (let size = 0; next < columns.length && (next === at || size < MOST_FIELDS); next += 1) size += 1 + (fields[next]?.length ?? 0);
    const part = Array.from({ length: next - at }, (_, index) => at + index);
    const asked = part.flatMap((index) => [tests[index] ?? "true", ...(fields[index] ?? []).map((field) => `CAST(${field} AS VARCHAR)`)]);
    const [cells = []] = (await connection.runAndReadAll(`SELECT CAST(count(*) AS VARCHAR), ${asked.join(", ")} FROM ${rows}`)).getRows();
    facts["count(*)"] = String(cells[0]);
    let place = 1;
    for (const index of part) {
      const column = columns[index];
      const isKept = cells[place] !== false;
      place += 1;
      if (column !== undefined && column.type !== null && isKept) casts[column.name] = column.type;
      // What was counted of values that read as the type says nothing about all of them.
      for (const field of fields[index] ?? []) {
        const cell = cells[place];
        if (isKept) facts[field] = cell === null || cell === undefined ? null : String(cell);
        place += 1;
      }
    }
  }
  return { casts, facts };
}

/** Longer than any name, so that it is none. */
function longest(columns: readonly Cast[]): number {
  return Math.max(...columns.map(({ name }) => name.length));
}

async function typesOf(connection: DuckDBConnection, rows: string): Promise<ReadonlyMap<string, DuckDBType>> {
  const result = await connection.run(`SELECT * FROM ${rows} LIMIT 0`);
  const types = result.columnTypes();
  return new Map(result.columnNames().flatMap((name, index) => (types[index] === undefined ? [] : [[name, types[index]] as const])));
}

/** Digits behind the point, of decimals that were promised without a scale. */
async function findScales(connection: DuckDBConnection, from: string, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const scales = names.map((name) => `max(length(split_part(trim(${quoteName(name)}), '.', 2)))`);
  const [row] = (await connection.runAndReadAll(`SELECT ${scales.join(", ")} FROM ${from}`)).getRows();
  return new Map(names.map((name, index) => [name, Math.min(18, Number(row?.[index] ?? 0))]));
}

/**
 * SQL: the text reads as the type and nothing of it is lost (`1.5` is no integer, `1.005` no DECIMAL(12,2)). True for NULL. Most cells are
 * written as the engine writes them, which is quickly seen.
 */
function keepsSql(text: string, value: string, type: string): string {
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type);
  const shape =
    decimal !== null
      ? `length(rtrim(split_part(trim(${text}), '.', 2), '0')) <= ${Number(decimal[1])}`
      : /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)
        ? `regexp_full_match(trim(${text}), '[+-]?[0-9]+')`
        : type === "DATE"
          ? `length(trim(${text})) <= 10`
          : null;
  if (shape === null) return `${text} IS NULL OR ${value} IS NOT NULL`;
  return `CASE WHEN ${text} IS NULL OR CAST(${value} AS VARCHAR) = ${text} THEN true ELSE ${value} IS NOT NULL AND ${shape} END`;
}
