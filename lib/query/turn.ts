/**
 * Whose turn it is. Nobody has more than so many queries under way; what comes beyond them waits in a line of the caller's own. Whoever
 * gets a turn joins the engine's own line at its end, so one caller with a hundred questions never stands before another with one.
 */
import { AppError } from "#lib/errors.ts";

export interface TurnRules {
  /** Under way at once. */
  readonly atOnce: number;
  /** In the line. */
  readonly waiting: number;
  /** In the line for this long, in milliseconds. */
  readonly patienceMs: number;
}

export interface Turn {
  /** How many more the caller could begin now. */
  readonly left: number;
  /** Gives the turn back; once counts. */
  readonly release: () => void;
}

interface Line {
  running: number;
  /** Each gets the turn of somebody who is done, first come first served. */
  readonly waiting: (() => void)[];
}

export class Turns {
  readonly #lines = new Map<string, Line>();

  /** Callers who have anything under way or waiting. */
  get callers(): number {
    return this.#lines.size;
  }

  /**
   * @param caller whose line it is; the same caller may have several, one for each kind of question
   * @throws AppError TS-DATA-004 when the line is full or too slow; the signal's reason when the caller leaves it
   */
  async take(caller: string, { atOnce, waiting, patienceMs }: TurnRules, signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    const line = this.#lines.get(caller) ?? { running: 0, waiting: [] };
    this.#lines.set(caller, line);
    if (line.running < atOnce) line.running += 1;
    else if (line.waiting.length >= waiting) throw tooMany(atOnce, waiting);
    else await wait(line, { patienceMs, signal }, () => tooMany(atOnce, line.waiting.length));
    let released = false;
    return {
      left: Math.max(0, atOnce - line.running),
      release: () => {
        if (released) return;
        released = true;
        this.#giveBack(caller, line);
      },
    };
  }

  #giveBack(caller: string, line: Line): void {
    const next = line.waiting.shift();
    if (next === undefined) line.running -= 1;
    else next();
    if (line.running === 0) this.#lines.delete(caller);
  }
}

/** Resolves when somebody's turn was handed over. */
async function wait(
  { waiting }: Line,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal },
  late: () => AppError,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  waiting.push(resolve);
  const leave = (error: unknown) => {
    const at = waiting.indexOf(resolve);
    // Already handed over: then it is a turn, and its end gives it back.
    if (at < 0) return;
    waiting.splice(at, 1);
    reject(error);
  };
  const timer = setTimeout(() => leave(late()), patienceMs);
  const onAbort = () => leave(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function tooMany(atOnce: number, waiting: number): AppError {
  const yours = atOnce === 1 ? "One query of yours is" : `${atOnce} queries of yours are`;
  const line = waiting === 0 ? "" : `, and ${waiting} more ${waiting === 1 ? "is" : "are"} waiting`;
  return new AppError("TS-DATA-004", `${yours} under way${line}. Try again when they are done.`, { headers: { "Retry-After": "5" } });
}
