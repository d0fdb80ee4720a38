/** Each measure on good and on bad rows. */
import { expect, test } from "vitest";
import { type Asked, measured, NOT_AFTER, rows, type ScanHarness, scan } from "#lib/engine/conformance/scan.ts";

const VALUES = (type: string, ...values: readonly string[]) =>
  `SELECT CAST(v AS ${type}) AS v FROM (VALUES ${values.map((value) => `(${value})`).join(", ")}) t(v)`;
const outside = (min: number | null, max: number | null, exclusive = false): Asked => ({
  ...{ kind: "outside", column: "v", min, max, exclusiveMin: exclusive, exclusiveMax: exclusive },
});

export function measuresHold(harness: ScanHarness): void {
  const asked = async (sql: string, ...measures: readonly Asked[]) => await measured(harness, sql, measures);

  test("counts rows, and those for which a condition is true", async () => {
    const sql = "SELECT i AS v, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS w FROM range(10) t(i)";
    expect(await asked(sql, { kind: "rows" }, { kind: "rows", where: "v > 4" }, { kind: "rows", where: "w > 4 -- the end" })).toEqual([
      rows(0, 10),
      rows(0, 5),
      rows(0, 3),
    ]);
  });

  test("missing values in one of several columns", async () => {
    const sql = "SELECT * FROM (VALUES (1, 'a'), (2, NULL), (NULL, 'c'), (NULL, NULL), (5, '')) t(v, w)";
    expect(
      await asked(
        sql,
        { kind: "missing", columns: ["v"] },
        { kind: "missing", columns: ["v", "w"] },
        { kind: "missing", columns: ["w"], where: "v > 1" },
      ),
    ).toEqual([rows(2, 5), rows(3, 5), rows(1, 2)]);
  });

  test("duplicates are the rows beyond the first, and rows with a missing value are none", async () => {
    const sql = "SELECT * FROM (VALUES (1, 'a'), (1, 'a'), (1, 'b'), (2, 'a'), (NULL, 'a'), (NULL, 'a'), (1, NULL)) t(v, w)";
    expect(
      await asked(
        sql,
        { kind: "duplicates", columns: ["v"] },
        { kind: "duplicates", columns: ["v", "w"] },
        { kind: "duplicates", columns: ["w"], where: "v = 1" },
      ),
    ).toEqual([rows(3, 5), rows(1, 4), rows(1, 3)]);
  });

  test.for([
    ["VARCHAR", ["'a'", "'B'", "'ä'", "''", "NULL", "'a '"], ["a", "ä"], rows(3, 5)],
    ["INTEGER", ["1", "2", "30", "NULL"], ["1", "2.0", "x"], rows(1, 3)],
    ["DECIMAL(6,2)", ["1.5", "2", "3.25", "NULL"], ["1.50", "2"], rows(1, 3)],
    ["DOUBLE", ["0.1", "0.5", "NULL"], ["0.1"], rows(1, 2)],
    ["BOOLEAN", ["true", "false", "NULL"], ["true"], rows(1, 2)],
    ["DATE", ["'2026-01-01'", "'2026-01-02'"], ["2026-01-02"], rows(1, 2)],
    ["VARCHAR", ["'a'", "'b'"], [], rows(2, 2)],
    ["VARCHAR", ["'it''s'", "'x'"], ["it's"], rows(1, 2)],
  ] as const)("values of %s among %s that are not one of %s", async ([type, values, allowed, expected]) => {
    expect(await asked(VALUES(type, ...values), { kind: "unexpected", column: "v", values: allowed })).toEqual([expected]);
  });

  test.for([
    ["INTEGER", ["1", "5", "10", "NULL", "-3"], rows(1, 4), rows(3, 4)],
    ["BIGINT", ["9007199254740993", "1", "10"], rows(1, 3), rows(3, 3)],
    ["DECIMAL(6,2)", ["1.00", "0.99", "10.01", "10.00"], rows(2, 4), rows(4, 4)],
    ["DOUBLE", ["'1'", "'10'", "'nan'", "'infinity'", "'5'"], rows(2, 5), rows(4, 5)],
    ["FLOAT", ["1", "10", "5.5", "NULL"], rows(0, 3), rows(2, 3)],
  ] as const)("values of %s outside of 1 to 10, with and without the ends", async ([type, values, whole, open]) => {
    const sql = VALUES(type, ...values);
    expect(await asked(sql, outside(1, 10))).toEqual([whole]);
    expect(await asked(sql, outside(1, 10, true))).toEqual([open]);
    expect(await asked(sql, outside(null, null))).toEqual([rows(0, whole.kind === "rows" ? whole.of : 0)]);
  });

  test.for([
    ["^[A-Z]{2}\\d{3}$", ["AB123", "ab123", "AB1234", "AB12\u0663", "xAB123"], 4],
    ["a|bc", ["a", "bc", "ab", "c", "abc"], 3],
    ["[^@\\s]+@[^@\\s]+\\.[a-z]+", ["a@b.de", "a b@c.de", "a@b", "a\u00a0b@c.de"], 3],
    ["\\w+", ["abc_1", "ä", "a-b", ""], 3],
    [".*", ["abc", "a\nb", ""], 1],
    ["ä+", ["ä", "ää", "a"], 1],
    ["a.c", ["a😀c", "abc", "ac"], 1],
    ["[\\w.\\-]+", ["a.b-c", "a/b"], 1],
    ["(?:0|[1-9]\\d*)(?:\\.\\d{1,2})?", ["0", "10.25", "01", "1.234", "1."], 3],
    ["(?<year>\\d{4})-\\d\\d", ["2026-01", "26-01"], 1],
    ["\\u00e4\\x41\\/\\.", ["äA/.", "äA/x"], 1],
    ["[[\\]^-]+", ["[]^-", "a"], 1],
    ["\\{\\}\\|\\*'", ["{}|*'", "{}"], 1],
    ["a{2,3}?", ["aa", "aaa", "a", "aaaa"], 2],
  ] as const)("texts that do not fit %s as a whole", async ([pattern, texts, failing]) => {
    const sql = VALUES("VARCHAR", ...texts.map((text) => `'${text.replaceAll("'", "''")}'`), "NULL");
    const matches = texts.filter((text) => new RegExp(`^(?:${pattern})$`, "u").test(text));
    expect(texts.length - matches.length).toBe(failing);
    expect(await asked(sql, { kind: "mismatch", column: "v", pattern })).toEqual([rows(failing, texts.length)]);
  });

  test("a pattern reads numbers as their text", async () => {
    expect(await asked(VALUES("INTEGER", "12", "123"), { kind: "mismatch", column: "v", pattern: "\\d\\d" })).toEqual([rows(1, 2)]);
  });

  test("values that point to nothing", async () => {
    const target = { relation: await harness.relationOf("SELECT unnest([1, 2, 2, NULL]) AS id, 'x' AS name"), column: "id" };
    const sql = "SELECT unnest([1, 2, 3, 3, NULL]) AS v";
    expect(await asked(sql, { kind: "orphans", column: "v", target }, { kind: "orphans", column: "v", target, where: "v < 3" })).toEqual([
      rows(2, 4),
      rows(0, 2),
    ]);
    const texts = { relation: await harness.relationOf("SELECT unnest(['1', '2']) AS id"), column: "id" };
    expect(await asked(sql, { kind: "orphans", column: "v", target: texts })).toEqual([rows(2, 4)]);
    const own = { relation: await harness.relationOf(sql), column: "v" };
    expect(await asked(sql, { kind: "orphans", column: "v", target: own })).toEqual([rows(0, 4)]);
  });

  test("the newest value that is not later, and how many are", async () => {
    const newest: Asked = { kind: "newest", column: "v", notAfter: NOT_AFTER };
    const at = async (type: string, values: readonly string[], timezone = "UTC") =>
      (await measured(harness, VALUES(type, ...values), [newest], timezone))[0];
    expect(await at("TIMESTAMP", ["'2026-11-22 12:05:00'", "'2026-11-22 12:05:01'", "'2999-01-01'", "NULL"])).toEqual({
      ...{ kind: "newest", newest: "2026-11-22T12:05:00.000Z", later: 2 },
    });
    expect(await at("TIMESTAMP", ["'2026-11-22 13:05:00'", "'2026-11-22 13:06:00'"], "Europe/Berlin")).toEqual({
      ...{ kind: "newest", newest: "2026-11-22T12:05:00.000Z", later: 1 },
    });
    expect(await at("TIMESTAMPTZ", ["'2026-11-22 13:00:00+02'", "'2026-11-22 13:00:00+00'"], "Europe/Berlin")).toEqual({
      ...{ kind: "newest", newest: "2026-11-22T11:00:00.000Z", later: 1 },
    });
    // A day counts as its end, but never as later than what counts at all.
    expect(await at("DATE", ["'2026-11-20'", "'2026-11-23'"], "America/New_York")).toEqual({
      ...{ kind: "newest", newest: "2026-11-21T05:00:00.000Z", later: 1 },
    });
    expect(await at("DATE", ["'2026-11-22'"])).toEqual({ kind: "newest", newest: NOT_AFTER, later: 0 });
    expect(await at("TIMESTAMP", ["NULL"])).toEqual({ kind: "newest", newest: null, later: 0 });
  });

  test("only the newest of the rows that a condition leaves", async () => {
    const sql = "SELECT * FROM (VALUES (1, TIMESTAMP '2026-01-01'), (2, TIMESTAMP '2026-01-02')) t(v, w)";
    expect(await asked(sql, { kind: "newest", column: "w", notAfter: NOT_AFTER, where: "v = 1" })).toEqual([
      { kind: "newest", newest: "2026-01-01T00:00:00.000Z", later: 0 },
    ]);
  });

  test("rows by value, the most frequent first, NULL among them, and the rest as one", async () => {
    const sql = VALUES("VARCHAR", "'a'", "'b'", "'a'", "NULL", "NULL", "NULL", "'ä'", "'c'");
    expect(
      await asked(sql, { kind: "counts", column: "v", most: 2 }, { kind: "counts", column: "v", most: 10, where: "v <> 'a'" }),
    ).toEqual([
      {
        kind: "counts",
        counts: [
          { value: null, rows: 3 },
          { value: "a", rows: 2 },
        ],
        others: 3,
      },
      { kind: "counts", counts: ["b", "c", "ä"].map((value) => ({ value, rows: 1 })), others: 0 },
    ]);
    expect(await asked(VALUES("BOOLEAN", "true", "true", "false"), { kind: "counts", column: "v", most: 5 })).toEqual([
      {
        kind: "counts",
        counts: [
          { value: "true", rows: 2 },
          { value: "false", rows: 1 },
        ],
        others: 0,
      },
    ]);
  });

  test("rows by value where nearly every row has its own", async () => {
    const many = "SELECT (i % 2500)::VARCHAR AS v FROM range(5001) t(i)";
    const [counts] = await asked(many, { kind: "counts", column: "v", most: 3 });
    expect(counts).toMatchObject({ kind: "counts", others: 5001 - 7 });
    expect(counts?.kind === "counts" && counts.counts.map((count) => count.rows)).toEqual([3, 2, 2]);
  });

  test("an empty table has no rows and nothing wrong", async () => {
    const sql = "SELECT 1 AS v, 'x' AS w, TIMESTAMP '2026-01-01' AS t WHERE false";
    const target = { relation: await harness.relationOf(sql), column: "v" };
    expect(
      await asked(
        sql,
        { kind: "rows" },
        { kind: "missing", columns: ["v"] },
        { kind: "duplicates", columns: ["v"] },
        { kind: "duplicates", columns: ["v", "w"] },
        outside(1, 2),
        { kind: "mismatch", column: "w", pattern: "a" },
        { kind: "orphans", column: "v", target },
        { kind: "newest", column: "t", notAfter: NOT_AFTER },
        { kind: "counts", column: "w", most: 5 },
      ),
    ).toEqual([...Array(7).fill(rows(0, 0)), { kind: "newest", newest: null, later: 0 }, { kind: "counts", counts: [], others: 0 }]);
  });

  test("columns may be called anything", async () => {
    const names = ['a "quoted" one', "select", "ts_v", "Ünï ✓", "it's", "a.b", "$1"];
    const sql = `SELECT ${names.map((name, index) => `i + ${index} AS "${name.replaceAll('"', '""')}"`).join(", ")} FROM range(3) t(i)`;
    const found = await asked(sql, ...names.map((name): Asked => ({ kind: "duplicates", columns: [name] })), {
      kind: "duplicates",
      columns: names,
    });
    expect(found).toEqual(Array(names.length + 1).fill(rows(0, 3)));
    const result = await scan(harness, await harness.relationOf(sql), { profile: names.map((column) => ({ column, values: true })) });
    expect(names.map((name) => result.profile.get(name)?.nullShare)).toEqual(Array(names.length).fill(0));
  });

  test("columns are found whatever their case", async () => {
    expect(await asked("SELECT 1 AS v", { kind: "missing", columns: ["V"] })).toEqual([rows(0, 1)]);
  });
}
