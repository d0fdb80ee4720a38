/** The pool's side of one worker: starts it, gives it one job at a time, stops the job, and ends the process when it must. */
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { faultError } from "#lib/engine/duckdb/fault.ts";
import { type FromWorker, fileSetOf, fromWorker, type Job, type ToWorker, type WorkerSetup } from "#lib/engine/duckdb/protocol.ts";
import { watchMemory } from "#lib/engine/duckdb/resident-memory.ts";
import type { Limits } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";

/** How long an interrupted query may take to end before its process is killed. */
const GRACE_MS = 400;
/** A worker that is not ready by then never will be; usually it takes 0.3 s. */
const START_MS = 20_000;
const BROKE_DOWN =
  "The query engine broke down over this query and was started anew. The same query would break it again: ask in another way.";
const STOPPED = "The query engine stopped while it read the data. Try again.";
const ENTRY = fileURLToPath(new URL("./worker.ts", import.meta.url));

export interface WorkerOptions {
  readonly setup: WorkerSetup;
  readonly residentMb: number;
  /** `null`: the platform has no `prlimit`. */
  readonly dataLimitBytes: number | null;
  /** `null`: the worker runs as the app does. */
  readonly uid: number | null;
}

/** An answer, and the milliseconds that the engine took for it. */
export interface Done {
  readonly value: unknown;
  readonly ms: number;
}

/** Which worker a job goes to best: one that was asked for the same key before. */
export function workKey(job: Job): string {
  return fileSetOf(job)?.key ?? "";
}

/** Cause of the error of a job whose worker ended over it. Such a job is never run again by itself: it might end every worker there is. */
export class WorkerEnded extends Error {
  override readonly name = "WorkerEnded";
}

/** Faults of the engine's own, such as a stack that is too small for what it was asked. */
const BROKEN_BY: readonly (NodeJS.Signals | null)[] = ["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE"];

interface Running {
  readonly id: number;
  readonly expects: (rows: number) => void;
  readonly settle: (outcome: Done | { readonly error: unknown }) => void;
  /** The worker is free again, or dead. */
  readonly end: () => void;
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #options: WorkerOptions;
  #running: Running | null = null;
  #jobs = 0;
  #dead = false;
  /** Keys of relations that it was last asked for, youngest last: a hint where an open instance may be. */
  readonly recent = new Set<string>();
  /** Resolves when it can take jobs; rejects when it ended before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;

  constructor(options: WorkerOptions) {
    this.#options = options;
    const { setup, uid, dataLimitBytes } = options;
    this.#child = startProcess(setup.folder, uid, dataLimitBytes);
    this.exited = new Promise((resolve) => {
      const ended = (signal: NodeJS.Signals | null) => {
        this.#died(signal);
        resolve();
      };
      this.#child.once("exit", (_code, signal) => ended(signal));
      this.#child.once("error", () => ended(null));
    });
    const started = new Promise<void>((resolve) => {
      this.#child.on("message", (message) => {
        const { data: heard } = fromWorker.safeParse(message);
        // Whoever has this process in hand must not end the app's by a word that it does not know.
        if (heard === undefined) this.kill();
        else if (heard.kind === "ready") resolve();
        else this.#heard(heard);
      });
    });
    const failed = this.exited.then(() => Promise.reject(new Error("the worker ended while starting")));
    this.ready = Promise.race([started, failed]);
    const late = setTimeout(() => this.kill(), START_MS);
    this.ready.catch(() => {}).finally(() => clearTimeout(late));
    this.#send(setup);
  }

  get alive(): boolean {
    return !this.#dead;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Runs a job. `result` settles at once when the time is over or the reader is gone; `free` resolves when the process can take
   * the next job or is dead, which may be up to the grace later. `expects` hears how many rows a copy will have, where that is known.
   */
  run(
    job: Job,
    { timeoutMs, signal }: Limits,
    expects: (rows: number) => void = () => {},
  ): { readonly result: Promise<Done>; readonly free: Promise<void> } {
    this.#jobs += 1;
    const id = this.#jobs;
    const key = workKey(job);
    this.recent.delete(key);
    this.recent.add(key);
    for (const old of [...this.recent].slice(0, -this.#options.setup.instances)) this.recent.delete(old);
    const { promise: result, resolve, reject } = Promise.withResolvers<Done>();
    const { promise: free, resolve: end } = Promise.withResolvers<void>();
    let kill: NodeJS.Timeout | undefined;
    const stop = (error: unknown) => {
      reject(error);
      if (this.#running?.id !== id) return;
      this.#send({ kind: "interrupt", id });
      kill ??= setTimeout(() => this.kill(), GRACE_MS);
    };
    const seconds = Math.round(timeoutMs / 100) / 10;
    const timer = setTimeout(
      () => stop(new AppError("TS-DATA-003", `The query was stopped after ${seconds} s, the longest that one may take.`)),
      timeoutMs,
    );
    const onAbort = () => stop(signal.reason);
    const unwatch = watchMemory(this.pid, this.#options.residentMb, () => {
      reject(faultError("memory", "resident memory above its bound"));
      this.kill();
    });
    this.#running = {
      id,
      expects,
      settle: (outcome) => ("error" in outcome ? reject(outcome.error) : resolve(outcome)),
      end: () => {
        clearTimeout(timer);
        clearTimeout(kill);
        unwatch();
        signal.removeEventListener("abort", onAbort);
        end();
      },
    };
    this.#send({ kind: "job", id, job });
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    return { result, free };
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #heard(message: Exclude<FromWorker, { kind: "ready" }>): void {
    const running = this.#running;
    if (running?.id !== message.id) return;
    if (message.kind === "expects") {
      running.expects(message.rows);
      return;
    }
    this.#running = null;
    if (message.kind === "done") {
      running.settle({ value: message.value, ms: message.ms });
      running.end();
      return;
    }
    running.settle({ error: faultError(message.fault, message.message, message.told) });
    if (message.fault === "memory") {
      // After running out of memory the allocator's state is not to be trusted: a fresh process is cheap.
      this.kill();
      void this.exited.then(running.end);
    } else running.end();
  }

  #died(signal: NodeJS.Signals | null): void {
    if (this.#dead) return;
    this.#dead = true;
    rmSync(this.#options.setup.folder, { recursive: true, force: true });
    const running = this.#running;
    this.#running = null;
    // `prlimit` makes an allocation fail; where nobody can report that, the process aborts.
    const error =
      signal === "SIGABRT"
        ? faultError("memory", "the worker aborted")
        : new AppError("TS-DATA-002", BROKEN_BY.includes(signal) ? BROKE_DOWN : STOPPED, { cause: new WorkerEnded(signal ?? "exit") });
    running?.settle({ error });
    running?.end();
  }

  #send(message: ToWorker): void {
    // A channel that has just closed is reported by `exit`.
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}

function startProcess(folder: string, uid: number | null, dataLimitBytes: number | null): ChildProcess {
  const args = ["--max-old-space-size=512", "--no-warnings", ENTRY];
  const limited = ["prlimit", [`--data=${dataLimitBytes}`, "--", process.execPath, ...args]] as const;
  const [command, commandArgs] = dataLimitBytes === null ? ([process.execPath, args] as const) : limited;
  return spawn(command, commandArgs, {
    cwd: folder,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
    // Nothing of the app's environment: it holds secrets, and NODE_OPTIONS would reach the worker.
    env: { NODE_ENV: "production", PATH: "/usr/local/bin:/usr/bin:/bin", HOME: folder, TMPDIR: folder, TZ: "UTC", LANG: "C.UTF-8" },
    ...(uid === null ? {} : { uid, gid: uid }),
  });
}
