/** How many questions one server gets at once. Pages and exports have places of their own, so that slow downloads keep no page waiting. */
import { AppError } from "#lib/errors.ts";

const QUEUE_LENGTH = 20;
const QUEUE_MS = 5_000;

export type Lane = "page" | "export" | "scan";

/** Nobody sits before an observation: it waits as long as its own time lasts. */
const PATIENT: Readonly<Partial<Record<Lane, { readonly length: number; readonly ms: number }>>> = {
  scan: { length: 10_000, ms: 3_600_000 },
};

interface Waiting {
  readonly lane: Lane;
  readonly grant: () => void;
}

export class Places {
  readonly #free: Record<Lane, number>;
  readonly #waiting: Waiting[] = [];

  readonly #onWait: (lane: Lane) => void;

  /** @param onWait somebody begins to wait for a place that others have */
  constructor(places: Readonly<Record<Lane, number>>, onWait: (lane: Lane) => void = () => {}) {
    this.#free = { ...places };
    this.#onWait = onWait;
  }

  /** How many wait for a place of this lane. */
  waitingFor(lane: Lane): number {
    return this.#waiting.filter((entry) => entry.lane === lane).length;
  }

  /**
   * Waits at most 5 s in a queue of at most 20; answers how to give the place back.
   * @throws AppError TS-DATA-004, or the signal's reason when the reader goes away first
   */
  async take(lane: Lane, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free[lane] === 0) await this.#wait(lane, signal);
    else this.#free[lane] -= 1;
    return this.#held(lane);
  }

  /** `null`: none is free at the moment. */
  takeIfFree(lane: Lane): (() => void) | null {
    if (this.#free[lane] === 0) return null;
    this.#free[lane] -= 1;
    return this.#held(lane);
  }

  #held(lane: Lane): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#release(lane);
    };
  }

  async #wait(lane: Lane, signal: AbortSignal): Promise<void> {
    const queue = PATIENT[lane] ?? { length: QUEUE_LENGTH, ms: QUEUE_MS };
    if (this.waitingFor(lane) >= queue.length) throw tooMany(lane);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: Waiting = { lane, grant: resolve };
    this.#waiting.push(entry);
    const leave = (error: unknown) => {
      const index = this.#waiting.indexOf(entry);
      if (index < 0) return;
      this.#waiting.splice(index, 1);
      reject(error);
    };
    const timer = setTimeout(() => leave(tooMany(lane)), queue.ms);
    const onAbort = () => leave(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#onWait(lane);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** The place goes to whoever has waited longest. */
  #release(lane: Lane): void {
    const index = this.#waiting.findIndex((entry) => entry.lane === lane);
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (next === undefined) this.#free[lane] += 1;
    else next.grant();
  }
}

function tooMany(lane: Lane): AppError {
  const what = lane === "export" ? "exports" : "queries";
  return new AppError("TS-DATA-004", `Too many ${what} are running at the moment. Try again in a few seconds.`, {
    headers: { "Retry-After": "5" },
  });
}
