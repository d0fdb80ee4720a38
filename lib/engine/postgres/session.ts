/**
 * One question's connection. Everything runs inside `BEGIN READ ONLY` with the time that is left; whoever goes away, or runs out of time,
 * gets an answer at once, while the server is told to stop and the connection is given up behind their back.
 */
import pg from "pg";
import type { Limits } from "#lib/engine/engine.ts";
import { queryFailure } from "#lib/engine/postgres/failure.ts";
import type { Lane } from "#lib/engine/postgres/places.ts";
import type { Source } from "#lib/engine/postgres/source.ts";
import type { Ask } from "#lib/engine/postgres/type-book.ts";
import { AppError } from "#lib/errors.ts";

/** A server that does not end a cancelled query within this time loses the connection. */
const GRACE_MS = 1_000;
/** The server's own limit comes a little later than ours, whose answer is the clearer one. */
const SERVER_LATER_MS = 500;
const LOCK_MS = 3_000;
const IDLE_MS = 60_000;
/** Bytes that one question may send: an answer in one piece is held in memory. */
const MAX_ANSWER_BYTES = 64_000_000;

export class Session {
  readonly source: Source;
  readonly client: pg.PoolClient;
  /** Aborts when the reader leaves or the time is over. */
  readonly signal: AbortSignal;
  readonly ask: Ask = async (text, values) => {
    const rows: (string | null)[][] = [];
    await this.rows({ text, values }, (row) => rows.push([...row]) > 0);
    return rows;
  };
  readonly #end: () => void;
  readonly #deadline: number;
  #stopping: Promise<void> | null = null;
  #broken = false;
  #closed = false;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(
    source: Source,
    client: pg.PoolClient,
    { signal, deadline, end }: { signal: AbortSignal; deadline: number; end: () => void },
  ) {
    this.source = source;
    this.client = client;
    this.signal = signal;
    this.#deadline = deadline;
    this.#end = end;
    signal.addEventListener("abort", this.stop, { once: true });
  }

  /** @throws AppError TS-DATA-002 when the server is not there, TS-DATA-003, TS-DATA-004, or the signal's reason */
  static async open(source: Source, lane: Lane, limits: Limits): Promise<Session> {
    return await Session.#openWith(source, limits, async (signal) => await source.places.take(lane, signal));
  }

  /** `null`: there is no place for one more at the moment, or no connection. */
  static async openIfFree(source: Source, lane: Lane, limits: Limits): Promise<Session | null> {
    const release = source.places.takeIfFree(lane);
    if (release === null) return null;
    try {
      return await Session.#openWith(source, limits, async () => release);
    } catch {
      limits.signal.throwIfAborted();
      return null;
    }
  }

  static async #openWith(source: Source, limits: Limits, take: (signal: AbortSignal) => Promise<() => void>): Promise<Session> {
    limits.signal.throwIfAborted();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(tooLong()), limits.timeoutMs);
    const signal = AbortSignal.any([limits.signal, late.signal]);
    const deadline = performance.now() + limits.timeoutMs;
    try {
      const release = await take(signal);
      const end = () => {
        clearTimeout(timer);
        release();
      };
      const client = await source.connect(signal).catch((error: unknown) => {
        end();
        throw error;
      });
      // A connection that breaks while nothing is asked would end the process otherwise.
      if (client.listenerCount("error") < 2) client.on("error", () => {});
      return new Session(source, client, { signal, deadline, end });
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  }

  /** From here on nothing can be changed, whatever is run. @param settings more of them, in SQL */
  async begin(settings = ""): Promise<void> {
    const left = Math.max(1, Math.ceil(this.#deadline - performance.now()) + SERVER_LATER_MS);
    await this.#wait(
      this.client.query(
        `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${left}; SET LOCAL lock_timeout = ${LOCK_MS}; SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}; SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL row_security = on; ${settings}`,
      ),
    );
  }

  /** Text of our own, several statements in one go. */
  async script(sql: string): Promise<void> {
    await this.#wait(this.client.query(sql));
  }

  /**
   * One statement by the extended protocol, which cannot be two. Each row is handed over as it comes; `take` answers whether it wants
   * more. Resolves with the fields of the answer.
   */
  async rows(
    { text, values }: { text: string; values: readonly (string | null)[] },
    take: (row: readonly (string | null)[]) => boolean,
  ): Promise<readonly pg.FieldDef[]> {
    const query = new pg.Query({ text, values: [...values], rowMode: "array", queryMode: "extended" } as pg.QueryArrayConfig);
    const { promise, resolve, reject } = Promise.withResolvers<readonly pg.FieldDef[]>();
    let enough = false;
    let bytes = 0;
    query.on("row", (row: unknown, result: unknown) => {
      if (enough || take(row as readonly (string | null)[])) return;
      enough = true;
      resolve((result as pg.ResultBuilder).fields);
      // The rest would be sent to nobody.
      this.stop();
    });
    query.on("end", (result: unknown) => resolve((result as pg.ResultBuilder).fields));
    query.on("error", reject);
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES && !enough) {
        reject(new AppError("TS-DATA-005", "The answer is too large to be shown. Ask for fewer columns, or export it."));
        this.#break();
      }
    };
    const stream = streamOf(this.client);
    stream.on("data", count);
    try {
      this.client.query(query);
      return await this.#wait(promise);
    } finally {
      stream.off("data", count);
    }
  }

  /** Runs what needs this connection; throws the signal's reason as soon as there is one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    return await this.#wait(work());
  }

  /** Gives the connection back, or gives it up when something was stopped on it. Never throws. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.signal.removeEventListener("abort", this.stop);
    try {
      if (this.#stopping !== null) await this.#stopping;
      else if (!this.#broken) await Promise.race([this.client.query("ROLLBACK"), failAfter(GRACE_MS)]);
    } catch {
      this.#broken = true;
    }
    const spent = this.#broken || this.#stopping !== null;
    if (spent) this.#destroy();
    this.client.release(spent);
    this.#end();
  }

  async #wait<T>(work: Promise<T>): Promise<T> {
    this.#running = work.catch(() => {});
    const { promise: left, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(this.signal.reason);
    if (this.signal.aborted) onAbort();
    this.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([work, left]);
    } catch (error) {
      this.signal.throwIfAborted();
      throw error;
    } finally {
      this.signal.removeEventListener("abort", onAbort);
    }
  }

  /** Tells the server to stop and waits for it to have done so. The connection is not used again: a late cancel could hit its next query. */
  readonly stop = (): void => {
    if (this.#stopping !== null) return;
    const processId = "processID" in this.client ? Number(this.client.processID) : Number.NaN;
    this.#stopping = (async () => {
      if (Number.isInteger(processId)) await this.source.cancel(processId);
      await Promise.race([this.#running, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
    })();
  };

  #break(): void {
    this.#broken = true;
    this.#destroy();
  }

  #destroy(): void {
    streamOf(this.client).destroy();
  }
}

/** Opens, begins, works, closes. Failures come as answers for readers. */
export async function withSession<T>(source: Source, limits: Limits, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await Session.open(source, "page", limits);
  try {
    await session.begin();
    return await work(session);
  } catch (error) {
    session.signal.throwIfAborted();
    throw queryFailure(error, source.options.id);
  } finally {
    void session.close();
  }
}

function streamOf(client: pg.PoolClient): import("node:net").Socket {
  return (client as unknown as { connection: { stream: import("node:net").Socket } }).connection.stream;
}

function tooLong(): AppError {
  return new AppError("TS-DATA-003", "The query was stopped because it took too long. Ask for fewer rows or columns.");
}

async function failAfter(ms: number): Promise<never> {
  return await new Promise((_, reject) => setTimeout(() => reject(new Error("no answer in time")), ms).unref());
}
