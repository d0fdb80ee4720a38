/**
 * Worker processes, one query each at a time. Pages, exports and the parsing of statements have places of their own, so that slow
 * downloads never keep pages waiting, and slow queries no parsing. The first query starts a worker; from then on `spares` stay warm.
 */
import type { WorkerProcess } from "#lib/engine/duckdb/worker-process.ts";
import { AppError } from "#lib/errors.ts";

const QUEUE_LENGTH = 20;
const QUEUE_MS = 5_000;
/** Workers beyond the spares end after this long without work. */
const LINGER_MS = 30_000;
/** One start may fail because somebody killed it; after so many in a row those who wait are told. */
const MAX_FAILED_STARTS = 3;

export type Lane = "page" | "export" | "gate" | "hot" | "scan";

/** Nobody sits before an observation: it waits, in as long a queue as there are datasets. */
const PATIENT: Readonly<Partial<Record<Lane, { readonly length: number; readonly ms: number }>>> = {
  scan: { length: 10_000, ms: 3_600_000 },
};

/** What a pino logger offers. */
export interface EngineLog {
  readonly warn: (details: object, message: string) => void;
}

export interface PoolOptions {
  readonly start: () => WorkerProcess;
  /** Queries at once, by lane. */
  readonly places: Readonly<Record<Lane, number>>;
  readonly spares: number;
  readonly log: EngineLog;
  /** Somebody begins to wait for a place that others have. */
  readonly onWait?: (lane: Lane) => void;
}

export interface Lease {
  readonly worker: WorkerProcess;
  /** Gives the place back; call it when the worker is free or dead. */
  readonly release: () => void;
}

interface Waiting {
  readonly lane: Lane;
  readonly key: string;
  readonly grant: (worker: WorkerProcess) => void;
  readonly refuse: (error: unknown) => void;
}

export class Pool {
  readonly #options: PoolOptions;
  readonly #idle = new Set<WorkerProcess>();
  readonly #all = new Set<WorkerProcess>();
  readonly #busy: Record<Lane, number> = { page: 0, export: 0, gate: 0, hot: 0, scan: 0 };
  readonly #waiting: Waiting[] = [];
  #starting = 0;
  #closed = false;
  #linger: NodeJS.Timeout | undefined;
  #failedStarts = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Why queries cannot be answered; `null` while workers start, or none was needed yet. */
  get startFailure(): string | null {
    return this.#failedStarts < MAX_FAILED_STARTS ? null : "Worker processes cannot be started.";
  }

  get workers(): readonly WorkerProcess[] {
    return [...this.#all];
  }

  /** How many wait for a place of this lane. */
  waitingFor(lane: Lane): number {
    return this.#waiting.filter((entry) => entry.lane === lane).length;
  }

  /**
   * A worker for one query; waits at most 5 s in a queue of at most 20. `key` prefers a worker that has the relation open.
   * Throws `TS-DATA-004`, and the signal's reason when the reader goes away first.
   */
  async acquire(lane: Lane, key: string, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    if (this.#closed) throw new AppError("TS-SERVER-002", "Touchstone is stopping.");
    const queue = PATIENT[lane] ?? { length: QUEUE_LENGTH, ms: QUEUE_MS };
    if (this.waitingFor(lane) >= queue.length) throw tooMany(lane);
    const { promise, resolve, reject } = Promise.withResolvers<WorkerProcess>();
    const entry: Waiting = { lane, key, grant: resolve, refuse: reject };
    this.#waiting.push(entry);
    const leave = (error: unknown) => {
      const index = this.#waiting.indexOf(entry);
      if (index >= 0) this.#waiting.splice(index, 1);
      reject(error);
    };
    // A place that only waits for its worker to start is not taken by too many others; a start that fails tells so itself.
    const isStarting = () => this.#starting > 0 && this.#busy[lane] < this.#options.places[lane];
    const giveUp = () => {
      if (isStarting()) timer = setTimeout(giveUp, queue.ms);
      else leave(tooMany(lane));
    };
    let timer = setTimeout(giveUp, queue.ms);
    const onAbort = () => leave(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#pump();
    if (this.#waiting.includes(entry) && !isStarting()) this.#options.onWait?.(lane);
    try {
      const worker = await promise;
      return { worker, release: once(() => this.#release(lane, worker)) };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#linger);
    for (const entry of this.#waiting.splice(0)) entry.refuse(new AppError("TS-SERVER-002", "Touchstone is stopping."));
    const workers = [...this.#all];
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map((worker) => worker.exited));
  }

  #release(lane: Lane, worker: WorkerProcess): void {
    this.#busy[lane] -= 1;
    if (worker.alive && !this.#closed) this.#idle.add(worker);
    this.#pump();
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => this.#trim(), LINGER_MS).unref();
  }

  /** Gives idle workers to those who wait and starts what is missing. */
  #pump(): void {
    if (this.#closed) return;
    for (const entry of [...this.#waiting]) {
      if (this.#busy[entry.lane] >= this.#options.places[entry.lane]) continue;
      const idle = [...this.#idle].filter((worker) => worker.alive);
      // Otherwise the one that has least to lose.
      const fresh = idle.toSorted((a, b) => a.recent.size - b.recent.size)[0];
      const worker = idle.find((candidate) => candidate.recent.has(entry.key)) ?? fresh;
      if (worker === undefined) break;
      this.#idle.delete(worker);
      this.#busy[entry.lane] += 1;
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      entry.grant(worker);
    }
    const { places, spares } = this.#options;
    const free = {
      page: places.page - this.#busy.page,
      export: places.export - this.#busy.export,
      gate: places.gate - this.#busy.gate,
      hot: places.hot - this.#busy.hot,
      scan: places.scan - this.#busy.scan,
    };
    const wanted = this.#waiting.filter((entry) => {
      free[entry.lane] -= 1;
      return free[entry.lane] >= 0;
    }).length;
    const missing = Math.max(wanted, spares) - this.#idle.size - this.#starting;
    const room = places.page + places.export + places.gate + places.hot + places.scan - this.#all.size;
    for (let count = Math.min(missing, room); count > 0; count -= 1) this.#start();
  }

  #start(): void {
    const worker = this.#options.start();
    this.#all.add(worker);
    this.#starting += 1;
    worker.ready.then(
      () => {
        this.#starting -= 1;
        this.#failedStarts = 0;
        this.#idle.add(worker);
        this.#pump();
      },
      (error: unknown) => {
        this.#starting -= 1;
        if (this.#closed) return;
        this.#options.log.warn({ err: error }, "a query worker could not be started");
        this.#failedStarts += 1;
        if (this.#failedStarts < MAX_FAILED_STARTS) return this.#pump();
        // Not started again by itself: that would spin. The next query tries once more.
        for (const entry of this.#waiting.splice(0)) entry.refuse(new AppError("TS-DATA-002", "The query engine could not be started."));
      },
    );
    void worker.exited.then(() => {
      this.#all.delete(worker);
      // An idle worker that dies is replaced, so that the next query finds a warm one.
      if (this.#idle.delete(worker)) this.#pump();
    });
  }

  #trim(): void {
    const surplus = [...this.#idle].slice(0, Math.max(0, this.#idle.size - this.#options.spares));
    for (const worker of surplus) {
      this.#idle.delete(worker);
      worker.kill();
    }
  }
}

function tooMany(lane: Lane): AppError {
  const what = lane === "export" ? "exports" : "queries";
  return new AppError("TS-DATA-004", `Too many ${what} are running at the moment. Try again in a few seconds.`, {
    headers: { "Retry-After": "5" },
  });
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
