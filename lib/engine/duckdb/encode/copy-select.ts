/**
 * A SELECT as a file: row exports and exports of statements alike. CSV, JSON, NDJSON and Parquet are written by the engine itself
 * (`COPY … TO`), because encoding them in JavaScript costs eight times the processor time.
 */
import { writeFile } from "node:fs/promises";
import type { DuckDBConnection, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import { arrowFile } from "#lib/engine/duckdb/encode/arrow-file.ts";
import { copyInEngine } from "#lib/engine/duckdb/encode/copy-in-engine.ts";
import { type Spool, withSpool } from "#lib/engine/duckdb/encode/spool.ts";
import { uniqueNames } from "#lib/engine/duckdb/encode/unique-names.ts";
import { XLSX_MOST, xlsxFile } from "#lib/engine/duckdb/encode/xlsx-file.ts";
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
  /** Called before the first byte where it is known by then how many rows there will be. */
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
      return await copyInEngine(source, format, target.path);
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
