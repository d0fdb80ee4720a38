/**
 * How fast readers take their exports. An export holds one of few places for as long as its reader takes, so a reader who is too slow loses
 * it: at once when they take nothing at all, and otherwise when somebody waits for the place. A slow engine is nobody's fault: only the
 * time counts in which bytes lay ready.
 */
import type { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";

export interface PaceRules {
  /** An export whose reader takes nothing for this long ends. */
  readonly stallMs: number;
  /** Slower readers, on average over the last 30 s, give way to those who wait. 0: nobody does. */
  readonly bytesPerSecond: number;
}

export interface PaceOptions extends PaceRules {
  /** How many wait for a place. */
  readonly waiting: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** As deployments set them. */
export interface PaceSettings {
  /** Default 60,000. */
  readonly stallMs?: number;
  /** KiB per second; default 32. */
  readonly slowKb?: number;
  /** For tests: another clock, in milliseconds. */
  readonly paceNow?: () => number;
}

export function paceRules({ stallMs = 60_000, slowKb = 32, paceNow }: PaceSettings): Omit<PaceOptions, "waiting"> {
  return { stallMs, bytesPerSecond: slowKb * 1_024, ...(paceNow === undefined ? {} : { now: paceNow }) };
}

const WINDOW_MS = 30_000;
const LOOK_MS = 1_000;

interface Sample {
  readonly at: number;
  readonly taken: number;
}

interface Followed {
  readonly bytes: Readable;
  pushed: number;
  /** Looks at which bytes lay ready, youngest last; empty again whenever none did. */
  samples: Sample[];
  lastTaken: Sample;
  /** It has a place. */
  holds: boolean;
  /** Its place is about to be free. */
  ended: boolean;
}

export class Pace {
  readonly #options: PaceOptions;
  readonly #now: () => number;
  readonly #followed = new Set<Followed>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** @returns to be called once the export's place is free again; the stream may still have bytes then, for a reader who may stall */
  follow(bytes: Readable): () => void {
    const one: Followed = { bytes, pushed: 0, samples: [], lastTaken: { at: this.#now(), taken: 0 }, holds: true, ended: false };
    const push = bytes.push.bind(bytes);
    bytes.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
      if (chunk instanceof Uint8Array) one.pushed += chunk.length;
      return push(chunk, encoding);
    };
    this.#followed.add(one);
    this.#timer ??= setInterval(() => this.look(), Math.min(LOOK_MS, this.#options.stallMs / 4)).unref();
    bytes.once("close", () => this.#forget(one));
    return () => {
      one.holds = false;
      this.#forget(one);
    };
  }

  #forget(one: Followed): void {
    if (one.holds || !one.bytes.closed) return;
    this.#followed.delete(one);
    if (this.#followed.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Done every second by itself. */
  look(): void {
    const at = this.#now();
    for (const one of this.#followed) {
      if (one.ended) continue;
      const waiting = one.bytes.readableLength;
      const sample = { at, taken: one.pushed - waiting };
      if (waiting === 0 || sample.taken !== one.lastTaken.taken) one.lastTaken = sample;
      one.samples = waiting === 0 ? [] : [...one.samples.filter((old) => old.at > at - WINDOW_MS - 2 * LOOK_MS), sample];
      if (at - one.lastTaken.at > this.#options.stallMs) end(one, "The export was stopped because nobody read it.");
    }
    this.makeRoom();
  }

  /** Ends exports of readers who are too slow, slowest first, as many as wait. To be called when somebody begins to wait. */
  makeRoom(): void {
    const all = [...this.#followed].filter(({ holds }) => holds);
    const slow = all.flatMap((one) => {
      const rate = one.ended ? null : this.#rateOf(one);
      return rate !== null && rate < this.#options.bytesPerSecond ? [{ one, rate }] : [];
    });
    const wanted = Math.max(0, this.#options.waiting() - all.filter(({ ended }) => ended).length);
    for (const { one } of slow.sort((a, b) => a.rate - b.rate).slice(0, wanted))
      end(one, "The export was stopped because its reader was too slow, and others waited for its place.");
  }

  /** Bytes per second; `null` where bytes did not lie ready for the whole of the window. */
  #rateOf({ samples }: Followed): number | null {
    const last = samples.at(-1);
    const first = samples.findLast(({ at }) => last !== undefined && at <= last.at - WINDOW_MS);
    return last === undefined || first === undefined ? null : ((last.taken - first.taken) * 1_000) / (last.at - first.at);
  }
}

function end(one: Followed, sentence: string): void {
  one.ended = true;
  one.bytes.destroy(new AppError("TS-DATA-003", sentence));
}
