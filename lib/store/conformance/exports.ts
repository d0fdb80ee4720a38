import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { ExportEnd, ExportStart } from "#lib/store/exports.ts";
import type { Store } from "#lib/store/store.ts";

const AT = new Date("2026-11-22T12:00:00.000Z");
const LATER = new Date("2026-11-22T12:00:05.000Z");
const MINE = { actor: "anonymous", scopeKey: "public" };
const DATASET = "018f0000-0000-7000-8000-0000000000d1";

const start = (overrides: Partial<ExportStart> = {}): ExportStart => ({
  ...{ id: randomUUID(), caller: MINE, datasetId: DATASET, about: { columns: ["a"], note: "\u0000 ends" }, at: AT },
  ...overrides,
});
const complete: ExportEnd = { state: "complete", bytes: 5_000_000_000, expectedRows: 7, rows: 7, sha256: "ab", problem: null, at: LATER };

/** Rules of what is kept of exports. */
export function exportRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  rule("an export is known to its caller alone, from its begin to its end", async ({ exports }) => {
    const { id } = start();
    expect(await exports.begin(start({ id }))).toBe(true);
    expect(await exports.find(id, MINE)).toEqual({
      ...{ id, datasetId: DATASET, about: { columns: ["a"], note: "\uFFFD ends" }, state: "running", bytes: 0, rows: null },
      ...{ expectedRows: null, sha256: null, problem: null, startedAt: AT, seenAt: AT, finishedAt: null },
    });
    for (const other of [
      { ...MINE, actor: "token:1" },
      { ...MINE, scopeKey: "all" },
    ])
      expect(await exports.find(id, other)).toBeNull();
    for (const none of [randomUUID(), "x", ""]) expect(await exports.find(none, MINE)).toBeNull();

    expect(await exports.progress(id, { bytes: 3_000_000_000, expectedRows: 7 }, LATER)).toBe(false);
    expect(await exports.find(id, MINE)).toMatchObject({ state: "running", bytes: 3_000_000_000, expectedRows: 7, seenAt: LATER });
    await exports.end(id, complete);
    const { at, ...end } = complete;
    expect(await exports.find(id, MINE)).toMatchObject({ ...end, finishedAt: at, startedAt: AT });
  });

  rule("an id is taken once, whoever took it", async ({ exports }) => {
    const { id } = start();
    expect(await exports.begin(start({ id }))).toBe(true);
    expect(await exports.begin(start({ id, caller: { actor: "token:1", scopeKey: "all" }, about: {} }))).toBe(false);
    expect(await exports.find(id, MINE)).toMatchObject({ about: { columns: ["a"] } });
  });

  rule("the first end of an export counts, and progress after it does not", async ({ exports }) => {
    const { id } = start();
    await exports.begin(start({ id }));
    await exports.end(id, { ...complete, state: "failed", rows: null, sha256: null, problem: "It broke." });
    await exports.end(id, complete);
    expect(await exports.progress(id, { bytes: 1, expectedRows: null }, LATER)).toBe(false);
    expect(await exports.find(id, MINE)).toMatchObject({ state: "failed", problem: "It broke.", rows: null, bytes: 5_000_000_000 });
  });

  rule("the process that makes an export hears of its caller's wish to end it, and of nobody else's", async ({ exports }) => {
    const { id } = start();
    await exports.begin(start({ id }));
    await exports.cancel(id, { ...MINE, actor: "token:1" });
    await exports.cancel("x", MINE);
    expect(await exports.progress(id, { bytes: 1, expectedRows: null }, LATER)).toBe(false);
    await exports.cancel(id, MINE);
    expect(await exports.progress(id, { bytes: 2, expectedRows: null }, LATER)).toBe(true);
  });

  rule("exports of more than 30 days ago are forgotten", async ({ exports }) => {
    const days = (count: number) => new Date(AT.getTime() - count * 86_400_000);
    const [old, young] = [start({ at: days(31) }), start({ at: days(29) })];
    for (const each of [old, young, start()]) await exports.begin(each);
    expect([(await exports.find(old.id, MINE)) === null, (await exports.find(young.id, MINE)) === null]).toEqual([true, false]);
  });
}
