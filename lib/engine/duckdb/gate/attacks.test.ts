import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";
import { fillPaths } from "#lib/engine/duckdb/gate/attack.ts";
import { ATTACKS } from "#lib/engine/duckdb/gate/attacks.ts";

const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
const DATASETS = new Set(["orders", "customers", "prod.orders"]);

/** What a reader is told. */
async function refusalOf(sql: string): Promise<{ readonly says: string; readonly at: number | null }> {
  const analyzed = await analyzeText(connection, sql);
  if (analyzed.kind === "refused") return { says: analyzed.reason, at: analyzed.at };
  const unknown = analyzed.tables.find(({ name }) => !DATASETS.has(name.join(".").toLowerCase()));
  return unknown === undefined ? { says: "passed", at: null } : { says: `table ${unknown.name.join(".")}`, at: unknown.at };
}

describe("an access attack", () => {
  test("is not in the set twice, and the set has more than 80", () => {
    expect(new Set(ATTACKS.map(({ sql }) => sql)).size).toBe(ATTACKS.length);
    expect(ATTACKS.length).toBeGreaterThan(80);
  });

  test.each(ATTACKS.map(({ sql, says }) => [sql, says] as const))("is refused: %j", async (attack, expected) => {
    const sql = fillPaths(attack, { canary: "/srv/other/canary", data: "/srv/data/orders.parquet" });
    const { says, at } = await refusalOf(sql);
    if (expected.startsWith("table ")) expect(says).toBe(expected);
    else expect(says).toContain(expected);
    if (!expected.startsWith("table ")) expect(says, "one sentence").toMatch(/^[^\n]+[.?]$/);
    if (at !== null) expect(at).toBeLessThanOrEqual(sql.length);
  });
});
