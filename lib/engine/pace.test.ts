import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Pace } from "#lib/engine/pace.ts";

const RATE = 32 * 1_024;
const READY = 4_000_000;

let clock = 0;
let waiting = 0;
let pace: Pace;
let streams: PassThrough[] = [];
beforeEach(() => {
  clock = 0;
  waiting = 0;
  streams = [];
  pace = new Pace({ stallMs: 60_000, bytesPerSecond: RATE, waiting: () => waiting, now: () => clock });
});
afterEach(() => {
  for (const stream of streams) stream.destroy();
});

/** An export whose engine is far ahead of its reader. */
function open(): { readonly bytes: PassThrough; readonly release: () => void } {
  const bytes = new PassThrough({ highWaterMark: 8 * READY });
  bytes.on("error", () => {});
  streams.push(bytes);
  const release = pace.follow(bytes);
  bytes.write(Buffer.alloc(READY));
  return { bytes, release };
}

/** Seconds go by, in each of which so many bytes are taken. */
function pass(seconds: number, readers: readonly (readonly [PassThrough, number])[]): void {
  for (let second = 0; second < seconds; second += 1) {
    for (const [bytes, rate] of readers) if (rate > 0) bytes.read(rate);
    clock += 1_000;
    pace.look();
  }
}

const isEnded = (bytes: PassThrough) => bytes.errored !== null;

describe("a reader who is too slow", () => {
  test("keeps the place as long as nobody waits, and loses it at once to one who begins to", () => {
    const { bytes } = open();
    pass(50, [[bytes, 4_096]]);
    expect(isEnded(bytes)).toBe(false);
    waiting = 1;
    pace.makeRoom();
    expect(bytes.errored).toMatchObject({ code: "TS-DATA-003", message: expect.stringContaining("too slow") });
  });

  test("is not known as one before 30 seconds are over", () => {
    const { bytes } = open();
    waiting = 1;
    pass(30, [[bytes, 4_096]]);
    expect(isEnded(bytes)).toBe(false);
    pass(1, [[bytes, 4_096]]);
    expect(isEnded(bytes)).toBe(true);
  });

  test("gives way before one who is less so, and only as many as wait", () => {
    const [one, two, three] = [open(), open(), open()];
    const readers = [
      [one.bytes, 8_000],
      [two.bytes, 2_000],
      [three.bytes, 4_000],
    ] as const;
    pass(40, readers);
    waiting = 1;
    pace.makeRoom();
    pace.makeRoom();
    pass(1, readers);
    expect([one, two, three].map(({ bytes }) => isEnded(bytes))).toEqual([false, true, false]);
    // Whoever waits gets its place.
    two.release();
    pass(1, readers);
    expect([one, two, three].map(({ bytes }) => isEnded(bytes))).toEqual([false, true, true]);
    waiting = 0;
    three.release();
    pass(5, readers);
    expect(isEnded(one.bytes)).toBe(false);
  });

  test("who gets faster is none any more", () => {
    const { bytes } = open();
    pass(30, [[bytes, 1_000]]);
    pass(31, [[bytes, RATE + 1]]);
    waiting = 1;
    pace.makeRoom();
    expect(isEnded(bytes)).toBe(false);
  });

  test("keeps a stream whose place is free already", () => {
    const { bytes, release } = open();
    pass(40, [[bytes, 1_000]]);
    release();
    waiting = 1;
    pace.makeRoom();
    expect(isEnded(bytes)).toBe(false);
  });
});

test("a slow engine is nobody's fault", () => {
  const bytes = new PassThrough();
  streams.push(bytes);
  pace.follow(bytes);
  waiting = 1;
  for (let second = 0; second < 120; second += 1) {
    bytes.write(Buffer.alloc(500));
    bytes.read();
    clock += 1_000;
    pace.look();
  }
  expect(isEnded(bytes)).toBe(false);
});

test("whoever takes nothing for a minute is cut off, also when nobody waits", () => {
  const { bytes } = open();
  pass(1, [[bytes, 10]]);
  pass(60, [[bytes, 0]]);
  expect(isEnded(bytes)).toBe(false);
  pass(1, [[bytes, 0]]);
  expect(bytes.errored).toMatchObject({ code: "TS-DATA-003", message: expect.stringContaining("nobody read") });
});

test("a rate of 0 lets everybody keep the place", () => {
  pace = new Pace({ stallMs: 1_000_000, bytesPerSecond: 0, waiting: () => 5, now: () => clock });
  const { bytes } = open();
  pass(100, [[bytes, 1]]);
  expect(isEnded(bytes)).toBe(false);
});
