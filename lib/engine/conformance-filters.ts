/** What filters mean in every engine: SQL's logic of three values over the column's own type. Masked columns are in `conformance-policy.ts`. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { filterHolds, type OracleRow } from "#lib/engine/conformance/filter-oracle.ts";
import { type EngineHarness, limits, readBytes, readPages, rowQuery } from "#lib/engine/conformance.ts";
import type { RowQuery } from "#lib/engine/engine.ts";
import { type Comparison, type Filter, filterColumns } from "#lib/engine/filter.ts";
import type { Relation } from "#lib/engine/relation.ts";

const COMPARISONS: readonly Comparison[] = ["eq", "neq", "gt", "gte", "lt", "lte"];
const TEXTS = [null, "", "a", "B", "ab", "A%b", "a_b", "ä", "a\\b", "it's"];
const NUMBERS = [null, -2, 0, 1, 7];
const TRUTHS = [null, true, false];
/** Every combination once, so that no filter meets an empty corner. */
const ROWS: readonly (OracleRow & { readonly id: number })[] = NUMBERS.flatMap((n) =>
  TEXTS.flatMap((t) => TRUTHS.map((b) => ({ n, t, b }))),
).map((row, id) => ({ id, ...row }));
const COLUMNS = { id: null, n: null, t: null, b: null } as const;

const sqlOf = (value: OracleRow[string]) => (typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value ?? "NULL"));

const number = fc.constantFrom("-2", "0", "1", "5", "7");
const text = fc.constantFrom("", "a", "B", "b", "ä", "z", "it's", "' OR true --", "\\");
const pattern = fc.constantFrom("%", "", "a%", "%b", "_", "a\\_b", "A\\%_", "%'%", "a\\\\b", "ab", "__");
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ kind: fc.constant("compare" as const), column: fc.constant("n"), op: fc.constantFrom(...COMPARISONS), value: number }),
  fc.record({ kind: fc.constant("compare" as const), column: fc.constant("t"), op: fc.constantFrom(...COMPARISONS), value: text }),
  fc.record({
    kind: fc.constant("compare" as const),
    column: fc.constant("b"),
    op: fc.constantFrom("eq" as const, "neq" as const),
    value: fc.constantFrom("true", "false"),
  }),
  fc.record({ kind: fc.constant("like" as const), column: fc.constant("t"), pattern, insensitive: fc.boolean() }),
  fc.record({
    kind: fc.constant("like" as const),
    column: fc.constant("n"),
    pattern: fc.constantFrom("-%", "_", "7", "%"),
    insensitive: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("in" as const), column: fc.constant("n"), values: fc.array(number, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant("in" as const), column: fc.constant("t"), values: fc.array(text, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant("is" as const), column: fc.constantFrom("n", "t", "b"), value: fc.constant("null" as const) }),
  fc.record({ kind: fc.constant("is" as const), column: fc.constant("b"), value: fc.constantFrom("true" as const, "false" as const) }),
);
const filters: fc.Arbitrary<Filter> = fc.letrec<{ node: Filter }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant("not" as const), filter: tie("node") }),
    fc.record({ kind: fc.constantFrom("and" as const, "or" as const), filters: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
  ),
})).node;

export function filtersRows({ engine, relationOf }: EngineHarness): void {
  let all: Relation;
  beforeAll(async () => {
    const tuples = ROWS.map(({ id, n, t, b }) => `(${[id, n ?? null, t ?? null, b ?? null].map(sqlOf).join(", ")})`).join(", ");
    all = await relationOf(
      `SELECT id::BIGINT AS id, n::INTEGER AS n, t::VARCHAR AS t, b::BOOLEAN AS b FROM (VALUES ${tuples}) v(id, n, t, b)`,
    );
  }, 60_000);

  const query = (filter: Filter, relation = all, columns: RowQuery["masks"] = COLUMNS, order = ["id"]): RowQuery => ({
    ...rowQuery(relation, columns, order),
    filter,
    masks: columns,
  });
  const ids = async (filter: Filter) => (await engine().page(query(filter), limits())).rows.map(([id]) => id);
  const expected = (filter: Filter) => ROWS.filter((row) => filterHolds(filter, row) === true).map(({ id }) => id);

  test.for(COMPARISONS)("%s compares numbers as numbers and texts by their bytes, and no missing value", async (op) => {
    for (const filter of [
      { kind: "compare", column: "n", op, value: "1" },
      { kind: "compare", column: "t", op, value: "a" },
      { kind: "not", filter: { kind: "compare", column: "n", op, value: "1" } },
    ] as const satisfies readonly Filter[])
      expect(await ids(filter)).toEqual(expected(filter));
  });

  test("of any depth mean what SQL means, and count, pages and files agree", async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const wanted = expected(filter);
        expect(await ids(filter)).toEqual(wanted);
        expect(await engine().count(query(filter), limits())).toBe(wanted.length);
      }),
      { numRuns: 40, seed: 20261130 },
    );
    const filter: Filter = {
      kind: "or",
      filters: [
        { kind: "compare", column: "n", op: "gt", value: "0" },
        { kind: "is", column: "t", value: "null" },
      ],
    };
    const wanted = expected(filter);
    expect((await readPages(engine(), query(filter), 17)).map(([id]) => id)).toEqual(wanted);
    const csv = (await readBytes(engine(), query(filter), { format: "csv", safe: false })).toString();
    expect(csv.match(/^\d+,/gm)?.map((start) => Number(start.slice(0, -1)))).toEqual(wanted);
  });

  test("without a value find nothing, whatever is asked of an empty list", async () => {
    expect(await ids({ kind: "in", column: "n", values: [] })).toEqual([]);
    expect(await ids({ kind: "and", filters: [] })).toHaveLength(ROWS.length);
    expect(await ids({ kind: "or", filters: [] })).toEqual([]);
  });

  test("count all that there are, whatever the place and the length of a page", async () => {
    const filter: Filter = { kind: "compare", column: "n", op: "eq", value: "1" };
    const page = await engine().page({ ...query(filter), limit: 2 }, limits());
    const after = page.keys.at(-1) ?? null;
    expect(await engine().count({ ...query(filter), after, limit: 1 }, limits())).toBe(expected(filter).length);
  });

  test.for([
    "9007199254740993::BIGINT",
    "1.50::DECIMAL(12,2)",
    "12345678901234.123456::DECIMAL(38,6)",
    "0.1::DOUBLE",
    "0.1::FLOAT",
    "'infinity'::DOUBLE",
    "DATE '2026-07-01'",
    "TIMESTAMP '2026-07-01 12:00:00.123456'",
    "TIMESTAMPTZ '2026-07-01 12:00:00+02'",
    "TIME '12:00:00.5'",
    "UUID '123e4567-e89b-12d3-a456-426614174000'",
    "true",
    `'a,"b"' || chr(10) || 'ä€😀'`,
    "''",
  ])("find %s by the text that it is answered as", async (sql) => {
    const relation = await relationOf(`SELECT 1::BIGINT AS id, ${sql} AS v UNION ALL SELECT 2, NULL`);
    const columns = { id: null, v: null };
    const [[, value] = []] = (await engine().page(rowQuery(relation, columns, ["id"]), limits())).rows;
    for (const filter of [
      { kind: "compare", column: "v", op: "eq", value: String(value) },
      { kind: "in", column: "v", values: [String(value)] },
    ] as const satisfies readonly Filter[])
      expect((await engine().page(query(filter, relation, columns), limits())).rows).toEqual([[1, value]]);
  });

  test.for([
    ["n", "compare", "many"],
    ["n", "compare", "99999999999999999999"],
    ["n", "compare", ""],
    ["b", "compare", "perhaps"],
    ["day", "compare", "2026-13-01"],
    ["at", "compare", "noon"],
    ["n", "in", "1); DROP TABLE t"],
    ["d", "in", "1,5"],
  ] as const)("on %s refuse a value that is none of its type (%s %s)", async ([column, kind, value]) => {
    const relation = await relationOf(
      "SELECT 1::INTEGER AS n, true AS b, DATE '2026-01-01' AS day, TIMESTAMP '2026-01-01 00:00:00' AS at, 1.5::DECIMAL(10,2) AS d",
    );
    const columns = { n: null, b: null, day: null, at: null, d: null };
    const filter: Filter = kind === "in" ? { kind, column, values: ["1", value] } : { kind, column, op: "eq", value };
    for (const ask of [
      async () => await engine().page(query(filter, relation, columns, ["n"]), limits()),
      async () => await engine().count(query(filter, relation, columns, ["n"]), limits()),
    ])
      await expect(ask()).rejects.toMatchObject({ code: "TS-API-003" });
  });

  test("of a column whose mask was not decided are refused", async () => {
    const filter: Filter = { kind: "compare", column: "n", op: "eq", value: "1" };
    expect(filterColumns(filter)).toEqual(["n"]);
    await expect(engine().page({ ...query(filter), masks: { id: null } }, limits())).rejects.toThrow();
  });

  describe("of odd names", () => {
    test("are quoted", async () => {
      const name = `we"ird' ; --`;
      const relation = await relationOf(`SELECT 1::BIGINT AS id, 'x' AS "we""ird' ; --" UNION ALL SELECT 2, 'y'`);
      const columns = { id: null, [name]: null };
      const filter: Filter = { kind: "compare", column: name, op: "eq", value: "y" };
      expect((await engine().page(query(filter, relation, columns), limits())).rows).toEqual([[2, "y"]]);
    });
  });
}
