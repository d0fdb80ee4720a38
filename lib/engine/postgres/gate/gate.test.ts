import { afterAll, describe, expect, test } from "vitest";
import { Gate } from "#lib/engine/postgres/gate/gate.ts";

const gate = new Gate();
afterAll(() => gate.close());

const names = async (text: string) => {
  const reading = await gate.read(text);
  return reading.kind === "passed" ? reading.tables.map(({ name }) => name.join(".")) : reading.reason;
};

describe("the gate of PostgreSQL", () => {
  test.for([
    ["SELECT * FROM orders o JOIN prod.lines USING (id)", ["orders", "prod.lines"]],
    ["WITH o AS (SELECT * FROM orders) SELECT * FROM o", ["orders"]],
    // Without RECURSIVE a CTE does not know itself.
    ["WITH orders AS (SELECT * FROM orders) SELECT * FROM orders", ["orders"]],
    ["WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b", ["b"]],
    ["WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b", []],
    ["SELECT * FROM (WITH secret AS (SELECT 1) SELECT * FROM secret) x, secret", ["secret"]],
    ["SELECT (WITH s AS (SELECT 1) SELECT * FROM s), (SELECT max(a) FROM s)", ["s"]],
    ["WITH x AS (SELECT 1) SELECT * FROM public.x", ["public.x"]],
    ["SELECT 1 UNION (WITH t AS (SELECT 1) SELECT * FROM t) UNION SELECT * FROM t", ["t"]],
    ["WITH t AS (SELECT 1) SELECT 1 UNION SELECT * FROM t", []],
    ["TABLE orders", ["orders"]],
    ["VALUES (1), ((SELECT max(a) FROM orders))", ["orders"]],
    ['SELECT * FROM "Or.ders", ORDERS', ["Or.ders", "orders"]],
    ["SELECT * FROM generate_series(1, (SELECT count(*) FROM n)), LATERAL (SELECT * FROM m) l", ["n", "m"]],
    [
      "SELECT count(*) FILTER (WHERE EXISTS (TABLE a)) OVER (ORDER BY (SELECT 1 FROM b)) FROM c ORDER BY (TABLE d) LIMIT (TABLE e)",
      ["c", "a", "b", "d", "e"],
    ],
  ] as [string, string[]][])("finds the tables of %s", async ([text, tables]) => {
    expect([...(await names(text))].sort()).toEqual([...tables].sort());
  });

  test("tells places in UTF-16 units", async () => {
    const text = `SELECT '😀é', "ü" FROM prod /* 😀 */ . "Or""ders" WHERE a = $2 AND b = $1 ; -- end`;
    const reading = await gate.read(text);
    expect(reading).toMatchObject({ kind: "passed", end: text.indexOf(" ; --") });
    if (reading.kind !== "passed") return;
    expect(reading.tables.map(({ at, end }) => text.slice(at, end))).toEqual(['prod /* 😀 */ . "Or""ders"']);
    expect(reading.parameters.map(({ number, at, end }) => [number, text.slice(at, end)])).toEqual([
      [2, "$2"],
      [1, "$1"],
    ]);
  });

  test.for([
    ["SELECT '😀' FROM FROM t", 17, true],
    ["SELECT '😀', pg_sleep(1)", 13, false],
    ["SELECT 1; /* ; */ SELECT 2", 18, false],
    ["", null, true],
    ["-- nothing", null, true],
    [";;", null, true],
    ["SELECT a FROM t FOR UPDATE OF t", 30, false],
    ["SELECT a, t.ctid FROM t", 10, false],
  ] as [string, number | null, boolean][])("refuses %s with its place", async ([text, at, syntax]) => {
    expect(await gate.read(text)).toMatchObject({ kind: "refused", at, syntax });
  });

  test("survives texts that break the grammar, and reads on", async () => {
    const deep = [
      `SELECT ${"(select ".repeat(1_000)}1${")".repeat(1_000)}`,
      `SELECT 1${"+1".repeat(60_000)}`,
      `SELECT ${"(".repeat(60_000)}1${")".repeat(60_000)}`,
      `SELECT ${"not ".repeat(30_000)}true`,
      `SELECT 1${" union select 1".repeat(8_000)}`,
      `SELECT ${"1,".repeat(65_000)}1`,
      `SELECT 'x${"\\".repeat(1_000)}`,
      `SELECT ${"~ ".repeat(5_000)}1`,
      `SELECT ${"a.".repeat(50_000)}a`,
      `SELECT $${"9".repeat(500)}`,
      "SELECT 1\0; DROP TABLE x",
      "x".repeat(200_000),
    ];
    for (const text of deep) expect((await gate.read(text)).kind).toBe("refused");
    expect(await names("SELECT 1 FROM t")).toEqual(["t"]);
  });
});
