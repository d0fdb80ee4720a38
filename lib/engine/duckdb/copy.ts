/** An export: the engine writes into a pipe, the caller gets the other end once it is certain that there is something to read. */
import { once } from "node:events";
import type { Readable } from "node:stream";
import { makePipe, type Pipe } from "#lib/engine/duckdb/pipe.ts";
import { PipeReader } from "#lib/engine/duckdb/pipe-reader.ts";
import type { Lease } from "#lib/engine/duckdb/pool.ts";
import type { CopyJob } from "#lib/engine/duckdb/protocol.ts";
import type { CopyResult, CopyStream, Limits } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";

export interface CopyOptions {
  readonly pipes: string;
  readonly uid: number | null;
  /** A reader that takes no byte for this long is gone. */
  readonly stallMs: number;
}

export async function startCopy(
  lease: Lease,
  makeJob: (path: string) => CopyJob,
  limits: Limits,
  { pipes, uid, stallMs }: CopyOptions,
): Promise<CopyStream> {
  const pipe = await makePipe(pipes, uid).catch((error: unknown) => {
    lease.release();
    throw error;
  });
  // The reader's own end of the stream stops the engine as well as the caller's signal does.
  const left = new AbortController();
  const signal = AbortSignal.any([limits.signal, left.signal]);
  let expectedRows: number | null = null;
  const { result, free } = lease.worker.run(makeJob(pipe.path), { timeoutMs: limits.timeoutMs, signal }, (rows) => {
    expectedRows = rows;
  });
  void free.then(() => {
    pipe.finish();
    lease.release();
  });
  const done = result.then(({ value }) => readResult(value));
  done.catch(() => {});
  const stream = pipe.live ? await liveStream(pipe, done, left, stallMs) : await fileStream(pipe, done);
  return { ...stream, expectedRows };
}

async function liveStream(pipe: Pipe, done: Promise<CopyResult>, left: AbortController, stallMs: number): Promise<CopyStream> {
  const bytes = pipe.open();
  const unwatch = watchStall(bytes, stallMs);
  bytes.once("close", () => {
    unwatch();
    left.abort(new AppError("TS-DATA-003", "The reader of the export went away."));
  });
  done.then(
    () => pipe.finish(),
    (error: unknown) => bytes.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  // An error while nobody listens must not end the app. Whoever reads the stream, or waits for `done`, learns of it all the same.
  bytes.on("error", () => {});
  await Promise.race([done, once(bytes, "readable")]);
  return { bytes, done, expectedRows: null, ...(bytes instanceof PipeReader ? { recycle: (chunk) => bytes.recycle(chunk) } : {}) };
}

async function fileStream(pipe: Pipe, done: Promise<CopyResult>): Promise<CopyStream> {
  await done;
  return { bytes: pipe.open(), done, expectedRows: null };
}

/** Destroys a stream whose reader stopped reading: it holds a worker. */
function watchStall(bytes: Readable, stallMs: number): () => void {
  let last = Date.now();
  const read = bytes.read.bind(bytes);
  bytes.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (chunk !== null) last = Date.now();
    return chunk;
  };
  const timer = setInterval(() => {
    if (bytes.readableLength === 0) last = Date.now();
    else if (Date.now() - last > stallMs) bytes.destroy(new AppError("TS-DATA-003", "The export was stopped because nobody read it."));
  }, stallMs / 4);
  timer.unref();
  return () => clearInterval(timer);
}

function readResult(value: unknown): CopyResult {
  if (typeof value === "object" && value !== null && "rows" in value && typeof value.rows === "number") return { rows: value.rows };
  throw new AppError("TS-DATA-002", "The query engine gave no answer that can be read.");
}
