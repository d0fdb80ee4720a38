/** Readers who take next to nothing of their exports hold all places, and give one up when another reader comes. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import type { Engine } from "#lib/engine/engine.ts";
import type { Relation } from "#lib/engine/relation.ts";

export interface SlowReaderHarness {
  /** An engine with two places for exports and this clock for the pace of readers. */
  readonly open: (paceNow: () => number) => Promise<Engine>;
  readonly relationOf: (sql: string) => Promise<Relation>;
}

/** By itself the engine looks every second. */
const LOOK_MS = 1_200;

export function endsSlowReaders({ open, relationOf }: SlowReaderHarness): void {
  test("an export that is hardly read gives its place to one who waits, and the others go on", { timeout: 30_000 }, async () => {
    let clock = 0;
    const engine = await open(() => clock);
    const relation = await relationOf("SELECT i::BIGINT AS id, repeat('x', 100) AS t FROM range(300000) t(i)");
    const copy = async () =>
      await engine.copy(rowQuery(relation, { id: null, t: null }, ["id"], { limit: null }), { format: "csv", safe: false }, limits(60_000));
    const slow = [await copy(), await copy()];
    const ends = slow.map(async ({ done }) => await done.catch((error: unknown) => error));
    await sleep(LOOK_MS);
    clock += 31_000;
    const third = await copy();
    const ended: unknown = await Promise.race(ends);
    expect(ended).toMatchObject({ code: "TS-DATA-003", message: expect.stringContaining("too slow") });
    const alive = slow.filter(({ bytes }) => !bytes.destroyed);
    expect(alive).toHaveLength(1);
    for (const { bytes, done } of [third, ...alive]) {
      let length = 0;
      for await (const chunk of bytes) length += (chunk as Buffer).length;
      expect(length).toBeGreaterThan(30_000_000);
      expect(await done).toEqual({ rows: 300_000 });
    }
  });
}
