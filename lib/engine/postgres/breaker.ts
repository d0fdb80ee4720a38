/**
 * Remembers that a server does not answer, so that not everybody who asks waits for it again. After two failures in a row questions are
 * answered at once with the last failure; then one question at a time is let through to see whether the server is back.
 */

const FAILURES = 2;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

export class Breaker {
  readonly #now: () => number;
  #failures = 0;
  #closedUntil = 0;
  #trying = false;
  #reason: unknown = null;
  /** Aborts with the failure when the server is given up, for those who already wait for it. */
  #alarm = new AbortController();

  constructor(now: () => number) {
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#failures >= FAILURES;
  }

  /** Runs `connect`, or throws the last failure at once while the server is given up. */
  async through<T>(connect: () => Promise<T>): Promise<T> {
    if (this.isOpen) {
      if (this.#trying || this.#now() < this.#closedUntil) throw this.#reason;
      this.#trying = true;
    }
    const alarm = this.#alarm.signal;
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const onAlarm = () => reject(alarm.reason);
    alarm.addEventListener("abort", onAlarm, { once: true });
    const connecting = connect();
    connecting.catch(() => {});
    try {
      const result = await Promise.race([connecting, givenUp]);
      this.#failures = 0;
      return result;
    } catch (error) {
      if (error !== alarm.reason) this.#failed(error);
      throw error;
    } finally {
      this.#trying = false;
      alarm.removeEventListener("abort", onAlarm);
    }
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    this.#reason = error;
    if (!this.isOpen) return;
    this.#closedUntil = this.#now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - FAILURES));
    const alarm = this.#alarm;
    this.#alarm = new AbortController();
    alarm.abort(error);
  }
}
