/**
 * A SELECT as a file: row exports and exports of statements alike. CSV, JSON, NDJSON and Parquet are written by the engine itself
 * (`COPY … TO`), because encoding them in JavaScript costs eight times the processor time.
 */
import { writeFile } from "node:fs/promises";
import type { DuckDBConnection, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import { csvCellSql, csvName } from "#lib/engine/duckdb/csv-cell.ts";
import { arrowFile } from "#lib/engine/duckdb/encode/arrow-file.ts";
import { jsonObjectSql } from "#lib/engine/duckdb/encode/json-text.ts";
import { type Spool, withSpool } from "#lib/engine/duckdb/encode/spool.ts";
import { uniqueNames } from "#lib/engine/duckdb/encode/unique-names.ts";
import { XLSX_MOST, xlsxFile } from "#lib/engine/duckdb/encode/xlsx-file.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import type { CopyFormat, CopyResult } from "#lib/engine/engine.ts";

/** One SELECT, whoever wrote it. Its rows come in its own order. */
export interface CopySource {
  readonly connection: DuckDBConnection;
  /** Its output columns in their order, duplicates included. */
  readonly columns: readonly CopyColumn[];
  /** Runs `head`, the SELECT and `foot` as one statement, with the SELECT's values bound. */
  readonly send: (head: string, foot: string) => Promise<DuckDBResult>;
}

export interface CopyColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

export interface CopyTarget {
  /** Pipe or file that takes the bytes. */
  readonly path: string;
  /** Aborts when the copy was interrupted: what is encoded in JavaScript hears nothing of the engine's own interrupt. */
  readonly signal: AbortSignal;
  /** Called at most once, before the first byte, where it is known by then how many rows there will be. */
  readonly expects: (rows: number) => void;
}

/** Writes all rows, or throws: then what was written is not a whole file. The session's time zone must be UTC. */
export async function copySelect(source: CopySource, format: CopyFormat, target: CopyTarget): Promise<CopyResult> {
  switch (format.format) {
    case "arrow":
      return await encode(source, target, null, arrowFile);
    case "xlsx":
      return await encode(source, target, XLSX_MOST, xlsxFile);
    default:
      return await copyInEngine(source, format, target);
  }
}

async function encode(
  source: CopySource,
  { path, signal, expects }: CopyTarget,
  most: number | null,
  bytesOf: (spool: Spool, columns: readonly CopyColumn[]) => AsyncIterable<Uint8Array>,
): Promise<CopyResult> {
  const names = uniqueNames(source.columns.map(({ name }) => name));
  return await withSpool(source, most, async (spool) => {
    expects(spool.rows);
    const columns = source.columns.map(({ type }, index) => ({ type, name: names[index] ?? "" }));
    await writeFile(path, bytesOf(spool, columns), { signal });
    return { rows: spool.rows };
  });
}

async function copyInEngine(source: CopySource, format: CopyFormat, { path }: CopyTarget): Promise<CopyResult> {
  const { fields, options } = statementOf(source.columns, format);
  const { head, foot } = aroundSelect(source.columns, fields);
  const result = await source.send(`COPY (${head}`, `${foot}) TO ${quoteText(path)} (${options}, USE_TMP_FILE false)`);
  return { rows: Number(result.rowsChanged) };
}

/** Lines of text as they are: no header, no quotes, and a delimiter that no line has to be guarded against. */
const LINES = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ''";

function statementOf(columns: readonly CopyColumn[], format: CopyFormat): { readonly fields: string; readonly options: string } {
  const names = uniqueNames(columns.map(({ name }) => name));
  const cells = columns.map(({ type }, index) => ({ type, sql: `c${index}`, name: names[index] ?? "" }));
  switch (format.format) {
    case "csv": {
      const fields = cells.map(
        ({ type, sql, name }) => `${csvCellSql(type, sql, format.safe)} AS ${quoteName(csvName(name, format.safe))}`,
      );
      return { fields: fields.join(", "), options: "FORMAT csv, HEADER true" };
    }
    case "ndjson":
      return { fields: jsonObjectSql(cells), options: LINES };
    case "json":
      return { fields: jsonObjectSql(cells), options: `${LINES}, PREFIX '[', NEW_LINE ${quoteText(",\n")}, SUFFIX ${quoteText("]\n")}` };
    default: {
      const fields = cells.map(({ sql, name }) => `${sql} AS ${quoteName(name)}`);
      return { fields: fields.join(", "), options: "FORMAT parquet, COMPRESSION zstd" };
    }
  }
}

/**
 * `SELECT fields FROM (…)`, where the rows are `c0`, `c1`, …: names of a statement's result may be the same. The inner text is on
 * lines of its own, so that a comment at its end does not swallow the bracket.
 */
function aroundSelect(columns: readonly CopyColumn[], fields: string): { readonly head: string; readonly foot: string } {
  return { head: `SELECT ${fields} FROM (\n`, foot: `\n) AS copied(${columns.map((_, index) => `c${index}`).join(", ")})` };
}
