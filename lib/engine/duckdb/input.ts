/**
 * The way of rows into a worker: a named pipe that the engine reads like a file, so that a slow engine slows its source down. Where
 * nobody can tell whether the engine has opened it (no `/proc`), a temporary file serves.
 */
import { randomUUID } from "node:crypto";
import { closeSync, constants, createWriteStream, existsSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { type Readable, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { makeFifo } from "#lib/engine/duckdb/pipe.ts";
import { AppError } from "#lib/errors.ts";

export interface Input {
  /** Where the engine reads. */
  readonly path: string;
  /** Takes rows while they are read; otherwise `feed` must have ended before the engine begins. */
  readonly live: boolean;
  /** Resolves once all of the source is handed over. Rejects with the source's error; `finish` ends it as well. */
  readonly feed: (source: Readable) => Promise<void>;
  /** To be called when the engine is done, failed or dead. */
  readonly finish: () => void;
}

const FLAGS = constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** `most`: bytes that a temporary file may have. */
export async function makeInput(folder: string, uid: number | null, most: number): Promise<Input> {
  const path = join(folder, randomUUID());
  if (!existsSync("/proc/self/fd") || !(await makeFifo(path, uid))) return temporaryFile(path, most);
  // Until the engine reads, what was written would be lost without a reader.
  const keeper = openSync(path, constants.O_RDONLY | FLAGS);
  const writer = new Socket({ fd: openSync(path, constants.O_WRONLY | FLAGS), readable: false, writable: true });
  writer.on("error", () => {});
  let open = true;
  return {
    path,
    live: true,
    feed: async (source) => await pipeline(source, writer),
    finish: () => {
      if (!open) return;
      open = false;
      writer.destroy();
      closeSync(keeper);
      rmSync(path, { force: true });
    },
  };
}

function temporaryFile(path: string, most: number): Input {
  return {
    path,
    live: false,
    feed: async (source) => await pipeline(source, atMost(most), createWriteStream(path, { mode: 0o600 })),
    finish: () => rmSync(path, { force: true }),
  };
}

function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done: TransformCallback) => {
      seen += chunk.length;
      if (seen <= bytes) return done(null, chunk);
      done(new AppError("TS-DATA-005", "The export needed more temporary disk space than one may use. Filter the rows, or export CSV."));
    },
  });
}
