/** Rows of a server as a file of another format: they go into a worker as CSV, and come out as what was asked for. */
import type { Readable } from "node:stream";
import { type CopyOptions, startCopy } from "#lib/engine/duckdb/copy.ts";
import { makeInput } from "#lib/engine/duckdb/input.ts";
import type { Lease } from "#lib/engine/duckdb/pool.ts";
import type { CopyFormat, CopyStream, Limits } from "#lib/engine/engine.ts";
import type { SourceColumn } from "#lib/engine/transcode.ts";
import { AppError } from "#lib/errors.ts";

export interface TranscodeOptions extends CopyOptions {
  /** A place for an export. */
  readonly acquire: (signal: AbortSignal) => Promise<Lease>;
  /** Bytes of a temporary file. */
  readonly mostBytes: number;
}

export interface TranscodeRequest {
  readonly source: Readable;
  readonly columns: readonly SourceColumn[];
  readonly format: CopyFormat;
}

/**
 * The engine sees the end of its input only when the source came to its own end. Any other end stops the copy first, so that what
 * was written until then is never taken for the whole.
 */
export async function startTranscode(request: TranscodeRequest, limits: Limits, options: TranscodeOptions): Promise<CopyStream> {
  const { source, columns, format } = request;
  const broken = new AbortController();
  // A source that breaks before it is read must not end the app.
  source.on("error", () => {});
  const stopped = AbortSignal.any([limits.signal, broken.signal]);
  const input = await makeInput(options.pipes, options.uid, options.mostBytes);
  const end = (error: Error | null) => {
    source.destroy(error ?? undefined);
    input.finish();
  };
  try {
    const fed = input.feed(source).catch((error: unknown) => {
      broken.abort(error);
      throw error;
    });
    fed.catch(() => {});
    if (!input.live) await fed;
    const lease = await options.acquire(stopped);
    const makeJob = (path: string) => ({ kind: "transcode" as const, input: input.path, live: input.live, columns, format, path });
    const stream = await startCopy(lease, makeJob, { ...limits, signal: stopped }, options);
    stream.done.then(
      () => end(null),
      () => end(new AppError("TS-DATA-003", "The export was stopped.")),
    );
    return stream;
  } catch (error) {
    end(error instanceof Error ? error : null);
    throw error;
  }
}
