/** All bombs, each within its limit and a second more, while others are answered. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import { BOMBS } from "#lib/engine/postgres/bombs.ts";
import { openHarness, type PostgresHarness } from "#lib/engine/postgres/harness.ts";
import type { Relation } from "#lib/engine/relation.ts";

const LIMIT_MS = 2_000;
const MOST_MB = 600;

let harness: PostgresHarness;
let nums: Relation;
beforeAll(async () => {
  harness = await openHarness();
  nums = await harness.relationOf("SELECT i::BIGINT AS n FROM range(2000) t(i)");
}, 60_000);
afterAll(async () => await harness.close());

test.for(BOMBS)("ends %s in time, and others are answered meanwhile", async (text) => {
  const engine = harness.engine();
  const datasets = [{ name: ["nums"], relation: nums, columns: [{ name: "n", mask: null }], rows: null }];
  const began = performance.now();
  const bomb = engine.run(guardSql({ dialect: "postgres", text, params: [], datasets }), 10_000, limits(LIMIT_MS)).then(
    () => {},
    (error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^TS-(DATA-003|DATA-005|QUERY-001)$/) }),
  );
  const page = await engine.page(rowQuery(nums, { n: null }, ["n"], { limit: 1 }), limits());
  expect(page.rows).toEqual([[0]]);
  await bomb;
  expect(performance.now() - began).toBeLessThan(LIMIT_MS + 1_000);
  expect(process.memoryUsage.rss() / 2 ** 20).toBeLessThan(MOST_MB);
});
