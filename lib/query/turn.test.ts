import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isAppError } from "#lib/errors.ts";
import { Turns } from "#lib/query/turn.ts";

const RULES = { atOnce: 2, waiting: 3, patienceMs: 5_000 };
const never = () => new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What has become of a promise, once everything that can happen without time has happened. */
async function stateOf(promise: Promise<unknown>): Promise<"waiting" | "done" | "refused" | "left"> {
  const settled = promise.then(
    () => "done" as const,
    (error: unknown) => (isAppError(error, "TS-DATA-004") ? ("refused" as const) : ("left" as const)),
  );
  await vi.advanceTimersByTimeAsync(0);
  return Promise.race([settled, Promise.resolve("waiting" as const)]);
}

describe("a caller's turns", () => {
  test("are as many as the rules say, then the next waits, first come first served", async () => {
    const turns = new Turns();
    const first = await turns.take("ada", RULES, never());
    const second = await turns.take("ada", RULES, never());
    expect([first.left, second.left]).toEqual([1, 0]);
    const [third, fourth] = [turns.take("ada", RULES, never()), turns.take("ada", RULES, never())];
    expect([await stateOf(third), await stateOf(fourth)]).toEqual(["waiting", "waiting"]);
    second.release();
    second.release();
    expect([await stateOf(third), await stateOf(fourth)]).toEqual(["done", "waiting"]);
    first.release();
    expect(await stateOf(fourth)).toBe("done");
  });

  test("are nobody else's: another caller need not wait", async () => {
    const turns = new Turns();
    for (let i = 0; i < 2; i += 1) await turns.take("ada", RULES, never());
    void turns.take("ada", RULES, never()).catch(() => undefined);
    expect(await stateOf(turns.take("bob", RULES, never()))).toBe("done");
  });

  test("are refused with a time to come back when the line is full", async () => {
    const turns = new Turns();
    for (let i = 0; i < 2; i += 1) await turns.take("ada", RULES, never());
    const waiting = Array.from({ length: 3 }, () => turns.take("ada", RULES, never()));
    const failure = await turns.take("ada", RULES, never()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "TS-DATA-004", headers: { "Retry-After": "5" } });
    expect(String(failure)).toContain("2 queries of yours are under way, and 3 more are waiting.");
    for (const promise of waiting) expect(await stateOf(promise)).toBe("waiting");
    await vi.advanceTimersByTimeAsync(5_000);
    for (const promise of waiting) expect(await stateOf(promise)).toBe("refused");
  });

  test("who leaves the line makes room in it and takes no turn along", async () => {
    const turns = new Turns();
    const [first, second] = [await turns.take("ada", RULES, never()), await turns.take("ada", RULES, never())];
    const gone = new AbortController();
    const [left, stays] = [turns.take("ada", RULES, gone.signal), turns.take("ada", RULES, never())];
    left.catch(() => undefined);
    gone.abort();
    expect([await stateOf(left), await stateOf(stays)]).toEqual(["left", "waiting"]);
    first.release();
    const third = await stays;
    second.release();
    third.release();
    expect(turns.callers).toBe(0);
  });

  test("who is gone before asking gets none, and nothing is remembered of a caller who has nothing under way", async () => {
    const turns = new Turns();
    await expect(turns.take("ada", RULES, AbortSignal.abort())).rejects.toThrow();
    const turn = await turns.take("ada", { atOnce: 1, waiting: 0, patienceMs: 1 }, never());
    await expect(turns.take("ada", { atOnce: 1, waiting: 0, patienceMs: 1 }, never())).rejects.toMatchObject({ code: "TS-DATA-004" });
    turn.release();
    expect(turns.callers).toBe(0);
  });
});
