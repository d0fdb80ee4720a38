import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catchUp, startPipeline } from "./pipeline.ts";
import { ScratchShop } from "./scratch-shop.ts";

describe("the demo pipeline", { timeout: 120_000 }, () => {
  const shop = new ScratchShop({ customers: 2_000 });
  beforeAll(async () => {
    await shop.load("2026-11-22T18:40:00Z");
  }, 60_000);
  afterAll(() => shop.remove());

  it("writes what was missed, once", async () => {
    const now = new Date("2026-11-22T19:15:00Z");
    const { loads } = await catchUp({ home: shop.home, now });
    expect(loads).toBeGreaterThan(0);
    expect(await catchUp({ home: shop.home, now })).toEqual({ loads: 0 });
    expect(await shop.query("SELECT max(loaded_at) > '2026-11-22 18:40:00' FROM {web_sessions}")).toEqual([["true"]]);
  });

  it("keeps loading as time goes by and ends when it is told to", async () => {
    let now = Date.parse("2026-11-22T19:15:00Z");
    const seen: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const pipeline = startPipeline({
        home: shop.home,
        intervalMs: 5,
        clock: () => {
          now += 300_000;
          return new Date(now);
        },
        onLoad: ({ loads }) => {
          seen.push(loads);
          if (seen.length === 3) pipeline.stop().then(resolve, reject);
        },
        onError: reject,
      });
    });
    expect(seen).toHaveLength(3);
    expect(seen.every((loads) => loads > 0)).toBe(true);
  });

  it("reports a failing loader and goes on when the trouble is over", async () => {
    const broken = new ScratchShop();
    const blocker = join(broken.home, "data");
    writeFileSync(blocker, "in the way");
    await expect(catchUp({ home: broken.home, now: new Date("2026-11-22T18:40:00Z") })).rejects.toMatchObject({ code: "TS-DATA-002" });
    rmSync(blocker);
    mkdirSync(blocker);
    await broken.load("2026-11-22T18:40:00Z");
    await expect(catchUp({ home: broken.home, now: new Date("2026-11-22T18:55:00Z") })).resolves.toMatchObject({
      loads: expect.any(Number),
    });
    broken.remove();
  });

  it("stops at once in the middle of a load, and the next run does the rest", async () => {
    const aborted = new AbortController();
    const run = catchUp({ home: shop.home, now: new Date("2026-11-24T08:00:00Z"), signal: aborted.signal });
    setTimeout(() => aborted.abort(), 100);
    await expect(run).rejects.toMatchObject({ code: "TS-DATA-002" });
    await expect(catchUp({ home: shop.home, now: new Date("2026-11-24T08:00:00Z") })).resolves.toMatchObject({ loads: expect.any(Number) });
  });
});
