/** What every engine must do. An adapter's test gives a harness; the data is made by the harness from SQL in DuckDB's dialect. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { CellText, CopyFormat, Engine, Limits, RowQuery, SelectColumn } from "#lib/engine/engine.ts";
import type { Relation } from "#lib/engine/relation.ts";
import { isAppError } from "#lib/errors.ts";

export interface EngineHarness {
  readonly engine: () => Engine;
  /** A relation with the rows of a SELECT, in that order. */
  readonly relationOf: (sql: string) => Promise<Relation>;
}

export function limits(timeoutMs = 15_000): Limits {
  return { timeoutMs, signal: new AbortController().signal };
}

export function rowQuery(
  relation: Relation,
  columns: Readonly<Record<string, SelectColumn["mask"]>>,
  order: readonly string[] = [],
  rest: Partial<RowQuery> = {},
): RowQuery {
  const terms = order.map((term) => ({ column: term.replace(/^-/, ""), descending: term.startsWith("-") }));
  return {
    relation,
    columns: Object.entries(columns).map(([name, mask]) => ({ name, mask })),
    order: terms,
    masks: Object.fromEntries(terms.map(({ column }) => [column, columns[column] ?? null])),
    filter: null,
    rows: null,
    after: null,
    limit: 1_000,
    ...rest,
  };
}

export async function readBytes(engine: Engine, query: RowQuery, format: CopyFormat): Promise<Buffer> {
  const { bytes, done } = await engine.copy({ ...query, limit: null }, format, limits());
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk as Buffer);
  await done;
  return Buffer.concat(chunks);
}

/** Every row, page by page. */
export async function readPages(engine: Engine, query: RowQuery, size: number): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  let after: readonly CellText[] | null = null;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page = await engine.page({ ...query, after, limit: size }, limits());
    rows.push(...page.rows.map((row) => [...row]));
    if (!page.more) return rows;
    after = page.keys.at(-1) ?? null;
  }
  throw new Error("paging does not end");
}

/** Work for some seconds: keyed hashes of every row, sorted. */
export const SLOW_SQL = "SELECT i AS id, i::VARCHAR || 'a' AS a, i::VARCHAR || 'b' AS b, i::VARCHAR || 'c' AS c FROM range(2000000) t(i)";
export const SLOW_MASKS = { id: "hash", a: "hash", b: "hash", c: "hash" } as const;
const PLAIN = { id: null, a: null, b: null, c: null } as const;

export function conformsToEnginePort({ engine, relationOf }: EngineHarness): void {
  describe("values", () => {
    const CASES: readonly (readonly [string, unknown, string])[] = [
      ["9007199254740991::BIGINT", 9007199254740991, "9007199254740991"],
      ["9007199254740993::BIGINT", "9007199254740993", "9007199254740993"],
      ["(-9223372036854775807 - 1)::BIGINT", "-9223372036854775808", "-9223372036854775808"],
      ["12345678901234.123456::DECIMAL(38,6)", "12345678901234.123456", "12345678901234.123456"],
      ["1.50::DECIMAL(12,2)", "1.50", "1.50"],
      ["0.1::FLOAT", 0.1, "0.1"],
      ["0.1::DOUBLE", 0.1, "0.1"],
      ["'nan'::DOUBLE", "NaN", "NaN"],
      ["'-infinity'::FLOAT", "-Infinity", "-Infinity"],
      ["true", true, "true"],
      ["7::TINYINT", 7, "7"],
      ["TIMESTAMP '2026-07-01 12:00:00.123456'", "2026-07-01T12:00:00.123456Z", "2026-07-01T12:00:00.123456Z"],
      ["TIMESTAMPTZ '2026-07-01 12:00:00+02'", "2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z"],
      ["DATE '2026-07-01'", "2026-07-01", "2026-07-01"],
      ["'infinity'::TIMESTAMP", "infinity", "infinity"],
      ["TIME '12:00:00.5'", "12:00:00.5", "12:00:00.5"],
      ["'\\x00\\xFFa'::BLOB", "AP9h", "AP9h"],
      ["UUID '123e4567-e89b-12d3-a456-426614174000'", "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
      ["'a,\"b\"' || chr(10) || 'ä€😀'", 'a,"b"\nä€😀', '"a,""b""\nä€😀"'],
      ["''", "", '""'],
      ["NULL::VARCHAR", null, ""],
      ["[1, NULL, 9007199254740993]", [1, null, "9007199254740993"], '"[1,null,""9007199254740993""]"'],
      ["{'a b': 1.10::DECIMAL(4,2), 'c': ['nan'::DOUBLE]}", { "a b": "1.10", c: ["NaN"] }, '"{""a b"":""1.10"",""c"":[""NaN""]}"'],
      ["MAP {'k': TIMESTAMP '2026-01-01'}", { k: "2026-01-01T00:00:00Z" }, '"{""k"":""2026-01-01T00:00:00Z""}"'],
    ];

    test.for(CASES)("%s is the same exact text in JSON and CSV", async ([sql, json, csv]) => {
      const relation = await relationOf(`SELECT ${sql} AS v, 1 AS one`);
      const query = rowQuery(relation, { v: null, one: null }, ["v"]);
      const page = await engine().page(query, limits());
      expect(page.rows).toEqual([[json, 1]]);
      expect((await readBytes(engine(), query, { format: "csv", safe: false })).toString()).toBe(`v,one\n${csv},1\n`);
      // A key comes back from its text: nothing lies behind the only row.
      const after = page.keys[0] ?? [];
      expect((await engine().page({ ...query, after }, limits())).rows).toEqual([]);
    });

    test("a safe CSV guards texts against formulas and leaves numbers alone", async () => {
      const relation = await relationOf(
        `SELECT unnest(['=1', '+1', '-1', '@a', chr(9) || 'x', chr(13) || 'x', 'a=1']) AS t, -5 AS n, -1.5::DECIMAL(3,1) AS d`,
      );
      const csv = (await readBytes(engine(), rowQuery(relation, { t: null, n: null, d: null }), { format: "csv", safe: true })).toString();
      expect(csv).toBe("t,n,d\n'=1,-5,-1.5\n'+1,-5,-1.5\n'-1,-5,-1.5\n'@a,-5,-1.5\n'\tx,-5,-1.5\n\"'\rx\",-5,-1.5\na=1,-5,-1.5\n");
    });

    test("two exports of the same data have the same bytes", async () => {
      const relation = await relationOf("SELECT i % 7 AS g, md5(i::VARCHAR) AS h, i / 3 AS r FROM range(200000) t(i)");
      for (const [format, order] of [
        [{ format: "csv", safe: false }, []],
        [{ format: "parquet" }, []],
        [{ format: "csv", safe: false }, ["g"]],
      ] as const) {
        const query = rowQuery(relation, { g: null, h: null, r: null }, order);
        const [one, two] = [await readBytes(engine(), query, format), await readBytes(engine(), query, format)];
        expect(createHash("sha256").update(one).digest("hex")).toBe(createHash("sha256").update(two).digest("hex"));
      }
    });
  });

  describe("pages", () => {
    test("together are the full sort, with missing values, duplicates and mixed directions", async () => {
      const value = fc.record({
        a: fc.option(fc.integer({ min: -2, max: 2 })),
        b: fc.option(fc.constantFrom("", "a", "A", "ä", "b'", "z", "NULL")),
        c: fc.option(fc.constantFrom("nan", "inf", "-inf", "0", "1.5", "-1.5")),
      });
      const order = fc.subarray(["a", "-a", "b", "-b", "c", "-c"], { minLength: 1, maxLength: 3 });
      const text = (cell: string | number | null) => (cell === null ? "NULL" : `'${String(cell).replaceAll("'", "''")}'`);
      await fc.assert(
        fc.asyncProperty(
          fc.array(value, { minLength: 1, maxLength: 25 }),
          order,
          fc.integer({ min: 1, max: 7 }),
          async (values, terms, size) => {
            const tuples = values.map(({ a, b, c }) => `(${[a, b, c].map(text).join(", ")})`).join(", ");
            const relation = await relationOf(`SELECT a::INTEGER AS a, b::VARCHAR AS b, c::DOUBLE AS c FROM (VALUES ${tuples}) t(a, b, c)`);
            const query = rowQuery(relation, { a: null, b: null, c: null }, terms);
            const whole = await engine().page({ ...query, limit: 100 }, limits());
            expect(await readPages(engine(), query, size)).toEqual(whole.rows);
            expect(whole.rows.length).toBe(values.length);
            const keyed = whole.rows.map((row) => terms.map((term) => row[["a", "b", "c"].indexOf(term.replace("-", ""))] ?? null));
            expect(keyed).toEqual([...keyed].sort((x, y) => compareByTerms(x, y, terms)));
          },
        ),
        { numRuns: 25, seed: 20261122 },
      );
    });

    test("stay in place while rows are added", async () => {
      const query = (relation: Relation) => rowQuery(relation, { id: null }, ["id"], { limit: 3 });
      const before = await relationOf("SELECT i * 10 AS id FROM range(6) t(i)");
      const after = await relationOf("SELECT * FROM (SELECT i * 10 AS id FROM range(6) t(i) UNION ALL SELECT 5) ORDER BY id");
      const first = await engine().page(query(before), limits());
      const next = await engine().page({ ...query(after), after: first.keys.at(-1) ?? null }, limits());
      expect(next.rows).toEqual([[30], [40], [50]]);
    });

    test.for([[["x", "1", "1"]], [["1"]], [["1", "2", "0"]], [["1", "b", "1"]], [["1", "2", "1", "1"]], [[]]] as [string[]][])(
      "%j is refused as a place",
      async ([after]) => {
        const relation = await relationOf("SELECT 1 AS id");
        const failure = await engine()
          .page(rowQuery(relation, { id: null }, ["id"], { after }), limits())
          .catch((error: unknown) => error);
        expect(isAppError(failure, "TS-API-005")).toBe(true);
      },
    );

    test("fifty at once are all right", async () => {
      const relation = await relationOf("SELECT i AS id FROM range(5000) t(i)");
      const asked = Array.from({ length: 50 }, (_, index) => index);
      // The queue holds twenty: asked in waves, as readers would after a Retry-After.
      for (let at = 0; at < asked.length; at += 20) {
        const wave = asked.slice(at, at + 20);
        const pages = await Promise.all(
          wave.map((index) => engine().page(rowQuery(relation, { id: null }, [index % 2 === 0 ? "id" : "-id"], { limit: 2 }), limits())),
        );
        expect(pages.map(({ rows }) => rows)).toEqual(wave.map((index) => (index % 2 === 0 ? [[0], [1]] : [[4999], [4998]])));
      }
    });
  });

  describe("masks", () => {
    const SQL = `SELECT * FROM (VALUES ('ann@example.com', 41, DATE '1985-03-04', true), ('bob@example.com', 17, DATE '2008-12-31', false), (NULL, NULL, NULL, NULL)) t(mail, age, born, member)`;

    test("replace values as documented", async () => {
      const relation = await relationOf(SQL);
      const read = async (mask: SelectColumn["mask"]) =>
        (await engine().page(rowQuery(relation, { mail: mask, age: mask, born: mask, member: mask }), limits())).rows
          .map((row) => JSON.stringify(row))
          .sort();
      expect(await read("null")).toEqual(Array(3).fill("[null,null,null,null]"));
      expect(await read("redact")).toEqual(Array(3).fill('["[redacted]","[redacted]","[redacted]","[redacted]"]'));
      expect(await read("partial")).toEqual([
        '["a***@example.com","4***","1***","***"]',
        '["b***@example.com","1***","2***","***"]',
        "[null,null,null,null]",
      ]);
      expect(await read("year")).toEqual(['[null,null,"1985-01-01",null]', '[null,null,"2008-01-01",null]', "[null,null,null,null]"]);
      const hashes = (await read("hash")).map((row): unknown => JSON.parse(row));
      expect(hashes).toContainEqual([null, null, null, null]);
      expect(JSON.stringify(hashes)).toMatch(/^(\[+|,\[)("[0-9a-f]{16}",?){4}\]/);
    });

    test.for(["null", "redact", "hash", "partial", "year"] as const)("%s cannot be undone by ordering or by keys", async (mask) => {
      const relation = await relationOf("SELECT 'same-' || (99 - i) AS secret, 'x' AS shown FROM range(100) t(i)");
      const other = await relationOf("SELECT 'same-' || i AS secret, 'x' AS shown FROM range(100) t(i)");
      const read = async (from: Relation, order: string) =>
        await engine().page(rowQuery(from, { secret: mask, shown: null }, [order]), limits());
      const page = await read(relation, "secret");
      expect(JSON.stringify(page)).not.toMatch(/same-/);
      // The answer depends on the set of masked values alone, not on how the secret ones lie or sort.
      expect(page.rows).toEqual((await read(other, "secret")).rows);
      expect((await read(relation, "-secret")).rows).toEqual((await read(other, "-secret")).rows);
    });

    test("a column that is ordered by without a decision about its mask is refused", async () => {
      const relation = await relationOf("SELECT 1 AS a, 2 AS b");
      const query = { ...rowQuery(relation, { a: null }, ["b"]), masks: {} };
      await expect(engine().page(query, limits())).rejects.toThrow();
    });
  });

  describe("stopping", () => {
    let slow: Relation;
    beforeAll(async () => {
      slow = await relationOf(SLOW_SQL);
    }, 60_000);
    const small = async () => (await engine().page(rowQuery(slow, { id: null }, [], { limit: 1 }), limits())).rows.length;

    test("a query over its time is TS-DATA-003, and the next one works", async () => {
      const failure = await engine()
        .page(rowQuery(slow, SLOW_MASKS, ["a"]), limits(150))
        .catch((error: unknown) => error);
      expect(isAppError(failure, "TS-DATA-003")).toBe(true);
      expect(await small()).toBe(1);
    });

    test("a reader who leaves ends the query with the signal's reason", async () => {
      const gone = new AbortController();
      const page = engine().page(rowQuery(slow, SLOW_MASKS, ["a"]), { timeoutMs: 60_000, signal: gone.signal });
      setTimeout(() => gone.abort(new Error("left")), 100);
      await expect(page).rejects.toThrow("left");
      expect(await small()).toBe(1);
    });

    test("a reader who leaves before the start gets nothing started", async () => {
      const signal = AbortSignal.abort(new Error("left"));
      await expect(engine().page(rowQuery(slow, { id: null }), { timeoutMs: 1_000, signal })).rejects.toThrow("left");
    });

    test("an export that nobody reads to its end frees its place", async () => {
      for (let round = 0; round < 4; round += 1) {
        const { bytes, done } = await engine().copy(
          rowQuery(slow, PLAIN, [], { limit: null }),
          { format: "csv", safe: false },
          limits(60_000),
        );
        bytes.destroy();
        await expect(done).rejects.toThrow();
      }
      expect(await small()).toBe(1);
    });

    test("an aborted export breaks its stream", async () => {
      const gone = new AbortController();
      const { bytes, done } = await engine().copy(
        rowQuery(slow, PLAIN, [], { limit: null }),
        { format: "csv", safe: false },
        { timeoutMs: 60_000, signal: gone.signal },
      );
      setTimeout(() => gone.abort(new Error("left")), 50);
      await expect(
        (async () => {
          for await (const _ of bytes);
        })(),
      ).rejects.toThrow("left");
      await expect(done).rejects.toThrow("left");
    });
  });

  describe("newest", () => {
    const newest = async (sql: string, timezone: string) => await engine().newest(await relationOf(sql), "t", timezone, limits());

    test("reads times without a zone in the source's zone", async () => {
      expect(await newest("SELECT TIMESTAMP '2026-01-10 12:00:00' AS t", "UTC")).toBe("2026-01-10T12:00:00.000Z");
      expect(await newest("SELECT TIMESTAMP '2026-01-10 12:00:00' AS t", "Europe/Berlin")).toBe("2026-01-10T11:00:00.000Z");
      expect(await newest("SELECT TIMESTAMPTZ '2026-01-10 12:00:00+00' AS t", "Europe/Berlin")).toBe("2026-01-10T12:00:00.000Z");
    });

    test("counts a date as the end of its day there", async () => {
      expect(await newest("SELECT DATE '2026-01-10' AS t", "America/New_York")).toBe("2026-01-11T05:00:00.000Z");
    });

    test("leaves out what lies in the future, and is null without values", async () => {
      expect(
        await newest("SELECT unnest([TIMESTAMP '2026-01-10 12:00:00', TIMESTAMP '2999-01-01', 'infinity'::TIMESTAMP]) AS t", "UTC"),
      ).toBe("2026-01-10T12:00:00.000Z");
      expect(await newest("SELECT NULL::TIMESTAMP AS t", "UTC")).toBeNull();
    });
  });
}

function compareByTerms(a: readonly unknown[], b: readonly unknown[], terms: readonly string[]): number {
  for (const [index, term] of terms.entries()) {
    const result = compareCells(a[index], b[index]);
    if (result !== 0) return term.startsWith("-") ? -result : result;
  }
  return 0;
}

/** Missing values are the greatest; NaN is the greatest number; texts compare by their bytes. */
function compareCells(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const rank = (value: unknown) =>
    value === "NaN"
      ? Number.POSITIVE_INFINITY
      : value === "Infinity"
        ? Number.MAX_VALUE
        : value === "-Infinity"
          ? -Number.MAX_VALUE
          : value;
  const [x, y] = [rank(a), rank(b)];
  if (typeof x === "number" && typeof y === "number") return x - y;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
