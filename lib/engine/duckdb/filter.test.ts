import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits, readBytes, readPages, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { RowQuery, SelectColumn } from "#lib/engine/engine.ts";
import type { Comparison, Filter } from "#lib/engine/filter.ts";
import { filterColumns } from "#lib/engine/filter.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";

let harness: DuckDbHarness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(async () => await harness.close());

type Masks = Readonly<Record<string, SelectColumn["mask"]>>;

function asked(relation: FileRelation, columns: Masks, filter: Filter, rest: Partial<RowQuery> = {}): RowQuery {
  const base = rowQuery(relation, columns, ["id"]);
  const masks = Object.fromEntries([...filterColumns(filter), "id"].map((name) => [name, columns[name] ?? null]));
  return { ...base, masks, filter, ...rest };
}

interface Row {
  readonly id: number;
  readonly t: string | null;
  readonly n: number | null;
  readonly b: boolean | null;
  readonly day: string | null;
}

const TEXTS = ["", "a", "A", "ab", "a%b", "a_b", "\\", "ä", "NULL", "'"] as const;
const DAYS = ["2026-01-01", "2026-01-02", "2025-12-31"] as const;
const ROWS: readonly Row[] = Array.from({ length: 60 }, (_, id) => ({
  id,
  t: id % 7 === 0 ? null : (TEXTS[id % TEXTS.length] ?? null),
  n: id % 5 === 0 ? null : (id % 11) - 5,
  b: id % 3 === 0 ? null : id % 2 === 0,
  day: id % 8 === 0 ? null : (DAYS[id % DAYS.length] ?? null),
}));

async function relationOf(): Promise<FileRelation> {
  const text = (value: unknown) => (value === null ? "NULL" : `'${String(value).replaceAll("'", "''")}'`);
  const tuples = ROWS.map(({ id, t, n, b, day }) => `(${[id, t, n, b, day].map(text).join(", ")})`).join(", ");
  return await harness.relationOf(
    `SELECT id::BIGINT AS id, t::VARCHAR AS t, n::DECIMAL(6,2) AS n, b::BOOLEAN AS b, day::DATE AS day FROM (VALUES ${tuples}) v(id, t, n, b, day)`,
  );
}

/** What PostgREST's reader expects, worked out here in three-valued logic. */
function judge(filter: Filter, row: Row): boolean | null {
  const cell = (column: string): unknown => row[column as keyof Row];
  switch (filter.kind) {
    case "not": {
      const inner = judge(filter.filter, row);
      return inner === null ? null : !inner;
    }
    case "and": {
      const inner = filter.filters.map((each) => judge(each, row));
      return inner.includes(false) ? false : inner.includes(null) ? null : true;
    }
    case "or": {
      const inner = filter.filters.map((each) => judge(each, row));
      return inner.includes(true) ? true : inner.includes(null) ? null : false;
    }
    case "is":
      return filter.value === "null" ? cell(filter.column) === null : cell(filter.column) === (filter.value === "true");
    case "in":
      if (filter.values.length === 0) return false;
      return cell(filter.column) === null ? null : filter.values.some((value) => compare(cell(filter.column), value) === 0);
    case "compare": {
      const value = cell(filter.column);
      if (value === null) return null;
      const sign = compare(value, filter.value);
      return { eq: sign === 0, neq: sign !== 0, gt: sign > 0, gte: sign >= 0, lt: sign < 0, lte: sign <= 0 }[filter.op];
    }
    case "like": {
      const value = cell(filter.column);
      if (value === null) return null;
      const shown = filter.column === "n" ? Number(value).toFixed(2) : String(value);
      return likePattern(filter.pattern, filter.insensitive).test(shown);
    }
  }
}

function compare(cell: unknown, value: string): number {
  if (typeof cell === "number") return cell - Number(value);
  if (typeof cell === "boolean") return Number(cell) - Number(value === "true");
  return Buffer.compare(Buffer.from(String(cell)), Buffer.from(value));
}

function likePattern(pattern: string, insensitive: boolean): RegExp {
  const source = [...pattern.matchAll(/\\(.)|(.)/gsu)].map(([, quoted, plain]) => {
    if (quoted === undefined && plain === "%") return ".*";
    if (quoted === undefined && plain === "_") return ".";
    return (quoted ?? plain ?? "").replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`, insensitive ? "isu" : "su");
}

const VALUES = {
  id: fc.integer({ min: -2, max: 62 }).map(String),
  t: fc.constantFrom(...TEXTS, "x"),
  n: fc.constantFrom("-5", "-1.00", "0", "2.50", "3", "+4"),
  b: fc.constantFrom("true", "false"),
  day: fc.constantFrom(...DAYS, "2027-01-01"),
} as const;
const column = fc.constantFrom("id", "t", "n", "b", "day");
const op = fc.constantFrom<Comparison[]>("eq", "neq", "gt", "gte", "lt", "lte");
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  column.chain((name) => fc.record({ kind: fc.constant("compare" as const), column: fc.constant(name), op, value: VALUES[name] })),
  column.chain((name) =>
    fc.record({ kind: fc.constant("in" as const), column: fc.constant(name), values: fc.array(VALUES[name], { maxLength: 3 }) }),
  ),
  fc.record({
    kind: fc.constant("like" as const),
    column: fc.constantFrom("t", "n", "id"),
    pattern: fc.constantFrom("%", "a%", "_", "a\\%b", "a\\_b", "\\\\", "%B%", "%.00", "1_", "Ä", ""),
    insensitive: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("is" as const), column, value: fc.constant("null" as const) }),
  fc.record({ kind: fc.constant("is" as const), column: fc.constant("b"), value: fc.constantFrom("true" as const, "false" as const) }),
);
const filter: fc.Arbitrary<Filter> = fc.letrec<{ node: Filter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant("not" as const), filter: tie("node") }),
    fc.record({ kind: fc.constantFrom("and" as const, "or" as const), filters: fc.array(tie("node"), { maxLength: 3 }) }),
  ),
})).node;

describe("a filter", () => {
  test("keeps exactly the rows for which it is true, in pages, counts and files", async () => {
    const relation = await relationOf();
    await fc.assert(
      fc.asyncProperty(filter, fc.integer({ min: 1, max: 20 }), async (given, size) => {
        const expected = ROWS.filter((row) => judge(given, row) === true).map(({ id }) => [id]);
        const query = asked(relation, { id: null }, given);
        expect(await readPages(harness.engine(), query, size)).toEqual(expected);
        expect(await harness.engine().count({ ...query, limit: 1 }, limits())).toBe(expected.length);
      }),
      { numRuns: 120, seed: 20261130 },
    );
    const given: Filter = { kind: "compare", column: "id", op: "lt", value: "2" };
    expect((await readBytes(harness.engine(), asked(relation, { id: null }, given), { format: "csv", safe: false })).toString()).toBe(
      "id\n0\n1\n",
    );
  });

  test("judges a masked column by the value that the reader sees", async () => {
    const relation = await harness.relationOf(
      "SELECT i AS id, 'u' || i || '@example.com' AS email, DATE '2020-03-01' AS born FROM range(5) t(i)",
    );
    const masks = { id: null, email: "partial", born: "year" } as const;
    const count = async (given: Filter) => await harness.engine().count(asked(relation, masks, given), limits());
    expect(await count({ kind: "compare", column: "email", op: "eq", value: "u1@example.com" })).toBe(0);
    expect(await count({ kind: "compare", column: "email", op: "eq", value: "u***@example.com" })).toBe(5);
    expect(await count({ kind: "like", column: "email", pattern: "%1%", insensitive: false })).toBe(0);
    expect(await count({ kind: "compare", column: "born", op: "eq", value: "2020-01-01" })).toBe(5);
  });

  test("on a column without a decision about its mask is refused", async () => {
    const relation = await relationOf();
    const query = asked(relation, { id: null }, { kind: "is", column: "t", value: "null" }, { masks: { id: null } });
    await expect(harness.engine().page(query, limits())).rejects.toThrow();
    await expect(harness.engine().count(query, limits())).rejects.toThrow();
    await expect(harness.engine().count({ ...query, masks: Object.create({ t: null }) }, limits())).rejects.toThrow();
  });

  test.for([
    ["a::BIGINT", "1.5"],
    ["a::BIGINT", "x"],
    ["a::BIGINT", ""],
    ["a::BIGINT", "9223372036854775808"],
    ["a::UTINYINT", "-1"],
    ["a::DECIMAL(6,2)", "1.005"],
    ["a::DECIMAL(6,2)", "12345"],
    ["a::DECIMAL(6,2)", "1e2"],
    ["a::DOUBLE", "one"],
    ["DATE '2026-01-01' + a::INTEGER", "2026-01-01 12:00"],
    ["DATE '2026-01-01' + a::INTEGER", "2026-02-30"],
    ["TIMESTAMP '2026-01-01'", "yesterday"],
    ["a = 1", "maybe"],
    ["uuid()", "1"],
    ["a::VARCHAR", "a\0b"],
  ])("on %s refuses the value %j, whatever the data is", async ([sql, value]) => {
    const relation = await harness.relationOf(`SELECT ${sql} AS a, 1 AS id FROM range(1) t(a) WHERE false`);
    const given: Filter = { kind: "in", column: "a", values: [value ?? ""] };
    for (const ask of ["page", "count"] as const) {
      const failure = await harness
        .engine()
        [ask](asked(relation, { id: null }, given), limits())
        .catch((error: unknown) => error);
      if (!(failure instanceof AppError)) throw new Error("expected a failure");
      expect(failure.code).toBe("TS-API-003");
      expect(failure.message).toMatch(/ a[ ,]/);
      expect(failure.details.map(({ path }) => path)).toEqual(["query.a"]);
    }
  });

  test.for([
    ["a::BIGINT", "+1"],
    ["a::DECIMAL(6,2)", "1.000"],
    ["1.5::DECIMAL(6,2) + 0 * a", "01.50"],
    ["'nan'::DOUBLE", "NaN"],
    ["TIMESTAMP '2026-01-01 10:00:00'", "2026-01-01T10:00:00Z"],
    ["TIMESTAMPTZ '2026-01-01 10:00:00+00'", "2026-01-01T11:00:00+01:00"],
    ["TIMESTAMP_S '2026-01-01 10:00:00'", "2026-01-01T10:00:00Z"],
    ["DATE '2026-01-01'", "2026-01-01"],
    ["'\\x00\\xFFa'::BLOB", "AP9h"],
    ["'x'::ENUM('x', 'y')", "x"],
    ["{'k': 1}", '{"k":1}'],
    ["UUID '123e4567-e89b-12d3-a456-426614174000'", "123E4567-e89b-12d3-a456-426614174000"],
    ["''", ""],
  ])("on %s finds the value %j", async ([sql, value]) => {
    const relation = await harness.relationOf(`SELECT ${sql} AS a, 1 AS id FROM range(1, 2) t(a)`);
    const given: Filter = { kind: "compare", column: "a", op: "eq", value: value ?? "" };
    expect(await harness.engine().count(asked(relation, { id: null }, given), limits())).toBe(1);
  });

  test.for<Filter>([
    { kind: "like", column: "t", pattern: "a\\", insensitive: false },
    { kind: "is", column: "t", value: "true" },
  ])("that means nothing for its column is refused: %j", async (given) => {
    const failure = await harness
      .engine()
      .count(asked(await relationOf(), { id: null }, given), limits())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "TS-API-003" });
  });
});

describe("a row policy", () => {
  test("comes before filter, order, count and file", async () => {
    const relation = await relationOf();
    const given: Filter = {
      kind: "or",
      filters: [
        { kind: "compare", column: "id", op: "lt", value: "10" },
        { kind: "and", filters: [] },
      ],
    };
    const query = asked(relation, { id: null }, given, {
      rows: { parts: ["id >= ", { value: 4 }, " AND id < 8 OR id = ", { value: 50 }] },
    });
    expect(await readPages(harness.engine(), query, 2)).toEqual([[4], [5], [6], [7], [50]]);
    expect(await harness.engine().count(query, limits())).toBe(5);
    expect((await readBytes(harness.engine(), query, { format: "csv", safe: false })).toString()).toBe("id\n4\n5\n6\n7\n50\n");
  });

  test.for(["nothing = 1", "t", "true) OR (true", "id IN (SELECT 1)", "id = 1; SELECT 1"])(
    "that does not pass closes the dataset: %s",
    async (text) => {
      const query = asked(await relationOf(), { id: null }, { kind: "and", filters: [] }, { rows: { parts: [text] } });
      for (const ask of ["page", "count"] as const)
        await expect(harness.engine()[ask](query, limits())).rejects.toMatchObject({ code: "TS-ACCESS-001" });
    },
  );
});

describe("pages", () => {
  test("of rows that are equal in every term go on without losing or repeating one", async () => {
    const relation = await harness.relationOf("SELECT i // 5 AS id, i % 3 AS v FROM range(40) t(i)");
    for (const size of [1, 2, 4, 5, 7, 39, 40]) {
      const rows = await readPages(harness.engine(), rowQuery(relation, { id: null, v: null }, ["id"]), size);
      expect(rows.map((row) => JSON.stringify(row)).toSorted()).toEqual(
        Array.from({ length: 40 }, (_, i) => JSON.stringify([Math.floor(i / 5), i % 3])).toSorted(),
      );
    }
  });

  test("of numbers that are equal but written apart go on, too", async () => {
    const relation = await harness.relationOf("SELECT CASE WHEN i % 2 = 0 THEN 0.0 ELSE -0.0 END::DOUBLE AS id, i AS v FROM range(9) t(i)");
    const rows = await readPages(harness.engine(), rowQuery(relation, { v: null, id: null }, ["id"]), 2);
    expect(rows.map(([v]) => v).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("go on behind a row that has changed since", async () => {
    const before = await harness.relationOf("SELECT i AS id, 'before' AS v FROM range(6) t(i)");
    const after = await harness.relationOf("SELECT i AS id, CASE WHEN i = 2 THEN 'after' ELSE 'before' END AS v FROM range(6) t(i)");
    const query = (relation: FileRelation) => rowQuery(relation, { id: null, v: null }, ["id"], { limit: 3 });
    const first = await harness.engine().page(query(before), limits());
    const next = await harness.engine().page({ ...query(after), after: first.keys.at(-1) ?? null }, limits());
    // The changed row may be shown again, but nothing may be left out.
    expect(next.rows.filter(([id]) => id !== 2).slice(0, 2)).toEqual([
      [3, "before"],
      [4, "before"],
    ]);
  });
});
