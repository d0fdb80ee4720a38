import { AppError } from "#lib/errors.ts";
import type { Audit } from "#lib/server/audit/audit.ts";
import type { Log } from "#lib/server/log.ts";
import type { AuditEvent } from "#lib/store/audit.ts";

export interface AuditWriterOptions {
  /** All or nothing. Writing the same events again changes nothing. */
  readonly write: (events: readonly AuditEvent[]) => Promise<void>;
  readonly log: Pick<Log, "error">;
  /** An event waits at most this long for others to be written with it. */
  readonly quietMs?: number;
  /** Events in one statement. */
  readonly batch?: number;
  /** Events that may wait to be written; beyond them, calls wait. */
  readonly room?: number;
  /** How long a call waits for room before it is refused. */
  readonly patienceMs?: number;
  /** Pause after a write that failed. */
  readonly retryMs?: number;
}

/** Characters of statements that may wait, however few events they belong to. */
const MAX_TEXT = 16_000_000;
/** At the end, a database that does not answer is tried for this long. */
const CLOSING_MS = 3_000;

/**
 * Writes events in batches. Nothing is dropped while the process lives: a batch that could not be written is tried again, and meanwhile
 * calls wait. What `kill -9` can lose are events of the last `quietMs` and those in the batch that is being written.
 */
export function openAuditWriter(options: AuditWriterOptions): Audit {
  const { write, log, quietMs = 100, batch = 200, room = 2_000, patienceMs = 5_000, retryMs = 500 } = options;
  const queue: AuditEvent[] = [];
  let text = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | null = null;
  let closed = false;
  let woken = Promise.withResolvers<void>();

  const isFull = () => queue.length >= room || text >= MAX_TEXT;

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const events = queue.slice(0, batch);
      try {
        await write(events);
      } catch (error) {
        log.error({ err: error, waiting: queue.length }, "the audit could not be written");
        if (closed) throw error;
        await delay(retryMs);
        continue;
      }
      queue.splice(0, events.length);
      text -= events.reduce((sum, event) => sum + lengthOf(event), 0);
      woken.resolve();
      woken = Promise.withResolvers<void>();
      // What came meanwhile and does not fill a batch waits for others again.
      if (queue.length < batch && !closed) break;
    }
  }

  function start(): void {
    clearTimeout(timer);
    timer = undefined;
    flushing ??= flush()
      .catch(() => undefined)
      .finally(() => {
        flushing = null;
        if (queue.length > 0 && !closed) schedule();
      });
  }

  function schedule(): void {
    if (flushing !== null) return;
    if (queue.length >= batch) start();
    else timer ??= setTimeout(start, quietMs);
  }

  return {
    record: async (event) => {
      const until = performance.now() + patienceMs;
      while (isFull()) {
        const left = until - performance.now();
        if (left <= 0 || closed) throw unavailable();
        await Promise.race([woken.promise, delay(left)]);
      }
      if (closed) throw unavailable();
      queue.push(event);
      text += lengthOf(event);
      schedule();
    },
    close: async () => {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      const until = performance.now() + CLOSING_MS;
      await flushing;
      while (queue.length > 0 && performance.now() < until) await flush().catch(() => delay(Math.min(retryMs, 250)));
      if (queue.length > 0) log.error({ lost: queue.length }, "events of the audit were lost, because the database did not answer");
    },
  };
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

const lengthOf = ({ sql }: AuditEvent) => sql?.text.length ?? 0;

function unavailable(): AppError {
  return new AppError("TS-SERVER-002", "What is read here is recorded, and it cannot be recorded right now. Try again in a moment.", {
    headers: { "Retry-After": "5" },
  });
}
