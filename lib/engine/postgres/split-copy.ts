/**
 * A large table as a file, by two connections at once: making the text of its values is most of the server's work, and one process of the
 * server does it on one processor. Both see the same snapshot and read ranges of pages in turn; the ranges are put together in their order,
 * so the bytes are those of one COPY. Two ranges are held in memory at most beside the one that is written.
 */
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { to as copyTo } from "pg-copy-streams";
import type { CopyStream } from "#lib/engine/engine.ts";
import type { Session } from "#lib/engine/postgres/session.ts";
import { AppError } from "#lib/errors.ts";

/** Pages of 8 kB in a range. */
const RANGE_PAGES = 512;
const BUFFER = 1_048_576;

export interface SplitJob {
  /** Pages of the table. */
  readonly pages: number;
  /** The SELECT of the rows that a condition over `ctid` leaves. */
  readonly sqlOf: (range: string) => string;
  readonly header: boolean;
  readonly explain: (error: unknown) => unknown;
}

interface Range {
  readonly buffers: readonly Buffer[];
  readonly rows: number;
}

/** Resolves once the first byte is there. The sessions are closed when the export is over, however it ends. */
export async function startSplitCopy(sessions: readonly Session[], job: SplitJob): Promise<CopyStream> {
  const bytes = new PassThrough({ highWaterMark: BUFFER });
  // An error while nobody listens must not end the app. Whoever reads the stream, or waits for `done`, learns of it all the same.
  bytes.on("error", () => {});
  const unfollow = sessions[0]?.source.pace.follow(bytes);
  const { promise: left, reject: leave } = Promise.withResolvers<never>();
  left.catch(() => {});
  const done = Promise.race([writeRanges(sessions, job, bytes), left]).catch((error: unknown) => {
    const aborted = sessions.find(({ signal }) => signal.aborted)?.signal.reason;
    const reason: unknown = aborted ?? job.explain(error);
    bytes.destroy(reason instanceof Error ? reason : new Error(String(reason)));
    throw reason;
  });
  done.catch(() => {});
  bytes.once("close", () => {
    if (!bytes.readableEnded) {
      leave(bytes.errored ?? new AppError("TS-DATA-003", "The reader of the export went away."));
      for (const session of sessions) session.stop();
    }
    void done
      .catch(() => {})
      .finally(async () => {
        await Promise.all(sessions.map((session) => session.close()));
        unfollow?.();
      });
  });
  await Promise.race([done, once(bytes, "readable")]);
  return { bytes, done, expectedRows: null };
}

async function writeRanges(sessions: readonly Session[], job: SplitJob, bytes: PassThrough): Promise<{ readonly rows: number }> {
  const count = Math.max(1, Math.ceil(job.pages / RANGE_PAGES));
  const start = (index: number): Promise<Range> => {
    const session = sessions[index % sessions.length];
    if (session === undefined || index >= count) return Promise.resolve({ buffers: [], rows: 0 });
    const range = readRange(session, job.sqlOf(rangeSql(index, count)), job.header && index === 0);
    range.catch(() => {});
    return range;
  };
  const ahead = sessions.map((_, index) => start(index));
  let rows = 0;
  for (let index = 0; index < count; index += 1) {
    const range = await ahead[index % sessions.length];
    // Its connection is free now and goes on while this range is written.
    ahead[index % sessions.length] = start(index + sessions.length);
    if (range === undefined) break;
    rows += range.rows;
    for (const buffer of range.buffers) if (!bytes.write(buffer)) await drained(bytes);
    if (bytes.destroyed) throw bytes.errored ?? new AppError("TS-DATA-003", "The reader of the export went away.");
  }
  bytes.end();
  return { rows };
}

/** The reader has taken what was written, or is gone. */
async function drained(bytes: PassThrough): Promise<void> {
  if (bytes.destroyed) return;
  const gone = new AbortController();
  const onClose = () => gone.abort();
  bytes.once("close", onClose);
  await once(bytes, "drain", { signal: gone.signal }).catch(() => {});
  bytes.off("close", onClose);
}

/** The last range has no end: what grew behind it is not in the snapshot. */
function rangeSql(index: number, count: number): string {
  const from = `ctid >= tid '(${index * RANGE_PAGES},0)'`;
  return index === count - 1 ? from : `${from} AND ctid < tid '(${(index + 1) * RANGE_PAGES},0)'`;
}

async function readRange(session: Session, sql: string, header: boolean): Promise<Range> {
  const { promise, resolve, reject } = Promise.withResolvers<Range>();
  const copy = copyTo(`COPY (${sql}) TO STDOUT (FORMAT csv, HEADER ${header})`, { highWaterMark: BUFFER });
  const buffers: Buffer[] = [];
  let isRead = false;
  let rows: number | null = null;
  const settle = () => isRead && rows !== null && resolve({ buffers, rows });
  copy.on("data", (chunk: Buffer) => buffers.push(chunk));
  copy.once("end", () => {
    isRead = true;
    settle();
  });
  copy.once("error", reject);
  // The count is known once the server says that it is ready for the next statement, which may be before all is read.
  Object.assign(copy, {
    handleReadyForQuery: () => {
      rows = copy.rowCount;
      settle();
    },
  });
  const onEnd = () => reject(new Error("the connection was closed"));
  session.client.once("end", onEnd);
  session.client.query(copy);
  return await session.run(() => promise).finally(() => session.client.off("end", onEnd));
}
