import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "#lib/engine/conformance.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import { SOME_BOMBS } from "#lib/engine/postgres/bombs.ts";
import { openHarness, type PostgresHarness } from "#lib/engine/postgres/harness.ts";
import type { Relation } from "#lib/engine/relation.ts";

let harness: PostgresHarness;
let nums: Relation;
beforeAll(async () => {
  harness = await openHarness();
  nums = await harness.relationOf("SELECT i::BIGINT AS n FROM range(2000) t(i)");
}, 60_000);
afterAll(async () => await harness.close());

test.for(SOME_BOMBS)("stops %s and goes on", async (text) => {
  const datasets = [{ name: ["nums"], relation: nums, columns: [{ name: "n", mask: null }], rows: null }];
  const engine = harness.engine();
  const ask = engine.run(guardSql({ dialect: "postgres", text, params: [], datasets }), 10_000, limits(250));
  // What is too large for one answer may also end as a page that says that more would follow.
  const ended = await ask.then(
    ({ more }) => more,
    (error: { code?: string }) => error.code,
  );
  expect(["TS-DATA-003", "TS-DATA-005", "TS-QUERY-001", true]).toContain(ended);
  const next = guardSql({ dialect: "postgres", text: "SELECT count(*) AS c FROM nums", params: [], datasets });
  expect((await engine.run(next, 1, limits())).rows).toEqual([[2000]]);
});

test("leave nothing running on the server", async () => {
  const running = async () =>
    await harness.admin(
      "SELECT query FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active' AND backend_type = 'client backend'",
    );
  await expect.poll(running, { timeout: 5_000 }).toEqual([]);
});
