/**
 * A parser of statements in a thread of its own, with a bounded heap: what a hostile text can break, or take long over, is this thread,
 * which is then started anew. It reads one text at a time, so that nobody pays for the text of another.
 */
import { Worker } from "node:worker_threads";
import { AppError } from "#lib/errors.ts";

const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
const MAX_WAITING = 200;

/** What the thread is sent. */
export interface TextToRead {
  readonly id: number;
  readonly text: string;
}

/** What it sends back. */
export interface ReadText<T> {
  readonly id: number;
  readonly answer: T;
  /** The parser gave up in a way that may have left it broken. */
  readonly spent: boolean;
}

export interface ParserThreadOptions<T> {
  readonly entry: URL;
  readonly name: string;
  /** The longest that a text may take, in milliseconds; the first one also loads the grammar. */
  readonly readMs: number;
  /** The answer to a text that took too long, or broke the thread. */
  readonly broken: T;
}

interface Waiting<T> {
  readonly text: string;
  readonly resolve: (answer: T) => void;
  readonly reject: (error: unknown) => void;
}

export class ParserThread<T> {
  readonly #options: ParserThreadOptions<T>;
  readonly #waiting: Waiting<T>[] = [];
  #thread: Worker | null = null;
  #busy = false;
  #count = 0;
  #closed = false;

  constructor(options: ParserThreadOptions<T>) {
    this.#options = options;
  }

  /** @throws AppError TS-DATA-004 when too many texts wait, TS-SERVER-002 after closing, the signal's reason when the reader leaves */
  async read(text: string, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closed) throw stopping();
    if (this.#waiting.length >= MAX_WAITING)
      throw new AppError("TS-DATA-004", "Too many statements are being checked at the moment. Try again in a few seconds.", {
        headers: { "Retry-After": "2" },
      });
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const entry: Waiting<T> = { text, resolve, reject };
    const leave = () => {
      const index = this.#waiting.indexOf(entry);
      if (index >= 0) this.#waiting.splice(index, 1);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", leave, { once: true });
    this.#waiting.push(entry);
    this.#next();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(stopping());
    await this.#thread?.terminate();
  }

  #next(): void {
    if (this.#busy) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#busy = true;
    void this.#ask(next.text)
      .then(next.resolve, next.reject)
      .finally(() => {
        this.#busy = false;
        this.#next();
      });
  }

  async #ask(text: string): Promise<T> {
    const thread = this.#thread ?? this.#start();
    this.#count += 1;
    const id = this.#count;
    const { promise, resolve } = Promise.withResolvers<ReadText<T>>();
    const giveUp = () => resolve({ id, answer: this.#options.broken, spent: true });
    const onMessage = (read: ReadText<T>) => {
      if (read.id === id) resolve(read);
    };
    const timer = setTimeout(giveUp, this.#options.readMs);
    thread.on("message", onMessage).on("error", giveUp).on("exit", giveUp);
    thread.ref();
    const sent: TextToRead = { id, text };
    thread.postMessage(sent);
    const { answer, spent } = await promise;
    clearTimeout(timer);
    thread.off("message", onMessage).off("error", giveUp).off("exit", giveUp);
    thread.unref();
    if (spent) {
      this.#thread = null;
      await thread.terminate();
    }
    return answer;
  }

  #start(): Worker {
    const { entry, name } = this.#options;
    const thread = new Worker(entry, { execArgv: [], env: {}, stdout: true, stderr: true, name, resourceLimits: LIMITS });
    // Whoever waits for it learns of its end; while nobody does, the next text starts another one.
    thread.on("error", () => {});
    thread.once("exit", () => {
      if (this.#thread === thread) this.#thread = null;
    });
    this.#thread = thread;
    return thread;
  }
}

function stopping(): AppError {
  return new AppError("TS-SERVER-002", "Touchstone is stopping.");
}
