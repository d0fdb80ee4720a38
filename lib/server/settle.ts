export interface SettleOptions {
  /** Editors write a file in several steps; what follows within this time is one change. In milliseconds, as the next. */
  readonly quietMs: number;
  /** Somebody who never stops saving is heard after this time all the same. */
  readonly patienceMs: number;
}

/** Makes one call of many signals: never two at once, and always one more after the last signal. */
export class Settle {
  readonly #call: () => Promise<void>;
  readonly #options: SettleOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Time of the first signal that no call has answered yet. */
  #since: number | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  /** @param call must not reject */
  constructor(call: () => Promise<void>, options: SettleOptions) {
    this.#call = call;
    this.#options = options;
  }

  signal(): void {
    if (this.#closed) return;
    const { quietMs, patienceMs } = this.#options;
    const now = performance.now();
    this.#since ??= now;
    if (this.#running !== null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), Math.max(0, Math.min(quietMs, this.#since + patienceMs - now)));
  }

  #run(): void {
    this.#since = null;
    this.#running = this.#call().finally(() => {
      this.#running = null;
      if (this.#since === null) return;
      this.#since = null;
      this.signal();
    });
  }

  /** Waits for a call that is running; there is none afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}
