import { Worker } from "node:worker_threads";
import type { PublishReport } from "#lib/catalog/publish.ts";
import { AppError } from "#lib/errors.ts";
import type { FolderJob, Job, PushAnswer, PushJob, Reply, WorkerData } from "#lib/server/publish/protocol.ts";

export interface PublisherOptions extends WorkerData {
  /** Heap of the thread. What needs more ends the thread and nothing else. */
  readonly heapMb: number;
  readonly log: { readonly error: (fields: object, message: string) => void };
  /** For tests: how long one job may take, and another entry of the thread. */
  readonly limitMs?: number;
  readonly worker?: URL;
}

/**
 * The one place of this process that publishes, in a thread of its own: at the start, when a file is saved in development, and for
 * every push. Jobs wait for each other.
 */
export interface Publisher {
  readonly folder: (job: Omit<FolderJob, "kind">) => Promise<PublishReport>;
  /** @param signal aborts a push that has not begun */
  readonly push: (job: Omit<PushJob, "kind">, signal: AbortSignal) => Promise<PushAnswer>;
  readonly close: () => Promise<void>;
}

const WORKER = new URL("./worker.ts", import.meta.url);
const LIMIT_MS = 600_000;
const GRACE_MS = 2_000;

/** @throws (each job) AppError TS-PUSH-004 when the thread ended or took too long: nothing of that job was published, or all of it */
export function openPublisher(options: PublisherOptions): Publisher {
  const host = new Host(options);
  return {
    folder: (job) => host.run({ kind: "folder", ...job }),
    push: (job, signal) => host.run({ kind: "push", ...job }, signal),
    close: () => host.close(),
  };
}

class Host {
  readonly #options: PublisherOptions;
  #thread: Worker | null;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
    // At once, so that the first push does not wait for a thread to load its code.
    this.#thread = this.#start();
  }

  run(job: FolderJob, signal?: AbortSignal): Promise<PublishReport>;
  run(job: PushJob, signal?: AbortSignal): Promise<PushAnswer>;
  run(job: Job, signal?: AbortSignal): Promise<PublishReport | PushAnswer> {
    const done = this.#last.then(() => {
      signal?.throwIfAborted();
      return this.#ask(job);
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Waits for the running job. The thread closes its connections by itself; when it does not, it is ended, and they with it. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
    const thread = this.#thread;
    if (thread === null) return;
    const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
    thread.postMessage("close");
    const timer = setTimeout(() => void thread.terminate(), GRACE_MS);
    await ended;
    clearTimeout(timer);
  }

  #ask(job: Job): Promise<PublishReport | PushAnswer> {
    if (this.#closed) throw new AppError("TS-SERVER-002", "Touchstone is stopping; nothing is published any more.");
    this.#thread ??= this.#start();
    const thread = this.#thread;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        thread.off("message", onMessage).off("exit", onExit);
        finish();
      };
      const onMessage = (reply: Reply) => settle(() => (reply.ok ? resolve(reply.answer) : reject(errorOf(reply.error))));
      const onExit = () => settle(() => reject(stopped()));
      const timer = setTimeout(() => {
        this.#options.log.error({ job: job.kind }, "publishing took too long and was stopped");
        void thread.terminate();
      }, this.#options.limitMs ?? LIMIT_MS);
      thread.on("message", onMessage).on("exit", onExit);
      thread.postMessage(job, job.kind === "push" ? [job.body.buffer] : []);
    });
  }

  #start(): Worker {
    const { databaseUrl, defaultVisibility, heapMb, worker = WORKER, log } = this.#options;
    const thread = new Worker(worker, {
      workerData: { databaseUrl, defaultVisibility } satisfies WorkerData,
      execArgv: [],
      name: "touchstone-publish",
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    thread.on("error", (error) => log.error({ err: error }, "the thread that publishes ended"));
    thread.on("exit", () => {
      if (this.#thread === thread) this.#thread = null;
    });
    return thread;
  }
}

function errorOf({ code, message, options, stack }: Extract<Reply, { ok: false }>["error"]): Error {
  if (code !== null) return new AppError(code, message, options);
  return Object.assign(new Error(message), stack === null ? {} : { stack });
}

function stopped(): AppError {
  return new AppError(
    "TS-PUSH-004",
    "The thread that publishes ended in the middle: this catalog needs more memory or time than it may have. What was published before is still there. Check the catalog, or raise TOUCHSTONE_PUBLISH_MB.",
    { headers: { "Retry-After": "5" } },
  );
}
