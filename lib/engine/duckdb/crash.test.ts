import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";

/** The engine's stack is too small for it, so its process ends. */
const BOMB = "SELECT json_structure(repeat('[', 100000) || repeat(']', 100000)) AS s, count(*) AS n FROM t";

let harness: DuckDbHarness;
beforeEach(async () => {
  harness = await openHarness({ hotMb: 100, hotRules: { reads: 1, minBytes: 0 } });
});
afterEach(async () => await harness.close());

test("a statement that ends its worker is not run again, and the copy that it read stays", async () => {
  const engine = harness.engine();
  const relation = await harness.relationOf("SELECT i AS id FROM range(1000) t(i)");
  await engine.page(rowQuery(relation, { id: null }, ["id"], { limit: 1 }), limits());
  await engine.settle();
  const copies = () => readdirSync(join(harness.folder, "hot")).filter((name) => name.endsWith(".duckdb"));
  expect(copies()).toHaveLength(1);
  const before = new Set(engine.workerPids());
  const datasets = [{ name: ["t"], relation, columns: [{ name: "id", mask: null }], rows: null }];
  const run = engine.run(guardSql({ dialect: "duckdb", text: BOMB, params: [], datasets }), 5, limits());
  await expect(run).rejects.toThrow("broke down over this query");
  const survivors = () => engine.workerPids().filter((pid) => before.has(pid)).length;
  await expect.poll(survivors).toBe(before.size - 1);
  expect(copies()).toHaveLength(1);
  rmSync(relation.paths[0] ?? "");
  expect(await engine.count(rowQuery(relation, { id: null }), limits())).toBe(1_000);
});
