/** The parser in a thread of its own: hostile text may take long or much memory, and must not hold up anything else. */
import { Worker } from "node:worker_threads";
import type { Read } from "#lib/engine/trino/gate/analyze.ts";
import { AppError } from "#lib/errors.ts";

/** Longer than any statement that a person writes takes; the first one also loads the grammar. */
const PARSE_MS = 5_000;
const HEAP_MB = 256;
const STACK_MB = 4;

interface Waiting {
  readonly resolve: (read: Read) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

export class ParserThread {
  #worker: Worker | null = null;
  #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** @throws AppError TS-QUERY-001 when reading the text takes too long or too much memory, the signal's reason when the reader leaves */
  async read(text: string, signal: AbortSignal): Promise<Read> {
    signal.throwIfAborted();
    this.#asked += 1;
    const id = this.#asked;
    const worker = this.#open();
    const { promise, resolve, reject } = Promise.withResolvers<Read>();
    const timer = setTimeout(() => this.#fail(worker, tooMuch("It took too long to read the statement.")), PARSE_MS);
    const leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    this.#waiting.set(id, { resolve, reject, timer });
    worker.postMessage({ id, text });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      this.#waiting.delete(id);
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    this.#fail(worker, new AppError("TS-SERVER-002", "Touchstone is stopping."));
    await worker.terminate();
  }

  #open(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL("./parser-worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: STACK_MB },
      env: {},
      stdout: true,
      stderr: true,
    });
    worker.unref();
    worker.on("message", ({ id, read }: { id: number; read: Read }) => this.#waiting.get(id)?.resolve(read));
    worker.on("error", () => this.#fail(worker, tooMuch("It took too much memory to read the statement.")));
    worker.on("exit", () => this.#fail(worker, tooMuch("The statement could not be read.")));
    this.#worker = worker;
    return worker;
  }

  /** Ends a worker with everything that waits for it; the next statement gets a new one. */
  #fail(worker: Worker, error: AppError): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    void worker.terminate();
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

function tooMuch(sentence: string): AppError {
  return new AppError("TS-QUERY-001", `${sentence} Write it shorter or in several steps.`);
}
