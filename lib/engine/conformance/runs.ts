/** What a statement answers, and how it fails. */
import { beforeAll, expect, test } from "vitest";
import { askerOf, bind, probesOf, type StatementHarness, type Variants } from "#lib/engine/conformance/statement.ts";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import type { DatasetBinding } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** In DuckDB's dialect, of which the harness makes relations. */
const VALUES = [
  "9007199254740991::BIGINT",
  "9007199254740993::BIGINT",
  "(-9223372036854775807 - 1)::BIGINT",
  "12345678901234.123456::DECIMAL(38,6)",
  "1.50::DECIMAL(12,2)",
  "0.1::DOUBLE",
  "'nan'::DOUBLE",
  "'-infinity'::DOUBLE",
  "true",
  "TIMESTAMP '2026-07-01 12:00:00.123456'",
  "TIMESTAMPTZ '2026-07-01 12:00:00+02'",
  "DATE '2026-07-01'",
  "TIME '12:00:00.5'",
  "'\\x00\\xFFa'::BLOB",
  "UUID '123e4567-e89b-12d3-a456-426614174000'",
  `'a,"b"' || chr(10) || 'ä€😀'`,
  "NULL::VARCHAR",
];

export function runsStatements(harness: StatementHarness): void {
  const { engine, relationOf, dialect } = harness;
  const { guard, run, failure } = askerOf(harness);

  let nums: Relation;
  beforeAll(async () => {
    nums = await relationOf("SELECT i::BIGINT AS n, CASE WHEN i % 2 = 0 THEN 'even' ELSE 'it''s odd' END AS word FROM range(50) t(i)");
  }, 60_000);
  const datasets = (): readonly DatasetBinding[] => [bind("nums", nums, { n: null, word: null })];

  test.for(VALUES)("answers %s as a page of rows does", async (sql) => {
    const relation = await relationOf(`SELECT ${sql} AS v, 1::BIGINT AS one`);
    const columns = { v: null, one: null };
    const page = await engine().page(rowQuery(relation, columns, ["one"]), limits());
    expect((await run("SELECT v, one FROM t", [bind("t", relation, columns)])).rows).toEqual(page.rows);
  });

  test("keeps the text's order and columns, and says whether there is more", async () => {
    const sql = guard('SELECT n AS "Big", word, n + 1 AS next FROM nums ORDER BY n DESC', datasets());
    const page = await engine().run(sql, 3, limits());
    expect(page.columns.map(({ name }) => name)).toEqual(["Big", "word", "next"]);
    expect(page.rows).toEqual([
      [49, "it's odd", 50],
      [48, "even", 49],
      [47, "it's odd", 48],
    ]);
    expect(page.more).toBe(true);
    expect(await engine().run(sql, 50, limits())).toMatchObject({ more: false });
    expect(await engine().run(sql, 49, limits())).toMatchObject({ more: true });
  });

  test("may give two columns one name", async () => {
    const { columns, rows } = await run("SELECT n AS a, n * 2 AS a FROM nums WHERE n = 4", datasets());
    expect(columns.map(({ name }) => name)).toEqual(["a", "a"]);
    expect(rows).toEqual([[4, 8]]);
  });

  test.for([
    "SELECT count(*) AS n FROM nums -- the end",
    "SELECT count(*) AS n FROM nums /* the end */",
    "SELECT count(*) AS n FROM nums;",
    "SELECT count(*) AS n FROM nums ; -- the 'end'",
    "\n\t SELECT count(*) AS n\nFROM nums\n",
    "WITH x AS (SELECT * FROM nums) SELECT count(*) AS n FROM x",
  ])("runs %j as it stands", async (text) => {
    expect((await run(text, datasets())).rows).toEqual([[50]]);
  });

  test("has columns also where there are no rows", async () => {
    const page = await run("SELECT n, word FROM nums WHERE n < 0", datasets());
    expect([page.columns.map(({ name }) => name), page.rows, page.more]).toEqual([["n", "word"], [], false]);
  });

  test("finds a dataset by each of the names that the text has for it", async () => {
    const named = [bind("nums", nums, { n: null }), bind("prod.nums", nums, { n: null })];
    expect((await run("SELECT count(*) AS c FROM nums a JOIN prod.nums b ON a.n = b.n", named)).rows).toEqual([[50]]);
  });

  const PLACES: Variants = { duckdb: "?", postgres: "$1", trino: "?" };
  test("takes values that stay values", async () => {
    for (const place of probesOf([PLACES], dialect)) {
      const ask = async (text: string, value: string | number | boolean | null) =>
        (await run(text.replace("?", place), datasets(), [value])).rows;
      expect(await ask("SELECT n FROM nums WHERE n = ?", 7)).toEqual([[7]]);
      expect(await ask("SELECT count(*) AS c FROM nums WHERE word = ?", "it's odd")).toEqual([[25]]);
      expect(await ask("SELECT count(*) AS c FROM nums WHERE word = ?", "' OR true --")).toEqual([[0]]);
      expect(await ask("SELECT n FROM nums WHERE word = ? AND n < 0", null)).toEqual([]);
      expect(await ask("SELECT count(*) AS c FROM nums WHERE (n < 10) = ?", true)).toEqual([[10]]);
    }
  });

  test.for([
    ["SELECT n\nFROM nums\nWHERE nope = 1", "sql:3:7"],
    ["SELECT n,\n  nope FROM nums", "sql:2:3"],
    ["SELECT n FROM nums ORDER BY nope", "sql:1:29"],
  ])("that names a column which is not there tells where: %j", async ([text = "", place]) => {
    const { code, message, details } = await failure(text, datasets());
    expect([code, message]).toEqual(["TS-QUERY-001", expect.stringContaining("nope")]);
    expect(details.map(({ path }) => path)).toEqual([place]);
  });

  test("that fails says why in one sentence, and the next one works", async () => {
    const { code, message } = await failure("SELECT CAST(word AS INTEGER) AS n FROM nums", datasets());
    expect(code).toBe("TS-QUERY-001");
    expect(message).toMatch(/^[A-Z].*[.!?…]$/s);
    expect(message).not.toMatch(/\/tmp|tst_|postgres:\/\/|http:/);
    expect((await run("SELECT 1 AS one", datasets())).rows).toEqual([[1]]);
  });

  test("that names no dataset of its own finds none", async () => {
    expect((await failure("SELECT * FROM others", datasets())).code).toBe("TS-QUERY-001");
  });

  test("leaves nothing behind for another reader", async () => {
    await run("SELECT * FROM nums", datasets());
    expect((await failure("SELECT * FROM nums", [])).code).toBe("TS-QUERY-001");
  });

  test("is explained without being run", async () => {
    const plan = await engine().explain(guard("SELECT word, count(*) AS n FROM nums WHERE n > 3 GROUP BY word", datasets()), limits());
    expect(plan).toMatch(/aggregate|group/i);
    expect(plan).not.toMatch(/\/tmp|tst_|postgres:\/\/|http:/);
  });
}
