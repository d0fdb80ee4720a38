import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS } from "#lib/engine/duckdb/gate/allowed-functions.ts";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";
import { REFUSED_FUNCTIONS } from "#lib/engine/duckdb/gate/refused-functions.ts";
import { TABLES } from "#lib/engine/duckdb/gate/statements.ts";

const document = readFileSync(new URL("sql.md", import.meta.url), "utf8");
const section = (title: string) => new RegExp(`## ${title}\n([\\s\\S]*?)(?=\n## |$)`).exec(document)?.[1] ?? "";
const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
await connection.run(TABLES);

test("every statement that passes according to the page does, and runs", async () => {
  const statements = (/```sql\n([\s\S]*?)```/.exec(document)?.[1] ?? "").trim().split("\n");
  expect(statements.length).toBeGreaterThan(10);
  for (const sql of statements) {
    const analyzed = await analyzeText(connection, sql);
    expect(analyzed, sql).toMatchObject({ kind: "passed" });
    await connection.run(sql, analyzed.kind === "passed" && analyzed.parameters === 1 ? [10] : []);
  }
});

test("every refusal on the page is the gate's own", async () => {
  const rows = [...section("What a refusal says").matchAll(/^\| `(.+)` \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(10);
  for (const [, sql = "", reason] of rows) expect(await analyzeText(connection, sql), sql).toMatchObject({ kind: "refused", reason });
});

test("the page names every function that may be used, and no other", () => {
  for (const [group, names] of Object.entries(ALLOWED_FUNCTIONS)) {
    if (group === "operators") continue;
    const item = new RegExp(`^- \\*\\*${group}\\*\\*:([\\s\\S]*?)(?=\n- |\n\n)`, "im").exec(section("Functions"))?.[1] ?? "";
    expect(codes(item), group).toEqual([...names].sort());
  }
  expect(codes(/In `FROM` may also stand (.*)\./.exec(document)?.[1] ?? "")).toEqual(ALLOWED_TABLE_FUNCTIONS);
});

test("the page gives every reason why a function is refused, with examples of it", () => {
  const rows = [...section("Functions").matchAll(/^\| ([a-z].+?) \| (`.+) \|$/gm)].map(([, why, examples = ""]) => ({
    why,
    examples: codes(examples),
  }));
  expect(rows.map(({ why }) => why)).toEqual(["because it", ...REFUSED_FUNCTIONS.map(({ why }) => why)].slice(1));
  for (const [index, { examples }] of rows.entries()) {
    const group = REFUSED_FUNCTIONS[index];
    for (const example of examples)
      expect([...(group?.names ?? []), ...(group?.prefixes ?? []).map((prefix) => `${prefix}…`)]).toContain(example);
  }
});
