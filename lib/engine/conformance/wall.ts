/** What every dialect's parser lets pass, and what it tells of the text. Each dialect has its own long list of attacks besides. */
import { expect, test } from "vitest";
import { probesOf, type StatementHarness, type Variants } from "#lib/engine/conformance/statement.ts";
import { limits } from "#lib/engine/conformance.ts";

const PASSED: readonly (readonly [Variants, readonly string[]])[] = [
  ["SELECT * FROM orders", ["orders"]],
  ["SELECT o.id FROM prod.orders AS o JOIN customers c ON c.id = o.customer_id", ["prod.orders", "customers"]],
  ["SELECT (SELECT max(id) FROM b) AS m FROM a WHERE id IN (SELECT id FROM c)", ["a", "b", "c"]],
  ["SELECT id FROM a UNION ALL SELECT id FROM b ORDER BY 1 LIMIT 3", ["a", "b"]],
  ["WITH x AS (SELECT * FROM orders) SELECT * FROM x", ["orders"]],
  // The name of a CTE means a table again where the CTE does not reach.
  ["WITH x AS (SELECT * FROM x) SELECT * FROM x", ["x"]],
  ["SELECT * FROM (WITH y AS (SELECT 1 AS id) SELECT * FROM y) AS q JOIN y ON y.id = q.id", ["y"]],
  ["WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r", []],
  ["SELECT 1 AS one -- the end", []],
  ["SELECT 1 AS one /* the end */", []],
];

/** Each changes something, leaves the database, or is more than one statement. */
const REFUSED: readonly Variants[] = [
  "INSERT INTO orders VALUES (1)",
  "UPDATE orders SET id = 1",
  "DELETE FROM orders",
  "CREATE TABLE t (id INTEGER)",
  "CREATE VIEW v AS SELECT 1 AS one",
  "DROP TABLE orders",
  "ALTER TABLE orders ADD COLUMN x INTEGER",
  "SELECT 1; SELECT 2",
  "SELECT 1; DROP TABLE orders",
  { duckdb: "SET memory_limit = '10GB'", postgres: "SET statement_timeout = 0", trino: "SET SESSION query_max_run_time = '1h'" },
  { duckdb: "COPY orders TO 'x.csv'", postgres: "COPY orders TO STDOUT", trino: "CALL system.runtime.kill_query('x')" },
  { duckdb: "ATTACH 'x.db'", postgres: "VACUUM", trino: "GRANT SELECT ON orders TO somebody" },
  { duckdb: "PRAGMA database_list", postgres: "LISTEN x", trino: "SHOW CATALOGS" },
  { postgres: "WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x" },
  { postgres: "SELECT * INTO t FROM orders" },
  { postgres: "SELECT * FROM orders FOR UPDATE" },
  { duckdb: "SELECT * FROM read_csv('/etc/passwd')", postgres: "SELECT pg_read_file('/etc/passwd')" },
  { duckdb: "SELECT getenv('HOME')", postgres: "SELECT current_setting('data_directory')" },
];

export function letsStatementsPass({ engine, dialect }: StatementHarness): void {
  const analyze = async (text: string) => await engine().analyze(text, dialect, limits());

  test.for(PASSED.flatMap(([text, tables]) => probesOf([text], dialect).map((each) => [each, tables] as const)))(
    "passes %s and names its tables",
    async ([text, tables]) => {
      const analyzed = await analyze(text);
      expect(analyzed).toMatchObject({ kind: "passed", parameters: 0 });
      const named = analyzed.kind === "passed" ? analyzed.tables : [];
      expect(named.map(({ name }) => name.join(".")).toSorted()).toEqual([...tables].sort());
      for (const { name, at } of named) if (at !== null) expect(text.slice(at).toLowerCase()).toMatch(new RegExp(`^${name[0]}`));
    },
  );

  test.for(probesOf(REFUSED, dialect))("refuses %s in one sentence", async (text) => {
    const analyzed = await analyze(text);
    expect(analyzed).toMatchObject({ kind: "refused", reason: expect.stringMatching(/^\S.*[.!?…]$/s) });
  });

  test("tells text that is no statement from what is not allowed", async () => {
    for (const text of ["", "   ", "SELEC 1", "SELECT FROM WHERE", "SELECT (1", "SELECT 'a"])
      expect([text, await analyze(text)]).toMatchObject([text, { kind: "refused", syntax: true }]);
    expect(await analyze("DELETE FROM orders")).toMatchObject({ kind: "refused", syntax: false });
  });

  test("counts the values that a text wants", async () => {
    const wanted: Variants = {
      duckdb: "SELECT ? AS a, ? AS b",
      postgres: "SELECT $1 AS a, $2 AS b, $1 AS c",
      trino: "SELECT ? AS a, ? AS b",
    };
    for (const text of probesOf([wanted], dialect)) expect(await analyze(text)).toMatchObject({ kind: "passed", parameters: 2 });
  });
}
