import { Worker } from "node:worker_threads";
import { AppError } from "#lib/errors.ts";
import type { AnyAsk, Calls, Envelope, Kind, Reply, WorkerData } from "#lib/search/embedded/protocol.ts";

interface Waiting {
  readonly id: number;
  readonly ask: AnyAsk;
  readonly resolve: (answer: Calls[Kind]["answer"]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One life of the worker. Requests go one at a time: what still waits can be withdrawn, what runs is told through shared memory.
 * People's questions and writing take turns, so that a rebuild delays no search by more than one of its batches.
 */
export class Lane {
  readonly #worker: Worker;
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  #questions: Waiting[] = [];
  #writes: Waiting[] = [];
  #running: Waiting | null = null;
  #lastWasQuestion = false;
  #lastId = 0;
  #ended: AppError | null = null;

  /** `onEnd` hears once, when the thread ends for whatever reason. */
  constructor(url: URL, onEnd: (error: unknown) => void) {
    const workerData: WorkerData = { cancelled: this.#cancelled };
    this.#worker = new Worker(url, { workerData, execArgv: [], name: "touchstone-search" });
    let cause: unknown = null;
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (error) => {
      cause = error;
    });
    this.#worker.on("exit", () => {
      this.#end();
      onEnd(cause);
    });
  }

  /** Rejects with the signal's reason as soon as it aborts. */
  ask(ask: AnyAsk, signal?: AbortSignal): Promise<Calls[Kind]["answer"]> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const onAbort = () => {
        this.#withdraw(id);
        reject(signal?.reason);
      };
      const done = () => signal?.removeEventListener("abort", onAbort);
      signal?.addEventListener("abort", onAbort, { once: true });
      const waiting: Waiting = {
        id,
        ask,
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      (isQuestion(ask) ? this.#questions : this.#writes).push(waiting);
      this.#advance();
    });
  }

  async close(): Promise<void> {
    this.#end();
    await this.#worker.terminate();
  }

  #advance(): void {
    if (this.#running || this.#ended) return;
    const first = this.#lastWasQuestion ? this.#writes : this.#questions;
    const next = first.shift() ?? this.#questions.shift() ?? this.#writes.shift();
    if (next === undefined) return;
    this.#running = next;
    this.#lastWasQuestion = isQuestion(next.ask);
    try {
      this.#worker.postMessage({ id: next.id, ask: next.ask } satisfies Envelope);
    } catch (error) {
      this.#running = null;
      next.reject(new AppError("TS-SERVER-001", "What was sent to the search index cannot be copied", { cause: error }));
      this.#advance();
    }
  }

  #settle(reply: Reply): void {
    const running = this.#running;
    if (running?.id !== reply.id) return;
    this.#running = null;
    if (reply.ok) running.resolve(reply.answer);
    else if (reply.reason === "building") running.reject(building());
    else running.reject(new AppError("TS-SERVER-001", `The search index failed: ${reply.message}`));
    this.#advance();
  }

  #withdraw(id: number): void {
    this.#questions = this.#questions.filter((waiting) => waiting.id !== id);
    if (this.#running?.id === id) Atomics.store(this.#cancelled, 0, id);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = stopped();
    const left = [...(this.#running ? [this.#running] : []), ...this.#questions, ...this.#writes];
    this.#running = null;
    this.#questions = [];
    this.#writes = [];
    for (const waiting of left) waiting.reject(this.#ended);
  }
}

function isQuestion(ask: AnyAsk): boolean {
  return ask.kind === "search" || ask.kind === "suggest";
}

const RETRY = { headers: { "Retry-After": "2" } };

export function building(): AppError {
  return new AppError("TS-SERVER-002", "The search index is being built. Try again in a moment.", RETRY);
}

export function stopped(): AppError {
  return new AppError("TS-SERVER-002", "The search index stopped and is being built again. Try again in a moment.", RETRY);
}
