import { once } from "node:events";
import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { type ParseThreadData, type ReadChunk, takeNext } from "#lib/catalog/parse-thread.ts";
import { readCatalogFile } from "#lib/contract/catalog-file.ts";
import type { CatalogText, ParseMemory } from "#lib/contract/parse-memory.ts";

/** Less than this is read sooner than a thread starts. In UTF-16 code units, as all sizes here. */
const WORTH_A_THREAD = 1_500_000;
const CHUNK = 100_000;
/** Each costs memory; beyond these the rest of the work, which is done in one thread, takes longer than the reading. */
const MAX_THREADS = 3;
/**
 * A heap that may grow is not cleaned in time: with these limits, 10,000 contracts take 520 MB in all instead of 720 MB and no longer. A
 * thread that needs more ends, and what it had is read here.
 */
const HEAP = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32 };
/** In the project a thread runs its own module; where all of the program is one file, that file. */
const HERE = import.meta.url;
const ENTRY = HERE.endsWith("/parse-pool.ts") ? HERE.replace(/parse-pool\.ts$/, "parse-thread.ts") : HERE;

export interface ParsePoolOptions {
  /** Besides the thread that calls; by default one for each further processor. */
  readonly threads?: number;
  readonly worthAThread?: number;
  /** How many of the files are read; called often. */
  readonly onRead?: (read: number, total: number) => void;
  /** For tests: another entry of the threads. */
  readonly entry?: URL;
}

/**
 * Reads the files that a memory does not know yet, on several threads when there is much to read. The calling thread takes part, and
 * does by itself what a thread did not: one that cannot start or dies costs time and nothing else.
 */
export async function readInParallel(files: readonly CatalogText[], memory: ParseMemory, options: ParsePoolOptions = {}): Promise<void> {
  const unknown = files.filter((file) => !memory.has(file));
  const size = unknown.reduce((sum, { text }) => sum + text.length, 0);
  const count = options.threads ?? Math.min(MAX_THREADS, availableParallelism() - 1);
  // The memory reads by itself what is missing from it.
  if (count < 1 || size < (options.worthAThread ?? WORTH_A_THREAD)) return;

  const chunks = chunksOf(unknown);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const data: ParseThreadData = { touchstone: "parse", chunks, next };
  const threads = Array.from({ length: count }, () => startThread(options.entry ?? new URL(ENTRY), data, memory));
  for (let at = takeNext(next); at < chunks.length; at = takeNext(next)) {
    for (const file of chunks[at] ?? []) memory.put(file, readCatalogFile(file));
    options.onRead?.(
      chunks.slice(0, at + 1).reduce((sum, chunk) => sum + chunk.length, files.length - unknown.length),
      files.length,
    );
    // What other threads have read arrives between two chunks.
    await nextTurn();
  }
  await Promise.all(threads);
}

/** @returns when the thread has ended, for whatever reason */
async function startThread(entry: URL, data: ParseThreadData, memory: ParseMemory): Promise<void> {
  let thread: Worker;
  try {
    thread = new Worker(entry, {
      workerData: data,
      execArgv: [],
      name: "touchstone-parse",
      stdout: true,
      stderr: true,
      resourceLimits: HEAP,
    });
  } catch {
    return;
  }
  thread.on("message", ({ chunk, files }: ReadChunk) => {
    for (const [index, text] of (data.chunks[chunk] ?? []).entries()) {
      const file = files[index];
      if (file !== undefined) memory.put(text, file);
    }
  });
  // What it leaves undone is read here.
  thread.on("error", () => undefined);
  await once(thread, "exit").catch(() => undefined);
}

function chunksOf(files: readonly CatalogText[]): readonly (readonly CatalogText[])[] {
  const chunks: CatalogText[][] = [];
  let size = CHUNK;
  for (const file of files) {
    if (size >= CHUNK) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(file);
    size += file.text.length;
  }
  return chunks;
}
