/** What a worker does with rows of a server: reads them as CSV from a pipe and writes them in another format. */
import { closeSync, constants, openSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import { type CopyColumn, type CopyTarget, copySelect } from "#lib/engine/duckdb/encode/copy-select.ts";
import { plainMessage } from "#lib/engine/duckdb/engine-message.ts";
import { Fault, faultKindOf } from "#lib/engine/duckdb/fault.ts";
import type { TranscodeJob } from "#lib/engine/duckdb/protocol.ts";
import { quoteText } from "#lib/engine/duckdb/quote.ts";
import type { CopyResult } from "#lib/engine/engine.ts";
import type { SourceColumn } from "#lib/engine/transcode.ts";

/** Longest row that is read, in bytes, and what is read at once: without this the engine takes sixteen times the row. */
const LINE_BYTES = 16_000_000;
const BUFFER_BYTES = 2 * LINE_BYTES;

export async function runTranscode(
  connection: DuckDBConnection,
  { input, live, columns, format, path }: TranscodeJob,
  output: Omit<CopyTarget, "path">,
): Promise<CopyResult> {
  const select = selectSql(input, columns);
  const send = async (head: string, foot: string): Promise<DuckDBResult> => {
    const release = live ? holdOpen(input) : () => {};
    try {
      return await connection.run(`${head}${select}${foot}`);
    } catch (error) {
      throw asFault(error);
    } finally {
      release();
    }
  };
  const typed = await typesOf(connection, columns);
  return await copySelect({ connection, columns: typed, send }, format, { path, ...output });
}

/** Every cell is read as text, so that reading guesses nothing, and then cast. */
function selectSql(input: string, columns: readonly SourceColumn[]): string {
  const names = columns.map((_, index) => `${quoteText(`t${index}`)}: 'VARCHAR'`);
  const casts = columns.map(({ duckdbType }, index) => {
    const type = checkedType(duckdbType);
    return type === "BLOB" ? `from_base64(t${index})` : `CAST(t${index} AS ${type})`;
  });
  const options = `auto_detect = false, header = false, delim = ',', new_line = '\\n', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, parallel = false, max_line_size = ${LINE_BYTES}, buffer_size = ${BUFFER_BYTES}, columns = {${names.join(", ")}}`;
  return `SELECT ${casts.join(", ")} FROM read_csv(${quoteText(input)}, ${options})`;
}

async function typesOf(connection: DuckDBConnection, columns: readonly SourceColumn[]): Promise<readonly CopyColumn[]> {
  const nulls = columns.map(({ duckdbType }) => `CAST(NULL AS ${checkedType(duckdbType)})`);
  const types = (await connection.run(`SELECT ${nulls.join(", ")}`)).columnTypes();
  return columns.flatMap(({ name }, index) => (types[index] === undefined ? [] : [{ name, type: types[index] }]));
}

/** The name becomes part of SQL text. */
function checkedType(name: string): string {
  if (!/^[A-Z][A-Z0-9_]*(?: ?\(\d+(?:, ?\d+)?\))?$/.test(name)) throw new Fault("internal", `not a type: ${name}`);
  return name;
}

const UNREADABLE = "The source sent rows that cannot be read as the types that it names. Export CSV instead, or leave columns out.";

function asFault(error: unknown): unknown {
  const message = plainMessage(error instanceof Error ? error.message : String(error));
  return faultKindOf(message) === "damaged" ? new Fault("damaged", message, { sentence: UNREADABLE, details: [] }) : error;
}

/**
 * A pipe whose writer has ended before the engine opens it would keep the engine waiting for ever. Held open from this side until
 * the engine has it, it shows what was written, and then its end.
 */
function holdOpen(path: string): () => void {
  const held = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  let open = true;
  const release = () => {
    if (!open) return;
    open = false;
    clearInterval(timer);
    closeSync(held);
  };
  const timer = setInterval(() => {
    if (countOpen(path) > 1) release();
  }, 2);
  return release;
}

function countOpen(path: string): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(join("/proc/self/fd", fd)) === path;
    } catch {
      return false;
    }
  }).length;
}
