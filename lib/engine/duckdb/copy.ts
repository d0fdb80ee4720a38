/** An export: the engine writes into a pipe, the caller gets the other end once it is certain that there is something to read. */
import { once } from "node:events";
import type { Readable } from "node:stream";
import { makePipe, type Pipe } from "#lib/engine/duckdb/pipe.ts";
import { PipeReader } from "#lib/engine/duckdb/pipe-reader.ts";
import type { Lease } from "#lib/engine/duckdb/pool.ts";
import type { CopyJob } from "#lib/engine/duckdb/protocol.ts";
import type { CopyResult, CopyStream, Limits } from "#lib/engine/engine.ts";
import type { Pace } from "#lib/engine/pace.ts";
import { AppError } from "#lib/errors.ts";

export interface CopyOptions {
  readonly pipes: string;
  readonly uid: number | null;
  readonly pace: Pace;
}

export async function startCopy(
  lease: Lease,
  makeJob: (path: string) => CopyJob,
  limits: Limits,
  { pipes, uid, pace }: CopyOptions,
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
  let unfollow = () => {};
  void free.then(() => {
    pipe.finish();
    lease.release();
    unfollow();
  });
  const done = result.then(({ value }) => readResult(value));
  done.catch(() => {});
  const follow = (bytes: Readable) => {
    unfollow = pace.follow(bytes);
  };
  const stream = pipe.live ? await liveStream(pipe, done, left, follow) : await fileStream(pipe, done);
  return { ...stream, expectedRows };
}

async function liveStream(
  pipe: Pipe,
  done: Promise<CopyResult>,
  left: AbortController,
  follow: (bytes: Readable) => void,
): Promise<CopyStream> {
  const bytes = pipe.open();
  follow(bytes);
  bytes.once("close", () => {
    left.abort(bytes.errored ?? new AppError("TS-DATA-003", "The reader of the export went away."));
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

function readResult(value: unknown): CopyResult {
  if (typeof value === "object" && value !== null && "rows" in value && typeof value.rows === "number") return { rows: value.rows };
  throw new AppError("TS-DATA-002", "The query engine gave no answer that can be read.");
}
