/** Which promised types the content of files keeps. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { findCsvCasts } from "#lib/engine/duckdb/csv-casts.ts";
import { plainMessage } from "#lib/engine/duckdb/engine-message.ts";
import type { Found, WorkerRelation } from "#lib/engine/duckdb/protocol.ts";
import { type Casts, jsonSql, namesAndTypes, promisedType } from "#lib/engine/duckdb/relation-sql.ts";

export async function findCasts(connection: DuckDBConnection, relation: WorkerRelation): Promise<Found> {
  switch (relation.format) {
    case "parquet":
      return { casts: {}, facts: {} };
    case "csv":
      return await findCsvCasts(connection, relation);
    case "json":
      return { casts: await findJsonCasts(connection, relation), facts: {} };
  }
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
