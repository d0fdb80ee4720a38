import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "#lib/engine/conformance.ts";
import { explode } from "#lib/engine/duckdb/bomb-harness.ts";
import { BOMBS } from "#lib/engine/duckdb/bombs.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import { isAppError } from "#lib/errors.ts";

const RESIDENT_MB = 800;

let harness: DuckDbHarness;
beforeAll(async () => {
  harness = await openHarness({ memoryMb: 256, residentMb: RESIDENT_MB, tempMb: 64 });
  await harness.engine().run(guardSql({ dialect: "duckdb", text: "SELECT 1", params: [], datasets: [] }), 1, limits());
});
afterAll(async () => await harness.close());

test("the set has more than 60, each once", () => {
  expect(BOMBS.length).toBeGreaterThan(60);
  expect(new Set(BOMBS.map(({ sql }) => sql)).size).toBe(BOMBS.length);
  expect(BOMBS.filter(({ isOften }) => isOften)).toHaveLength(13);
});

test.for(BOMBS.filter(({ isOften }) => isOften))("$name: ends in its process, and others are served", { timeout: 60_000 }, async (bomb) => {
  const { outcome, peakMb, ownMb, served } = await explode(harness, bomb, 500);
  if (outcome instanceof Error) expect(isAppError(outcome), String(outcome)).toBe(true);
  expect(peakMb, "megabytes of a worker").toBeLessThan(RESIDENT_MB);
  expect(ownMb, "megabytes in our own process").toBeLessThan(100);
  expect(served).toBeGreaterThan(0);
});

test("an answer of very many columns ends before its limit of rows", async () => {
  const columns = Array.from({ length: 3_000 }, (_, index) => `i + ${index}`).join(", ");
  const text = `SELECT ${columns} FROM range(1000) t(i)`;
  const { rows, more } = await harness.engine().run(guardSql({ dialect: "duckdb", text, params: [], datasets: [] }), 1_000, limits());
  expect([rows.length, rows[332]?.[2_999], more]).toEqual([333, 3_331, true]);
});

test("one value that is more than an answer carries is told", async () => {
  const engine = harness.engine();
  const guard = (text: string) => guardSql({ dialect: "duckdb", text, params: [], datasets: [] });
  const failure: unknown = await engine.run(guard("SELECT repeat('x', 16000001)"), 10, limits()).catch((error: unknown) => error);
  expect(isAppError(failure, "TS-DATA-005")).toBe(true);
  expect(String(failure)).toContain("longer than 16 million characters");
  expect((await engine.run(guard("SELECT length(repeat('x', 16000001))"), 10, limits())).rows).toEqual([[16_000_001]]);
});
