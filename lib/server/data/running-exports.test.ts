import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type ExportAbout, manifestOf } from "#lib/query/manifest.ts";
import { openExportBook } from "#lib/server/data/export-book.ts";
import { RunningExports } from "#lib/server/data/running-exports.ts";
import type { ExportStore } from "#lib/store/exports.ts";

const AT = new Date("2026-11-22T12:00:00Z");
const MINE = { actor: "anonymous", scopeKey: "public" };
const about: ExportAbout = {
  ...{ dataset: "orders", format: "csv", safe: false, compress: null, filename: "orders.csv", columns: [], asOf: null },
  ...{ asked: { select: null, order: null, filters: [] }, contract: { version: "1", commit: null } },
  verdict: { state: "ready", reasons: [] },
};
const beginOf = () => ({ id: randomUUID(), caller: MINE, datasetId: randomUUID(), about });

/** Two processes over one store. */
function processes(overrides: Partial<ExportStore> = {}) {
  const store = { ...openExportBook(), ...overrides };
  const logged: unknown[] = [];
  const options = { store, log: { error: (entry: unknown) => void logged.push(entry) }, now: () => AT, everyMs: 5 };
  return { one: new RunningExports(options), two: new RunningExports(options), store, logged };
}

test("another process tells how far an export is, as it was written down last, and how it ended", async () => {
  const { one, two } = processes();
  const begin = beginOf();
  const running = await one.begin(begin);
  running.expect(9);
  running.count(Buffer.from("four"));
  await expect.poll(() => two.find(begin.id, MINE)).toMatchObject({ state: "running", bytes: 4, expectedRows: 9 });
  running.count(Buffer.from("+"));
  expect(await one.find(begin.id, MINE)).toMatchObject({ bytes: 5 });
  await running.end("complete", { rows: 2, sha256: running.seal() });
  expect(await two.find(begin.id, MINE)).toMatchObject({ state: "complete", bytes: 5, rows: 2, finishedAt: AT });
});

test("an export is ended from another process, too", async () => {
  const { one, two } = processes();
  const begin = beginOf();
  const running = await one.begin(begin);
  await two.cancel(begin.id, { ...MINE, actor: "token:1" });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(running.signal.aborted).toBe(false);
  await two.cancel(begin.id, MINE);
  await expect.poll(() => running.signal.aborted).toBe(true);
  await running.end("cancelled");
});

test("an export whose process is gone has failed, and says what to do", async () => {
  const { one, two } = processes({ progress: async () => false });
  const begin = beginOf();
  await one.begin(begin);
  const record = await two.find(begin.id, MINE);
  if (record === null) throw new Error("it was begun");
  const after = (ms: number) => manifestOf(record, new Date(AT.getTime() + ms));
  expect(after(29_000)).toMatchObject({ state: "running", problem: null, finishedAt: null });
  expect(after(31_000)).toMatchObject({ state: "failed", finishedAt: AT.toISOString() });
  expect(after(31_000).problem).toContain("Start the export again");
});

test("a download goes on while nobody can write down how far it is, and its end is logged when it is lost", async () => {
  const refuse = async () => Promise.reject(new Error("no database"));
  const { one, logged } = processes({ progress: refuse, end: refuse });
  const running = await one.begin(beginOf());
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([running.signal.aborted, logged]).toEqual([false, []]);
  await running.end("complete", { rows: 0, sha256: running.seal() });
  expect(logged).toMatchObject([{ export: running.id }]);
  expect(await one.find(running.id, MINE)).toMatchObject({ state: "running" });
});
