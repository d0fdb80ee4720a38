/** Writes the rows of a sorted copy into an SQLite file, where its only key is an integer or a text, unique and never missing. */
import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type DuckDBConnection, type DuckDBType, DuckDBTypeId as Id } from "@duckdb/node-api";
import { integerBits } from "#lib/engine/duckdb/bound-values.ts";
import { jsonTextSql } from "#lib/engine/duckdb/encode/json-text.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import { quoteName } from "#lib/engine/duckdb/quote.ts";
import type { RowCopyFacts } from "#lib/engine/duckdb/row-copy.ts";

export interface RowSource {
  readonly connection: DuckDBConnection;
  readonly from: string;
  readonly columns: readonly { readonly name: string; readonly type: DuckDBType }[];
  readonly sortedBy: readonly string[];
}

/** `false`: such rows cannot be kept this way. Throws the fault `disk` when the file would be larger than `maxBytes`. */
export async function writeRowCopy(source: RowSource, path: string, maxBytes: number): Promise<boolean> {
  const { connection, from, columns, sortedBy } = source;
  const [name, ...others] = sortedBy;
  const key = columns.find((column) => column.name.toLowerCase() === name?.toLowerCase());
  if (key === undefined || others.length > 0) return false;
  const bits = integerBits(key.type);
  if (bits === null && (key.type.typeId !== Id.VARCHAR || key.type.alias !== undefined)) return false;
  const k = quoteName(key.name);
  const [[total, distinct, widest] = []] = await (
    await connection.run(`SELECT count(*), count(DISTINCT ${k}), max(length(${k}::VARCHAR)) FROM ${from}`)
  ).getRows();
  if (total !== distinct || typeof total !== "bigint" || (bits === null && Number(widest) > LONGEST_KEY)) return false;
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192");
    database.exec(
      `CREATE TABLE rows (k ${bits === null ? "TEXT" : "INTEGER"} PRIMARY KEY NOT NULL, cells TEXT NOT NULL) STRICT${bits === null ? ", WITHOUT ROWID" : ""}`,
    );
    database.exec("CREATE TABLE about (facts TEXT NOT NULL) STRICT; BEGIN");
    const cells = columns.map(({ name: column, type }) => `coalesce(${jsonTextSql(type, quoteName(column))}, 'null')`).join(", ',', ");
    const longest = await insertRows(database, { connection, sql: `SELECT ${k}, concat('[', ${cells}, ']') FROM ${from}`, path, maxBytes });
    const facts: RowCopyFacts = {
      columns: columns.map(({ name: column, type }) => ({ name: column, type: String(type) })),
      key: key.name,
      bits,
      widest: longest.characters,
    };
    database.prepare("INSERT INTO about VALUES (?)").run(JSON.stringify(facts));
    database.exec("COMMIT");
    // A stream ends without a word when its query fails in the middle.
    if (longest.rows !== total) throw new Fault("internal", "rows are missing from the copy");
    return true;
  } finally {
    database.close();
  }
}

const LONGEST_KEY = 500;

interface Rows {
  readonly connection: DuckDBConnection;
  readonly sql: string;
  readonly path: string;
  readonly maxBytes: number;
}

async function insertRows(
  database: DatabaseSync,
  { connection, sql, path, maxBytes }: Rows,
): Promise<{ rows: bigint; characters: number }> {
  const insert = database.prepare("INSERT INTO rows VALUES (?, ?)");
  const result = await connection.stream(sql);
  let rows = 0n;
  let characters = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { rows, characters };
    const [keys = [], cells = []] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
    for (const [index, key] of keys.entries()) {
      const text = String(cells[index]);
      characters = Math.max(characters, text.length);
      insert.run(typeof key === "string" || typeof key === "bigint" ? key : BigInt(Number(key)), text);
    }
    rows += BigInt(chunk.rowCount);
    if (statSync(path).size > maxBytes) throw new Fault("disk", "the copy would be too large");
  }
}
