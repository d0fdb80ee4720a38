/**
 * Rows kept aside in the engine, in memory and beyond its bound in the instance's temporary folder, until a file was encoded from
 * them. A stream of a query's own result ends silently when the query fails in the middle; reading finished rows cannot fail that
 * way, and their number is known before the first byte.
 */
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import type { CopySource } from "#lib/engine/duckdb/encode/copy-select.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";

export interface Spool {
  readonly rows: number;
  /** One value of SQL over the columns `c0`, `c1`, … */
  readonly readOne: (sql: string) => Promise<unknown>;
  /** The rows in their order, as `fields` of SQL. Throws unless exactly `rows` come. */
  readonly read: (fields: string) => AsyncIterable<DuckDBDataChunk>;
}

/** In the schema of the connection alone, where no statement of a reader is planned while it exists. */
const TABLE = "temp.main.tst_spool";

/** `most`: no more rows than this are kept. */
export async function withSpool<T>(
  { connection, columns, send }: CopySource,
  most: number | null,
  use: (spool: Spool) => Promise<T>,
): Promise<T> {
  const names = columns.map((_, index) => `c${index}`).join(", ");
  try {
    const limit = most === null ? "" : ` LIMIT ${most}`;
    await send(`CREATE OR REPLACE TEMP TABLE tst_spool AS SELECT * FROM (\n`, `\n) AS copied(${names})${limit}`);
    const readOne = async (sql: string) => (await (await connection.run(`SELECT ${sql} FROM ${TABLE}`)).getRows())[0]?.[0];
    const rows = Number(await readOne("count(*)"));
    return await use({ rows, readOne, read: (fields) => readRows(connection, fields, rows) });
  } finally {
    await drop(connection);
  }
}

async function* readRows(connection: DuckDBConnection, fields: string, rows: number): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(`SELECT ${fields} FROM ${TABLE}`);
  let seen = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    seen += chunk.rowCount;
    yield chunk;
  }
  if (seen !== rows) throw new Fault("internal", `read ${seen} of ${rows} rows`);
}

/** An interrupt that is repeated may hit this statement as well. */
async function drop(connection: DuckDBConnection): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      await connection.run(`DROP TABLE IF EXISTS ${TABLE}`);
      return;
    } catch {}
  }
}
