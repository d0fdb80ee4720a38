/** How many rows a relation has, without reading it: Parquet and copies know, of long texts the lines are judged by a few samples. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";
import type { WorkerRelation } from "#lib/engine/duckdb/protocol.ts";
import type { Estimate } from "#lib/engine/engine.ts";

/** Up to here a text is counted. */
const COUNTED_BYTES = 4_000_000;
const SAMPLES = 16;
const SAMPLE_BYTES = 65_536;

export async function estimateRows(
  { connection, relation }: { connection: DuckDBConnection; relation: OpenRelation },
  files: WorkerRelation,
): Promise<Estimate> {
  const sizes = files.paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? null);
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  // Rows of a copy can be counted when the files themselves are gone.
  const bytes = sizes.includes(null) ? null : total;
  const isCompressed = files.paths.some((path) => path.toLowerCase().endsWith(".gz"));
  if (files.format === "parquet" || files.hot !== null || (total <= COUNTED_BYTES && !isCompressed)) {
    const [[count] = []] = await (await connection.run(`SELECT count(*) FROM ${relation.from}`)).getRows();
    return { rows: Number(count), exact: true, bytes };
  }
  if (isCompressed) return { rows: null, exact: false, bytes };
  const lines = files.paths.map((path, index) => estimateLines(path, sizes[index] ?? 0));
  // A JSON array may be one line, or have several for a row.
  if (files.format === "json" && files.paths.some(beginsWithBracket)) return { rows: null, exact: false, bytes };
  const headers = files.format === "csv" ? files.paths.length : 0;
  return { rows: Math.max(0, Math.round(lines.reduce((sum, count) => sum + count, 0) - headers)), exact: false, bytes };
}

/** Line ends of evenly spread samples, in proportion. */
function estimateLines(path: string, size: number): number {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(SAMPLE_BYTES);
    let read = 0;
    let ends = 0;
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const at = Math.floor((Math.max(0, size - SAMPLE_BYTES) * sample) / (SAMPLES - 1));
      const count = readSync(file, buffer, 0, SAMPLE_BYTES, at);
      read += count;
      for (let index = 0; index < count; index += 1) if (buffer[index] === 0x0a) ends += 1;
    }
    return read === 0 ? 0 : (ends / read) * size;
  } finally {
    closeSync(file);
  }
}

function beginsWithBracket(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(1_024);
    return buffer.subarray(0, readSync(file, buffer)).toString("latin1").trimStart().startsWith("[");
  } finally {
    closeSync(file);
  }
}
