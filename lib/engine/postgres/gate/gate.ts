/**
 * First wall. Texts are read by PostgreSQL's own grammar (Wasm) in one thread beside the app's: it has a bounded heap, and a text that takes
 * it longer than a moment costs the thread, not the app.
 */
import { Worker } from "node:worker_threads";
import { LRUCache } from "lru-cache";
import type { GateAnswer } from "#lib/engine/postgres/gate/gate-thread.ts";
import type { Reading } from "#lib/engine/postgres/gate/reading.ts";
import { AppError } from "#lib/errors.ts";

const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
/** The longest text that a reader may send takes 0.3 s. */
const READ_MS = 3_000;
const MAX_WAITING = 200;
/** Characters of statements that are remembered, so that running one does not read it again. */
const REMEMBERED = 1_000_000;
const MAX_TEXT = 131_072;

interface Waiting {
  readonly text: string;
  readonly settle: (reading: Reading) => void;
  readonly fail: (error: unknown) => void;
}

export class Gate {
  readonly #known = new LRUCache<string, Reading>({ maxSize: REMEMBERED, sizeCalculation: (_, text) => text.length + 500 });
  readonly #waiting: Waiting[] = [];
  #thread: Worker | null = null;
  #busy = false;
  #count = 0;
  #closed = false;

  /** Throws `TS-DATA-004` when too many texts wait, and the signal's reason when the reader has left. */
  async read(text: string, signal?: AbortSignal): Promise<Reading> {
    signal?.throwIfAborted();
    if (text.length > MAX_TEXT)
      return { kind: "refused", reason: `The statement is longer than ${MAX_TEXT} characters.`, at: null, syntax: false };
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#closed) throw new AppError("TS-SERVER-002", "Touchstone is stopping.");
    if (this.#waiting.length >= MAX_WAITING)
      throw new AppError("TS-DATA-004", "Too many statements are being checked at the moment. Try again in a few seconds.", {
        headers: { "Retry-After": "2" },
      });
    const { promise, resolve, reject } = Promise.withResolvers<Reading>();
    this.#waiting.push({ text, settle: resolve, fail: reject });
    this.#next();
    const reading = await promise;
    signal?.throwIfAborted();
    this.#known.set(text, reading);
    return reading;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { fail } of this.#waiting.splice(0)) fail(new AppError("TS-SERVER-002", "Touchstone is stopping."));
    await this.#thread?.terminate();
  }

  #next(): void {
    if (this.#busy) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#busy = true;
    void this.#ask(next.text)
      .then(next.settle, next.fail)
      .finally(() => {
        this.#busy = false;
        this.#next();
      });
  }

  async #ask(text: string): Promise<Reading> {
    const thread = this.#thread ?? this.#start();
    this.#count += 1;
    const id = this.#count;
    const { promise, resolve } = Promise.withResolvers<GateAnswer>();
    const refuse = () =>
      resolve({
        id,
        reading: { kind: "refused", reason: "The statement is too large or too deep to be checked.", at: null, syntax: false },
        spent: true,
      });
    const onMessage = (answer: GateAnswer) => {
      if (answer.id === id) resolve(answer);
    };
    const timer = setTimeout(refuse, READ_MS);
    thread.on("message", onMessage).on("error", refuse).on("exit", refuse);
    thread.ref();
    thread.postMessage({ id, text });
    const { reading, spent } = await promise;
    clearTimeout(timer);
    thread.off("message", onMessage).off("error", refuse).off("exit", refuse);
    thread.unref();
    if (spent) {
      this.#thread = null;
      await thread.terminate();
    }
    return reading;
  }

  #start(): Worker {
    const thread = new Worker(new URL("./gate-thread.ts", import.meta.url), {
      execArgv: [],
      name: "touchstone-postgres-gate",
      resourceLimits: HEAP,
    });
    // Whoever waits for it learns of its end; while nobody does, the next text starts another one.
    thread.on("error", () => {});
    thread.once("exit", () => {
      if (this.#thread === thread) this.#thread = null;
    });
    this.#thread = thread;
    return thread;
  }
}
