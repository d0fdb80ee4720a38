import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { endsSlowReaders } from "#lib/engine/conformance/slow-readers.ts";
import { limits, rowQuery, SLOW_MASKS, SLOW_SQL } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import { readResidentMb } from "#lib/engine/duckdb/resident-memory.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { AppError, isAppError } from "#lib/errors.ts";

let harness: DuckDbHarness | null = null;
// Made once: the engines of the tests below read the same file.
let slow: FileRelation;
let maker: DuckDbHarness;
beforeAll(async () => {
  maker = await openHarness();
  slow = await maker.relationOf(SLOW_SQL);
}, 60_000);
afterAll(async () => await maker.close());
const open = async (...options: Parameters<typeof openHarness>) => {
  harness = await openHarness(...options);
  return harness;
};
afterEach(async () => {
  await harness?.close();
  harness = null;
});

test("a worker that is killed in the middle of a query fails that query, and the next one works", async () => {
  const { engine, relationOf } = await open({ workers: 1, spares: 1 });
  const one = await relationOf("SELECT 1 AS a");
  await engine().page(rowQuery(one, { a: null }), limits());
  const query = engine()
    .page(rowQuery(slow, SLOW_MASKS, ["a"]), limits(60_000))
    .catch((error: unknown) => error);
  await sleep(200);
  for (const pid of engine().workerPids()) process.kill(pid, "SIGKILL");
  expect(isAppError(await query, "TS-DATA-002")).toBe(true);
  expect((await engine().page(rowQuery(one, { a: null }), limits())).rows).toEqual([[1]]);
});

test("data larger than the memory bound is TS-DATA-005, and the app stays whole", async () => {
  const { engine, relationOf } = await open({ memoryMb: 100, residentMb: 700, tempMb: 16 });
  const bomb = await relationOf("SELECT i AS id, repeat(chr(97 + (i % 26)::INTEGER), 1000000) || i AS t FROM range(250) t(i)");
  const own = readResidentMb(process.pid) ?? 0;
  const failure = await engine()
    .page(rowQuery(bomb, { id: null, t: null }, ["t"]), limits(30_000))
    .catch((error: unknown) => error);
  expect(isAppError(failure, "TS-DATA-005")).toBe(true);
  expect((readResidentMb(process.pid) ?? 0) - own).toBeLessThan(300);
  const small = await engine().page(rowQuery(bomb, { id: null }, ["id"], { limit: 2 }), limits(30_000));
  expect(small.rows).toEqual([[0], [1]]);
});

test("a page of very large values ends early, and goes on where it ended", async () => {
  const { engine, relationOf } = await open();
  const wide = await relationOf("SELECT i AS id, repeat('x', 2000000) AS t FROM range(12) t(i)");
  const query = rowQuery(wide, { id: null, t: null }, ["id"], { limit: 12 });
  const first = await engine().page(query, limits(60_000));
  expect(first.rows.length).toBeLessThan(12);
  expect(first.more).toBe(true);
  const next = await engine().page({ ...query, after: first.keys.at(-1) ?? null }, limits(60_000));
  expect(next.rows[0]?.[0]).toBe(first.rows.length);
});

test("more queries than places and queue are refused with a time to wait", async () => {
  const { engine } = await open({ workers: 1 });
  const gone = new AbortController();
  const asked = Array.from({ length: 30 }, () =>
    engine()
      .page(rowQuery(slow, SLOW_MASKS, ["a"]), { timeoutMs: 60_000, signal: gone.signal })
      .catch((error: unknown) => error),
  );
  const refused = await Promise.race(asked);
  gone.abort(new Error("left"));
  expect(isAppError(refused, "TS-DATA-004")).toBe(true);
  expect(refused instanceof AppError ? refused.headers : {}).toEqual({ "Retry-After": "5" });
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => isAppError(answer, "TS-DATA-004")).length).toBeGreaterThanOrEqual(9);
});

test("slow downloads keep no pages waiting", async () => {
  const { engine } = await open({ workers: 1, spares: 1 });
  const { bytes, done } = await engine().copy(
    rowQuery(slow, { id: null, a: null }, [], { limit: null }),
    { format: "csv", safe: false },
    limits(60_000),
  );
  done.catch(() => {});
  expect((await engine().page(rowQuery(slow, { id: null }, [], { limit: 1 }), limits())).rows.length).toBe(1);
  bytes.destroy();
});

test("a download that nobody reads ends by itself", async () => {
  const { engine } = await open({ stallMs: 200 });
  const { done } = await engine().copy(
    rowQuery(slow, { id: null, a: null }, [], { limit: null }),
    { format: "csv", safe: false },
    limits(60_000),
  );
  expect(isAppError(await done.catch((error: unknown) => error), "TS-DATA-003")).toBe(true);
});

endsSlowReaders({
  open: async (paceNow) => (await open({ spares: 2, paceNow })).engine(),
  relationOf: async (sql) => await maker.relationOf(sql),
});

test("a worker that cannot start is an answer, not a wait", async () => {
  const { engine, relationOf } = await open({ dataMb: 1 });
  const relation = await relationOf("SELECT 1 AS a");
  if (process.platform !== "linux") return;
  const failure = await engine()
    .page(rowQuery(relation, { a: null }), limits())
    .catch((error: unknown) => error);
  expect(isAppError(failure, "TS-DATA-002")).toBe(true);
  expect((await engine().health()).state).toBe("down");
});

test("nothing is left in the temporary folder after closing", async () => {
  const { engine, relationOf, folder } = await open();
  await engine().page(rowQuery(await relationOf("SELECT 1 AS a"), { a: null }), limits());
  expect(readdirSync(join(folder, "tmp")).length).toBe(1);
  await engine().close();
  expect(readdirSync(join(folder, "tmp"))).toEqual([]);
});

test("workers end when the app is killed, and the next start removes what it left", async () => {
  const { folder } = await open();
  const script = `
    import { openDuckDb } from "#lib/engine/duckdb/duckdb.ts";
    const engine = openDuckDb({ workers: 1, spares: 1, memoryMb: 512, residentMb: 1024, dataMb: 3072, tempMb: 512, uid: null,
      home: ${JSON.stringify(join(folder, "other"))}, secret: "a secret for tests, long enough to be one", log: { warn() {} } });
    const relation = ${JSON.stringify(slow)};
    const limits = { timeoutMs: 60000, signal: new AbortController().signal };
    await engine.describe(relation, limits);
    void engine.page({ relation, columns: [{ name: "a", mask: "hash" }], order: [{ column: "a", descending: false }], masks: { a: "hash" }, after: null, limit: 1 }, limits);
    console.log(JSON.stringify(engine.workerPids()));`;
  const app = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
    cwd: process.cwd(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(app.stdout, "data")) as [Buffer];
  const pids = JSON.parse(String(line)) as number[];
  expect(pids.length).toBeGreaterThan(0);
  app.kill("SIGKILL");
  await once(app, "exit");
  await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${pid}/exe`)), { timeout: 10_000 }).toEqual([]);
  await open({ home: join(folder, "other") }).then(async (next) => await next.close());
  expect(readdirSync(join(folder, "other", "tmp"))).toEqual([]);
});

test("a relation is read anew when its version changes, however many versions there were", async () => {
  const { engine, relationOf } = await open({ workers: 1, spares: 1 });
  for (let round = 0; round < 8; round += 1) {
    const { paths } = await relationOf(`SELECT ${round} AS a`);
    expect((await engine().page(rowQuery(fileRelation("parquet", paths), { a: null }), limits())).rows).toEqual([[round]]);
  }
});
