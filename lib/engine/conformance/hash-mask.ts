import { beforeAll, expect, test } from "vitest";
import { askerOf, bind, probesOf, type StatementHarness, type Variants } from "#lib/engine/conformance/statement.ts";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** What equal values may still tell, and what not. */
export function hashesHold(harness: StatementHarness): void {
  const { engine, relationOf, dialect } = harness;
  const { run } = askerOf(harness);

  let one: Relation;
  let other: Relation;
  beforeAll(async () => {
    one = await relationOf("SELECT i::BIGINT AS id, 'p' || (i % 7) AS who FROM range(20) t(i)");
    other = await relationOf("SELECT 'p' || i AS person, i::BIGINT AS n FROM range(9) t(i)");
  }, 60_000);
  const datasets = () => [bind("one", one, { id: null, who: "hash" }), bind("other", other, { person: "hash", n: null })];

  test("is equal where values are equal, also in another dataset", async () => {
    const joined = await run("SELECT count(*) AS n FROM one JOIN other ON one.who = other.person", datasets());
    expect(joined.rows).toEqual([[20]]);
    const groups = await run("SELECT who, count(*) AS n FROM one GROUP BY who ORDER BY 2, 1", datasets());
    expect(groups.rows.map(([, n]) => n)).toEqual([2, 3, 3, 3, 3, 3, 3]);
    const page = await engine().page(rowQuery(one, { who: "hash" }, ["who"]), limits());
    expect(new Set(page.rows.flat())).toEqual(new Set(groups.rows.map(([who]) => who)));
  });

  test("is ordered by itself", async () => {
    const { rows } = await run("SELECT DISTINCT person FROM other ORDER BY person", datasets());
    expect(rows.flat().map(String)).toEqual(rows.flat().map(String).toSorted());
    const shown = await run("SELECT person FROM other ORDER BY n", datasets());
    expect(rows).not.toEqual(shown.rows);
  });

  test("is no digest that somebody else could make", async () => {
    const made: Variants = {
      duckdb:
        "SELECT person FROM other WHERE person IN (SELECT left(sha256('p' || n), 16) FROM other UNION ALL SELECT left(md5('p' || n), 16) FROM other)",
      postgres:
        "SELECT person FROM other WHERE person IN (SELECT left(encode(sha256(('p' || n)::bytea), 'hex'), 16) FROM other UNION ALL SELECT left(md5('p' || n), 16) FROM other)",
      trino:
        "SELECT person FROM other WHERE person IN (SELECT lower(substr(to_hex(sha256(to_utf8('p' || CAST(n AS varchar)))), 1, 16)) FROM other)",
    };
    for (const text of probesOf([made], dialect)) expect((await run(text, datasets())).rows).toEqual([]);
  });
}
