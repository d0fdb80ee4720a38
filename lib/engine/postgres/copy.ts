/** An export: the server's own COPY, whose bytes go through without being read. */
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { to as copyTo } from "pg-copy-streams";
import type { CopyResult, CopyStream } from "#lib/engine/engine.ts";
import type { Session } from "#lib/engine/postgres/session.ts";
import { AppError } from "#lib/errors.ts";

/** Bytes that wait for the reader. */
const BUFFER = 1_048_576;

export interface CopyJob {
  /** The SELECT. */
  readonly sql: string;
  readonly header: boolean;
  /** A failure → what the reader is told. */
  readonly explain: (error: unknown) => unknown;
}

/** Settings of a transaction whose rows come in the order in which they lie. */
export const IN_ORDER = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL synchronize_seqscans = off;";

/** Resolves once the first byte is there. The session is closed when the export is over, however it ends. */
export async function startCopy(session: Session, { sql, header, explain }: CopyJob): Promise<CopyStream> {
  const bytes = new PassThrough({ highWaterMark: BUFFER });
  const copy = copyTo(`COPY (${sql}) TO STDOUT (FORMAT csv, HEADER ${header})`, { highWaterMark: BUFFER });
  const { promise: finished, resolve, reject } = Promise.withResolvers<CopyResult>();
  // The count is known once the server says that it is ready for the next statement, which is after the last byte.
  Object.assign(copy, { handleReadyForQuery: () => resolve({ rows: copy.rowCount }) });
  copy.once("error", reject);
  const onEnd = () => reject(new Error("the connection was closed"));
  session.client.once("end", onEnd);
  const fail = (error: unknown) => {
    const reason = session.signal.aborted ? session.signal.reason : explain(error);
    bytes.destroy(reason instanceof Error ? reason : new Error(String(reason)));
    throw reason;
  };
  const done = session.run(() => finished).catch(fail);
  done.catch(() => {});
  // An error while nobody listens must not end the app. Whoever reads the stream, or waits for `done`, learns of it all the same.
  bytes.on("error", () => {});
  const unfollow = session.source.pace.follow(bytes);
  bytes.once("close", () => {
    session.client.off("end", onEnd);
    if (!bytes.readableEnded) {
      reject(bytes.errored ?? new AppError("TS-DATA-003", "The reader of the export went away."));
      session.stop();
    }
    void done
      .catch(() => {})
      .finally(async () => {
        await session.close();
        unfollow();
      });
  });
  session.client.query(copy);
  copy.pipe(bytes);
  await Promise.race([done, once(bytes, "readable")]);
  return { bytes, done, expectedRows: null };
}
