/** How many bodies may be in memory at once. Whoever comes later waits, and when too many wait is told to come again. */
import { AppError } from "#lib/errors.ts";

const LARGE = 1_000_000;
const LARGE_AT_ONCE = 2;
const SMALL_AT_ONCE = 32;
const MOST_WAITING = 200;

class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else {
      if (this.#waiting.length >= MOST_WAITING)
        throw new AppError("TS-API-010", "Too much is being handed in at the moment. Try again in a few seconds.", {
          headers: { "Retry-After": "5" },
        });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}

const large = new Places(LARGE_AT_ONCE);
const small = new Places(SMALL_AT_ONCE);

/** @param size bytes as they are sent; `null`: nobody knows @param packed it becomes more */
export function takePlace(size: number | null, packed: boolean): Promise<() => void> {
  return size === null || size > (packed ? LARGE / 20 : LARGE) ? large.take() : small.take();
}
