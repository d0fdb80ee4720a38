/** The engine as the judge of which names are tables. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";

const NAMES = ["a", "b", "c"] as const;
const ALL = 2 ** NAMES.length - 1;
/** For each set of tables, as bits, a connection that has these and no others. */
const withTables: DuckDBConnection[] = [];

beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  for (let set = 0; set <= ALL; set += 1) {
    const connection = await instance.connect();
    await connection.run(`ATTACH ':memory:' AS only${set}`);
    await connection.run(`USE only${set}`);
    for (const [index, name] of NAMES.entries()) if ((set >> index) & 1) await connection.run(`CREATE TABLE ${name} AS SELECT 1 AS x`);
    withTables.push(connection);
  }
});

async function binds(sql: string, set: number): Promise<boolean> {
  try {
    const prepared = await withTables[set]?.prepare(sql);
    prepared?.destroySync();
    return prepared !== undefined;
  } catch {
    return false;
  }
}

const deep = { depthSize: "small", maxDepth: 5, depthIdentifier: "query" } as const;
const name = fc.constantFrom(...NAMES, "A");
const { query } = fc.letrec<{ query: string; body: string; cte: { name: string; sql: string }; from: string }>((tie) => ({
  query: fc.oneof(
    deep,
    tie("body"),
    fc
      .tuple(
        fc.constantFrom("WITH", "WITH RECURSIVE"),
        fc.uniqueArray(tie("cte"), { minLength: 1, maxLength: 3, selector: (cte) => cte.name.toLowerCase() }),
        tie("body"),
      )
      .map(([word, ctes, body]) => `${word} ${ctes.map(({ sql }) => sql).join(", ")} ${body}`),
  ),
  cte: fc.oneof(
    deep,
    fc
      .tuple(name, fc.constantFrom("AS", "AS MATERIALIZED", "AS NOT MATERIALIZED"), tie("query"))
      .map(([n, as, q]) => ({ name: n, sql: `${n} ${as} (${q})` })),
    fc
      .tuple(name, tie("query"), tie("from"))
      .map(([n, q, f]) => ({ name: n, sql: `${n}(x) AS ((${q}) UNION ALL SELECT t.x FROM ${f} AS t, ${n} AS u)` })),
  ),
  from: fc.oneof(
    deep,
    name,
    tie("query").map((q) => `(${q})`),
  ),
  body: fc.oneof(
    deep,
    tie("from").map((f) => `SELECT x FROM ${f} AS t`),
    fc.tuple(tie("from"), tie("query")).map(([f, q]) => `SELECT t.x FROM ${f} AS t, LATERAL (${q}) AS u`),
    fc.tuple(tie("from"), tie("query")).map(([f, q]) => `SELECT x FROM ${f} AS t WHERE EXISTS (${q})`),
    fc.tuple(tie("from"), tie("query")).map(([f, q]) => `SELECT x FROM ${f} AS t ORDER BY (SELECT max(x) FROM (${q}))`),
    fc.tuple(tie("from"), tie("query")).map(([f, q]) => `SELECT x FROM ${f} AS t LIMIT (SELECT max(x) FROM (${q}))`),
    fc.tuple(tie("from"), tie("query")).map(([f, q]) => `SELECT sum((SELECT max(x) FROM (${q}))) OVER () AS x FROM ${f} AS t`),
    fc.tuple(tie("query"), tie("query")).map(([p, q]) => `(${p}) UNION ALL (${q})`),
    fc.tuple(tie("query"), tie("query")).map(([p, q]) => `(${p}) EXCEPT (${q}) ORDER BY 1`),
    tie("from").map((f) => `SELECT "1" AS x FROM (PIVOT ${f} ON x IN (1) USING max(x))`),
    tie("from").map((f) => `SELECT value AS x FROM (UNPIVOT ${f} ON x INTO NAME n VALUE value)`),
    fc.tuple(name, tie("from")).map(([n, f]) => `SELECT t.x FROM main.${n} AS t POSITIONAL JOIN ${f} AS u`),
  ),
}));

test("names every table that the engine would read, whatever CTEs hide elsewhere", async () => {
  let bound = 0;
  let hidden = 0;
  await fc.assert(
    fc.asyncProperty(query, async (sql) => {
      const analyzed = await analyzeText(withTables[ALL] as DuckDBConnection, sql);
      if (analyzed.kind !== "passed") throw new Error(`${analyzed.reason} ${sql}`);
      const names = new Set(analyzed.tables.map(({ name: parts }) => parts.at(-1)?.toLowerCase()));
      const named = NAMES.reduce((set, one, index) => (names.has(one) ? set | (1 << index) : set), 0);
      if (!(await binds(sql, ALL))) return;
      bound += 1;
      if (named !== ALL) hidden += 1;
      expect(await binds(sql, named), `needs a table that was not named: ${sql}`).toBe(true);
    }),
    { numRuns: 600, seed: 20_261_130 },
  );
  // Much of what is made must be good SQL, and much of that hide a name, or nothing was shown.
  expect(bound).toBeGreaterThan(500);
  expect(hidden).toBeGreaterThan(200);
});
