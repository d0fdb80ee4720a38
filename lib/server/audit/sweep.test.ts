import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepSwept } from "#lib/server/audit/sweep.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("sweeps a minute after the start and then every day, also after a failure, until it is closed", async () => {
  const failures: unknown[] = [];
  let sweeps = 0;
  const sweeping = keepSwept({
    sweep: async () => {
      sweeps += 1;
      if (sweeps === 2) throw new Error("the database is down");
      return 0;
    },
    log: { info: () => undefined, error: (entry: unknown) => void failures.push(entry) },
  });
  const after: number[] = [];
  for (const ms of [59_000, 2_000, 86_400_000, 86_400_000]) {
    await vi.advanceTimersByTimeAsync(ms);
    after.push(sweeps);
  }
  expect([after, failures.length]).toEqual([[0, 1, 2, 3], 1]);
  await sweeping.close();
  await vi.advanceTimersByTimeAsync(200_000_000);
  expect(sweeps).toBe(3);
});
