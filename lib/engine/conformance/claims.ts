import { beforeAll, expect, test } from "vitest";
import { askerOf, bind, policy, type StatementHarness, told } from "#lib/engine/conformance/statement.ts";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** Values of a reader in a row policy. */
export function claimsStayValues(harness: StatementHarness): void {
  const { engine, relationOf } = harness;
  const { run } = askerOf(harness);

  const VALUES = [
    "",
    "it's",
    "''",
    "' OR 'a' = 'a",
    "') OR (true) --",
    "\\",
    "\\' OR true --",
    "$$",
    `\${user.x}`,
    "$1",
    "?",
    "%",
    "a\nb",
    "/* */",
    "-- x",
    '"id"',
    "E'x'",
    "ä€😀\u2028",
    "NULL",
    "x".repeat(900),
  ];
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  let relation: Relation;
  beforeAll(async () => {
    const rows = VALUES.map((value, index) => `(${index}::BIGINT, ${text(value)})`).join(", ");
    relation = await relationOf(`SELECT * FROM (VALUES ${rows}, (-1, 'decoy'), (-2, NULL)) t(id, v)`);
  }, 60_000);
  const ids = async (rows: RowPolicy) => {
    const page = await run("SELECT id FROM t ORDER BY id", [bind("t", relation, { id: null, v: null }, rows)]);
    const count = await engine().count({ ...rowQuery(relation, { id: null }), rows }, limits());
    expect(count).toBe(page.rows.length);
    return page.rows.flat();
  };

  test.for(VALUES.map((value, index) => [value, index] as const))("stays the value %j", async ([value, index]) => {
    expect(await ids(policy("v = ", { value }))).toEqual([index]);
  });

  test("may be a list, and an empty one opens nothing", async () => {
    expect(await ids(policy("v IN ", { value: VALUES }))).toEqual(VALUES.map((_, index) => index));
    expect(await ids(policy("v IN ", { value: ["'", "it's"] }))).toEqual([1]);
    expect(await ids(policy("v IN ", { value: [] }))).toEqual([]);
    expect(await ids(policy("v NOT IN ", { value: [] }))).toEqual([]);
  });

  test("may be a number or a truth", async () => {
    expect(await ids(policy("id = ", { value: 3 }))).toEqual([3]);
    expect(await ids(policy("id = ", { value: -1 }))).toEqual([-1]);
    expect(await ids(policy("id - ", { value: -1 }, " = 1"))).toEqual([0]);
    expect(await ids(policy("id < ", { value: 1.5 }, " AND id >= ", { value: 0 }))).toEqual([0, 1]);
    expect(await ids(policy("id = 2 AND ", { value: true }))).toEqual([2]);
    expect(await ids(policy("id = 2 AND ", { value: false }))).toEqual([]);
  });

  test("that no engine can hold opens nothing", async () => {
    for (const value of ["a\0b", Number.NaN, Number.POSITIVE_INFINITY]) {
      const page = await run("SELECT id FROM t", [bind("t", relation, { id: null }, policy("v = ", { value }))]).catch((error: unknown) =>
        told(error),
      );
      expect("rows" in page ? page.rows : []).toEqual([]);
    }
  });

  test("may stand before a comment", async () => {
    expect(await ids(policy("v = ", { value: "it's" }, " -- theirs"))).toEqual([1]);
  });
}
