import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";
import { type FakeCoordinator, openFakeCoordinator, type Step } from "#lib/engine/trino/fake-coordinator.ts";
import { openTrino } from "#lib/engine/trino/trino.ts";

let fake: FakeCoordinator;
const engine = openTrino({
  urlOf: () => fake.url,
  transcode: () => Promise.reject(new Error("no file here")),
  secret: "a secret for tests, long enough to be one",
});
beforeAll(async () => {
  fake = await openFakeCoordinator();
});
afterAll(async () => {
  await engine.close();
  await fake.close();
});

const source = { id: "lake", engine: "trino", urlEnv: "TOUCHSTONE_SOURCE_LAKE", catalog: "memory", timezone: "UTC" } as const;
const relation: Relation = { kind: "table", source, path: ["shop", "orders"], version: "1" };
const CELL = "x".repeat(6_000_000);

let answers: readonly Step[] = [];
beforeEach(() => {
  fake.asked.length = 0;
  fake.script = (sql) =>
    /^(DESCRIBE|SHOW COLUMNS)/.test(sql)
      ? [{ body: { columns: [{ name: "Column", type: "varchar" }], data: [["a", "varchar", "", ""]] }, last: true }]
      : answers;
});

function pagesOf(columns: readonly string[], cells: readonly unknown[], count: number): readonly Step[] {
  const body = { columns: columns.map((name) => ({ name, type: "varchar" })), data: [cells] };
  return [...Array.from({ length: count }, () => ({ body })), { last: true }];
}

const run = (text: string) =>
  engine.run(
    guardSql({
      dialect: "trino",
      text,
      params: [],
      datasets: [{ name: ["orders"], relation, columns: [{ name: "a", mask: null }], rows: null }],
    }),
    1_000,
    limits(),
  );

test("an answer ends early rather than fill the memory, also where its values are lists", async () => {
  answers = pagesOf(["a"], [[CELL]], 9);
  const { rows, more } = await run("SELECT a FROM orders");
  expect([rows.length, more]).toEqual([3, true]);
  expect(fake.asked.filter(({ method }) => method === "GET").length).toBeLessThan(6);
});

test("a page of rows ends early, too, and another one can follow", async () => {
  answers = pagesOf(["o0", "k0", "d"], [CELL, "key", "1"], 9);
  const { rows, keys, more } = await engine.page(rowQuery(relation, { a: null }, ["a"], { limit: 100 }), limits());
  expect([rows.length, keys.length, more]).toEqual([3, 3, true]);
});

test("a row that is too long is told as such", async () => {
  answers = pagesOf(["a"], Array(6).fill(CELL), 1);
  await expect(run("SELECT a FROM orders")).rejects.toMatchObject({ code: "TS-DATA-005", message: expect.stringContaining("too long") });
});
