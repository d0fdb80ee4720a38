import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";
import { parseSql } from "#lib/engine/duckdb/gate/parse.ts";
import { STATEMENTS, TABLES } from "#lib/engine/duckdb/gate/statements.ts";

const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
await connection.run(TABLES);

function parametersOf(count: number): (string | number)[] {
  return ["Bern", 3].slice(0, count);
}

describe("a statement of an analyst", () => {
  test("is not in the set twice, and the set has more than 60", () => {
    expect(new Set(STATEMENTS.map(([sql]) => sql)).size).toBe(STATEMENTS.length);
    expect(STATEMENTS.length).toBeGreaterThan(60);
  });

  test.each(STATEMENTS)("passes with its tables, and runs: %s", async (sql, tables) => {
    const analyzed = await analyzeText(connection, sql);
    if (analyzed.kind !== "passed") throw new Error(analyzed.reason);
    expect(analyzed.tables.map(({ name }) => name.join("."))).toEqual(tables === "" ? [] : tables.split(/ (?!Lines)/));
    for (const { name, at } of analyzed.tables) {
      expect(at).not.toBeNull();
      const there = sql.slice(at ?? 0).replaceAll('"', "");
      expect(there.startsWith(name.join("."))).toBe(true);
    }
    await connection.run(sql, parametersOf(analyzed.parameters));
  });

  test.each(STATEMENTS)("means the same between brackets, as it is run: %s", async (sql) => {
    const bare = sql.replace(/;(\s*--.*)?$/, "$1");
    const [alone, inside] = await Promise.all([nodeOf(bare), nodeOf(`SELECT * FROM (\n${bare}\n) LIMIT 5`)]);
    expect(inside?.from_table?.subquery?.node).toEqual(alone);
    expect(inside?.modifiers).toHaveLength(1);
  });
});

interface Node {
  readonly from_table?: { readonly subquery?: { readonly node?: unknown } };
  readonly modifiers?: readonly unknown[];
}

/** What the parser makes of a text, without places. */
async function nodeOf(sql: string): Promise<Node | undefined> {
  const parsed = await parseSql(connection, sql);
  if (parsed.kind === "failed") throw new Error(parsed.message);
  return JSON.parse(JSON.stringify(parsed.statements[0]?.["node"], (key, value) => (key === "query_location" ? undefined : value)));
}
