import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { type CatalogFile, readCatalogFile } from "#lib/contract/catalog-file.ts";
import type { CatalogText } from "#lib/contract/parse-memory.ts";

/** What a thread that reads files is started with. */
export interface ParseThreadData {
  readonly touchstone: "parse";
  /** What is read in one go. */
  readonly chunks: readonly (readonly CatalogText[])[];
  /** Index of the next chunk that nobody has taken yet: one number that all threads share. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

export interface ReadChunk {
  readonly chunk: number;
  readonly files: readonly CatalogFile[];
}

/** Whether this is such a thread: of a program in one file, it runs that file. */
export function isParseThread(): boolean {
  return !isMainThread && isThreadData(workerData);
}

/** Takes chunks until there are none. */
export function readChunks(): void {
  if (!isThreadData(workerData)) return;
  const { chunks, next } = workerData;
  for (let at = takeNext(next); at < chunks.length; at = takeNext(next))
    parentPort?.postMessage({ chunk: at, files: (chunks[at] ?? []).map(readCatalogFile) } satisfies ReadChunk);
}

export function takeNext(next: ParseThreadData["next"]): number {
  return Atomics.add(next, 0, 1);
}

function isThreadData(data: unknown): data is ParseThreadData {
  return typeof data === "object" && data !== null && "touchstone" in data && data.touchstone === "parse";
}

if (import.meta.main && isParseThread()) readChunks();
