import { Worker } from "node:worker_threads";
import type { ReadOutcome, ReadRequest } from "#lib/observe/intake.ts";
import { type Bytes, type Inspected, inspectBody, readBody } from "#lib/server/intake/artifact-jobs.ts";
import type { ArtifactJob, ArtifactReply } from "#lib/server/intake/artifact-thread.ts";

export interface ArtifactReader {
  readonly inspect: (body: Bytes) => Promise<Inspected>;
  readonly read: (request: ReadRequest) => Promise<ReadOutcome>;
  readonly close: () => Promise<void>;
}

export interface ArtifactReaderOptions {
  readonly log: { readonly error: (fields: object, message: string) => void };
  /** For tests. */
  readonly limitMs?: number;
  readonly heapMb?: number;
}

/** Up to this it takes a few milliseconds and is done here. */
const SMALL = 256 * 1024;
const LIMIT_MS = 45_000;
const HEAP_MB = 1_024;
const TOO_LARGE = "Reading it needs more memory or time than one artifact may have.";

/** Two threads, so that reading what came before never delays the answer to what comes now. They start when they are needed. */
export function openArtifactReader(options: ArtifactReaderOptions): ArtifactReader {
  const door = new ReaderThread(options);
  const desk = new ReaderThread(options);
  return {
    inspect: async (body) => {
      if (body.byteLength <= SMALL) return inspectBody(body);
      const reply = await door.run({ kind: "inspect", body });
      return reply !== null && isInspected(reply) ? reply : { kind: "too much" };
    },
    read: async (request) => {
      const { body, manifest, sameRun } = request;
      const size = body.length + (manifest?.length ?? 0) + sameRun.reduce((sum, other) => sum + other.length, 0);
      if (size <= SMALL) return readBody(request);
      const reply = await desk.run({ kind: "read", request });
      return reply !== null && !isInspected(reply) ? reply : { kind: "unreadable", problem: TOO_LARGE };
    },
    close: async () => {
      await Promise.all([door.close(), desk.close()]);
    },
  };
}

const isInspected = (answer: Inspected | ReadOutcome): answer is Inspected => answer.kind !== "read" && answer.kind !== "unreadable";

class ReaderThread {
  readonly #options: ArtifactReaderOptions;
  #thread: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ArtifactReaderOptions) {
    this.#options = options;
  }

  /** `null`: the thread ended in the middle, or took too long and was ended. */
  run(job: ArtifactJob): Promise<Inspected | ReadOutcome | null> {
    const done = this.#last.then(() => this.#ask(job));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #ask(job: ArtifactJob): Promise<Inspected | ReadOutcome | null> {
    this.#thread ??= this.#start();
    const thread = this.#thread;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        thread.off("message", onMessage).off("exit", onExit);
        thread.unref();
        finish();
      };
      const onMessage = (reply: ArtifactReply) => settle(() => (reply.ok ? resolve(reply.answer) : reject(new Error(reply.message))));
      const onExit = () => settle(() => resolve(null));
      const timer = setTimeout(() => void thread.terminate(), this.#options.limitMs ?? LIMIT_MS);
      thread.ref();
      thread.on("message", onMessage).on("exit", onExit);
      thread.postMessage(job);
    });
  }

  #start(): Worker {
    const thread = new Worker(new URL("./artifact-thread.ts", import.meta.url), {
      execArgv: [],
      name: "touchstone-intake",
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMb ?? HEAP_MB },
    });
    thread.on("error", (error) => this.#options.log.error({ err: error }, "the thread that reads artifacts ended"));
    thread.on("exit", () => {
      if (this.#thread === thread) this.#thread = null;
    });
    return thread;
  }
}
