/**
 * The way of an export's bytes out of a worker: a named pipe that the engine writes like a file and Node reads as a socket. Bytes
 * are never copied through JavaScript twice, and a slow reader slows the engine down. Without `mkfifo` a temporary file serves.
 */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chown, closeSync, constants, createReadStream, fstatSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { PipeReader } from "#lib/engine/duckdb/pipe-reader.ts";
import { AppError } from "#lib/errors.ts";

const run = promisify(execFile);

export interface Pipe {
  /** Where the engine writes. */
  readonly path: string;
  /** A pipe can be read while it is written; a file only afterwards. */
  readonly live: boolean;
  readonly open: () => Readable;
  /** No more bytes will be written: what was written can still be read. Call it once the engine is done, failed or dead. */
  readonly finish: () => void;
}

const FLAGS = constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** `folder` is writable for the app alone; `uid` is the user who writes. */
export async function makePipe(folder: string, uid: number | null): Promise<Pipe> {
  const path = join(folder, randomUUID());
  if (!(await makeFifo(path, uid))) return temporaryFile(path);
  const reader = openSync(path, constants.O_RDONLY | FLAGS);
  // Held open so that the reader sees no end before the engine has opened its own side.
  const keeper = openSync(path, constants.O_WRONLY | FLAGS);
  if (!fstatSync(reader).isFIFO()) throw new AppError("TS-DATA-002", "An export could not be started.");
  let open = true;
  return {
    path,
    live: true,
    open: () => new PipeReader(reader),
    finish: () => {
      if (!open) return;
      open = false;
      closeSync(keeper);
      rmSync(path, { force: true });
    },
  };
}

/** `false`: there are no named pipes here. `uid`: the user at the other end. */
export async function makeFifo(path: string, uid: number | null): Promise<boolean> {
  try {
    await run("mkfifo", ["-m", "600", path]);
  } catch (error) {
    if (uid !== null) throw new AppError("TS-DATA-002", "An export could not be started.", { cause: error });
    return false;
  }
  if (uid !== null) await promisify(chown)(path, uid, uid);
  return true;
}

function temporaryFile(path: string): Pipe {
  let reader: Readable | null = null;
  return {
    path,
    live: false,
    open: () => {
      reader = createReadStream(path);
      reader.once("close", () => rmSync(path, { force: true }));
      return reader;
    },
    finish: () => {
      if (reader === null) rmSync(path, { force: true });
    },
  };
}
