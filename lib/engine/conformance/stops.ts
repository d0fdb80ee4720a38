/** A statement ends when its time is over or its reader is gone, and the engine goes on. */
import { beforeAll, expect, test } from "vitest";
import { askerOf, bind, type StatementHarness } from "#lib/engine/conformance/statement.ts";
import { limits } from "#lib/engine/conformance.ts";
import type { DatasetBinding } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** Many billions of pairs: no engine is done with them while a test waits. */
const ENDLESS = "SELECT count(*) AS n FROM nums a, nums b, nums c WHERE a.n * b.n + c.n < 0";

export function stopsStatements(harness: StatementHarness): void {
  const { engine, relationOf } = harness;
  const { guard, run } = askerOf(harness);

  let nums: Relation;
  beforeAll(async () => {
    nums = await relationOf("SELECT i::BIGINT AS n FROM range(5000) t(i)");
  }, 60_000);
  const datasets = (): readonly DatasetBinding[] => [bind("nums", nums, { n: null })];
  const next = async () => (await run("SELECT count(*) AS n FROM nums", datasets())).rows;

  test("after its time is TS-DATA-003", async () => {
    await expect(engine().run(guard(ENDLESS, datasets()), 1, limits(200))).rejects.toMatchObject({ code: "TS-DATA-003" });
    expect(await next()).toEqual([[5000]]);
  });

  test("by its reader's leaving ends with the signal's reason", async () => {
    const gone = new AbortController();
    const page = engine().run(guard(ENDLESS, datasets()), 1, { timeoutMs: 60_000, signal: gone.signal });
    setTimeout(() => gone.abort(new Error("left")), 100);
    await expect(page).rejects.toThrow("left");
    expect(await next()).toEqual([[5000]]);
  });

  test("before its start does not start", async () => {
    const signal = AbortSignal.abort(new Error("left"));
    await expect(
      engine().run(guard("SELECT 1 AS one", [bind("nums", nums, { n: null })]), 1, { timeoutMs: 1_000, signal }),
    ).rejects.toThrow("left");
  });

  test("while its file is written breaks the file", async () => {
    const gone = new AbortController();
    const text = "SELECT a.n, b.n AS m FROM nums a, nums b";
    const { bytes, done } = await engine().copySql(
      guard(text, datasets()),
      { format: "csv", safe: false },
      { timeoutMs: 60_000, signal: gone.signal },
    );
    setTimeout(() => gone.abort(new Error("left")), 50);
    const read = async () => {
      for await (const _ of bytes);
    };
    await expect(read()).rejects.toThrow("left");
    await expect(done).rejects.toThrow("left");
    expect(await next()).toEqual([[5000]]);
  });
}
