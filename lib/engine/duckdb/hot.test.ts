import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { limits, readBytes, readPages, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import type { FileRelation } from "#lib/engine/relation.ts";

/** Everything is worth a copy at once. */
const EAGER = { hotMb: 100, hotRules: { reads: 1, minBytes: 0 } } as const;

let harness: DuckDbHarness;
beforeEach(async () => {
  harness = await openHarness(EAGER);
});
afterEach(async () => await harness.close());

const engine = () => harness.engine();
const copies = () => readdirSync(join(harness.folder, "hot")).filter((name) => name.endsWith(".duckdb"));
const rowCopies = () => readdirSync(join(harness.folder, "hot")).filter((name) => name.endsWith(".rows"));
const ROWS =
  "SELECT (i * 7919) % 20011 AS id, 'n' || (i % 50) AS name, (i % 100) / 4 AS part, CASE WHEN i % 9 = 0 THEN NULL ELSE i END AS maybe FROM range(20000) t(i)";
const COLUMNS = { id: null, name: null, part: null, maybe: null } as const;

async function warm(relation: FileRelation): Promise<void> {
  await engine().page(rowQuery(relation, { id: null }, ["id"], { limit: 1 }), limits());
  await engine().settle();
}

describe("a copy for quick reads", () => {
  test("answers every query as the files do", async () => {
    const files = await harness.relationOf(ROWS);
    const kept: FileRelation = { ...files, keys: ["id"] };
    await warm(kept);
    expect(copies()).toHaveLength(1);
    const order = fc.subarray(["id", "-id", "name", "-name", "part", "-maybe", "maybe"], { minLength: 1, maxLength: 3 });
    const cold = await openHarness();
    try {
      await fc.assert(
        fc.asyncProperty(order, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 20_011 }), async (terms, limit, id) => {
          const cut = { kind: "compare", column: "id", op: id % 2 === 0 ? "gte" : "lt", value: String(id) } as const;
          // About more than the key, so that DuckDB itself is asked.
          const named = { kind: "not", filter: { kind: "is", column: "name", value: "null" } } as const;
          const filter = { kind: "and", filters: [cut, named] } as const;
          const query = (relation: FileRelation) => {
            const base = rowQuery(relation, COLUMNS, terms, { limit, filter });
            return { ...base, masks: { ...base.masks, id: null, name: null } };
          };
          const first = await cold.engine().page(query(files), limits());
          expect(await engine().page(query(kept), limits())).toEqual(first);
          const after = first.keys.at(-1) ?? null;
          expect(await engine().page({ ...query(kept), after }, limits())).toEqual(
            await cold.engine().page({ ...query(files), after }, limits()),
          );
          expect(await engine().count(query(kept), limits())).toBe(await cold.engine().count(query(files), limits()));
        }),
        { numRuns: 40, seed: 20261130 },
      );
    } finally {
      await cold.close();
    }
  });

  test("keeps the types that were found in a text, and knows how many rows there are", async () => {
    const path = join(harness.folder, "rows.csv");
    writeFileSync(
      path,
      `id,day,money\n${Array.from({ length: 500 }, (_, i) => `00${i},2026-01-${String((i % 28) + 1).padStart(2, "0")},${i}.5`).join("\n")}\n`,
    );
    const relation = fileRelation("csv", [path], { id: "VARCHAR", day: "DATE", money: "DECIMAL(12,2)" });
    const before = await engine().page(rowQuery(relation, { id: null, day: null, money: null }, ["id"]), limits());
    await engine().settle();
    rmSync(path);
    expect(await engine().page(rowQuery(relation, { id: null, day: null, money: null }, ["id"]), limits())).toEqual(before);
    expect((await readBytes(engine(), rowQuery(relation, { id: null }, ["id"]), { format: "csv", safe: false })).toString()).toMatch(
      /^id\n000\n/,
    );
  });

  test("of an earlier version answers nobody, and goes", async () => {
    const old = await harness.relationOf("SELECT 1 AS id");
    await warm(old);
    const [first] = copies();
    const next = await harness.relationOf("SELECT 2 AS id");
    copyFileSync(next.paths[0] ?? "", old.paths[0] ?? "");
    const changed: FileRelation = { ...old, version: "changed" };
    expect((await engine().page(rowQuery(changed, { id: null }, ["id"]), limits())).rows).toEqual([[2]]);
    await engine().settle();
    expect(copies()).toHaveLength(1);
    expect(copies()).not.toContain(first);
    expect((await engine().page(rowQuery(changed, { id: null }, ["id"]), limits())).rows).toEqual([[2]]);
  });

  test("is found again by the next start, and what a killed writer left is not", async () => {
    const relation = await harness.relationOf(ROWS);
    await warm(relation);
    const [name = ""] = copies();
    await engine().close();
    writeFileSync(join(harness.folder, "hot", "copy.duckdb"), "half");
    mkdirSync(join(harness.folder, "hot", "more"));
    const next = await openHarness({ ...EAGER, home: harness.folder });
    expect(copies()).toEqual([name]);
    rmSync(relation.paths[0] ?? "");
    expect(await next.engine().count(rowQuery(relation, { id: null }), limits())).toBe(20_000);
    await next.close();
  });

  test("that cannot be read is given up for the files", async () => {
    const relation = await harness.relationOf(ROWS);
    await warm(relation);
    await engine().close();
    const [name = ""] = copies();
    truncateSync(join(harness.folder, "hot", name), 100);
    appendFileSync(join(harness.folder, "hot", name), "no database");
    const next = await openHarness({ ...EAGER, home: harness.folder });
    expect(await next.engine().count(rowQuery(relation, { id: null }), limits())).toBe(20_000);
    expect(copies()).toEqual([]);
    await next.close();
  });

  test("goes when others are used and there is no room for all", async () => {
    const sizes = async (sql: string) => {
      await warm(await harness.relationOf(sql));
      return copies().reduce((sum, name) => sum + statSync(join(harness.folder, "hot", name)).size, 0);
    };
    const one = await sizes(`${ROWS} WHERE i >= 1`);
    await harness.close();
    harness = await openHarness({ ...EAGER, hotMb: (2.5 * one) / 1_000_000 });
    for (const number of [1, 2, 3]) await sizes(`${ROWS} WHERE i >= ${number}`);
    expect(copies()).toHaveLength(2);
    // The first is read from its file again.
    expect(await engine().count(rowQuery(await harness.relationOf(`${ROWS} WHERE i >= 1`), { id: null }), limits())).toBe(19_999);
  });

  test("that would be larger than all copies may be is not made", async () => {
    await harness.close();
    harness = await openHarness({ ...EAGER, hotMb: 1 });
    const relation = await harness.relationOf("SELECT i AS id, md5(i::VARCHAR) AS a, sha256(i::VARCHAR) AS b FROM range(300000) t(i)");
    await warm(relation);
    expect(copies()).toEqual([]);
    expect(await engine().count(rowQuery(relation, { id: null }), limits())).toBe(300_000);
  });

  test("whose writer is killed leaves nothing, and pages go on", async () => {
    const relation = await harness.relationOf("SELECT i AS id, md5(i::VARCHAR) AS a FROM range(3000000) t(i)");
    const keyed: FileRelation = { ...relation, keys: ["a"] };
    await engine().page(rowQuery(keyed, { id: null }, ["id"], { limit: 1 }), limits());
    const isWriting = () =>
      readdirSync(join(harness.folder, "tmp"), { recursive: true }).some((name) => String(name).endsWith("copy.duckdb"));
    await expect.poll(isWriting, { timeout: 10_000, interval: 5 }).toBe(true);
    for (const pid of engine().workerPids()) process.kill(pid, "SIGKILL");
    await engine().settle();
    await expect.poll(isWriting, { timeout: 10_000 }).toBe(false);
    expect(copies()).toEqual([]);
    // A query that still got one of the workers that were killed is told so; the next one goes on.
    const count = async () =>
      await engine()
        .count(rowQuery(keyed, { id: null }), limits())
        .catch(() => 0);
    await expect.poll(count, { timeout: 10_000 }).toBe(3_000_000);
  });

  test("is not begun for few quick reads, nor for a small file", async () => {
    await harness.close();
    harness = await openHarness({ hotMb: 100, hotRules: { reads: 3, minBytes: 0, slowMs: 10_000 } });
    const relation = await harness.relationOf(ROWS);
    const page = async () => {
      await engine().page(rowQuery(relation, { id: null }, ["id"], { limit: 1 }), limits());
      await engine().settle();
      return copies().length;
    };
    expect([await page(), await page(), await page()]).toEqual([0, 0, 1]);
    await harness.close();
    harness = await openHarness({ hotMb: 100, hotRules: { reads: 1 } });
    await warm(await harness.relationOf("SELECT 1 AS id"));
    expect(copies()).toEqual([]);
  });

  test("is read by statements, but not in the order of keys that the reader may not see", async () => {
    const relation: FileRelation = { ...(await harness.relationOf(ROWS)), keys: ["id"] };
    await warm(relation);
    const run = async (mask: "hash" | null, text: string) =>
      await engine().run(
        guardSql({
          dialect: "duckdb",
          text,
          params: [],
          datasets: [
            {
              name: ["t"],
              relation,
              columns: [
                { name: "id", mask },
                { name: "name", mask: null },
              ],
              rows: null,
            },
          ],
        }),
        5,
        limits(),
      );
    expect((await run(null, "SELECT id FROM t")).rows).toEqual([[0], [1], [2], [3], [4]]);
    expect((await run("hash", "SELECT name FROM t")).rows).toEqual([["n0"], ["n1"], ["n2"], ["n3"], ["n4"]]);
    expect((await run("hash", "SELECT count(*) FROM t")).rows).toEqual([[20_000]]);
  });

  test("does not change the order of an export", async () => {
    const relation: FileRelation = { ...(await harness.relationOf(ROWS)), keys: ["id"] };
    const query = rowQuery(relation, { id: null });
    const before = await readBytes(engine(), query, { format: "csv", safe: false });
    await warm(relation);
    expect((await readBytes(engine(), query, { format: "csv", safe: false })).equals(before)).toBe(true);
    const unsorted = await harness.relationOf(`${ROWS} WHERE i > 5`);
    const first = await readBytes(engine(), rowQuery(unsorted, { id: null }), { format: "csv", safe: false });
    await warm(unsorted);
    expect((await readBytes(engine(), rowQuery(unsorted, { id: null }), { format: "csv", safe: false })).equals(first)).toBe(true);
  });

  test("goes on with the pages of a reader who began with the files", async () => {
    const relation: FileRelation = { ...(await harness.relationOf(ROWS)), keys: ["id"] };
    const query = rowQuery(relation, { name: null, id: null }, ["name"], { limit: 500 });
    const first = await engine().page(query, limits());
    await engine().settle();
    expect(existsSync(join(harness.folder, "hot", copies()[0] ?? ""))).toBe(true);
    const rest = await readPages(engine(), { ...query, after: null }, 500);
    const second = await engine().page({ ...query, after: first.keys.at(-1) ?? null }, limits());
    expect(rest.slice(500, 1_000)).toEqual(second.rows);
    expect(new Set(rest.map((row) => JSON.stringify(row))).size).toBe(20_000);
    await sleep(0);
  });
});

describe("rows of a copy by their key", () => {
  const TYPES = `SELECT id, i % 3 = 0 AS yes, CASE WHEN i % 5 = 0 THEN NULL ELSE i * 1.5 END::DOUBLE AS d, i::HUGEINT * 1000000000000 AS h,
    9007199254740993 + i AS big, DATE '2026-01-01' + i::INTEGER AS day, TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS at,
    [i, NULL] AS list, {'a': i, 'b"': 'x'} AS doc, '{"n": 9007199254740993}'::JSON AS json, 'it''s "' || i || chr(10) || '€' AS text`;
  const NAMES = ["id", "yes", "d", "h", "big", "day", "at", "list", "doc", "json", "text"];
  const ALL = Object.fromEntries(NAMES.map((name) => [name, null]));

  test.for([
    ["integers", `${TYPES} FROM (SELECT i, (i * 7919) % 3001 - 1500 AS id FROM range(3000) t(i))`],
    ["texts", `${TYPES} FROM (SELECT i, chr(((i * 7919) % 3001)::INTEGER + 40) || 'ä' || i AS id FROM range(3000) t(i))`],
  ])("answer as the files do where they are %s", { timeout: 60_000 }, async ([, sql = ""]) => {
    const files = await harness.relationOf(sql);
    const kept: FileRelation = { ...files, keys: ["id"] };
    const cold = await openHarness();
    try {
      const whole = await cold.engine().page(rowQuery(files, ALL, ["id"], { limit: 5_000 }), limits());
      await warm(kept);
      expect(rowCopies()).toHaveLength(1);
      const ids = whole.rows.map(([id]) => String(id));
      const bound = fc.record({
        kind: fc.constant("compare" as const),
        column: fc.constantFrom("id", "ID"),
        op: fc.constantFrom("eq" as const, "gt" as const, "gte" as const, "lt" as const, "lte" as const, "neq" as const),
        value: fc.constantFrom(...ids.filter((_, index) => index % 97 === 0), "5000"),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(bound, { maxLength: 2 }),
          fc.constantFrom("id", "-id"),
          fc.integer({ min: 1, max: 40 }),
          fc.subarray(NAMES, { minLength: 1 }),
          async (filters, order, limit, names) => {
            const columns = Object.fromEntries(names.map((name) => [name, null]));
            const query = (relation: FileRelation) => {
              const filter = filters.length === 0 ? null : ({ kind: "and", filters } as const);
              return rowQuery(relation, columns, [order], { limit, filter, masks: { id: null, ID: null } });
            };
            const [one, other] = [await cold.engine().page(query(files), limits()), await engine().page(query(kept), limits())];
            expect(other).toEqual({ ...one, keys: other.keys });
            // A place of either is one of the other, too.
            const second = await cold.engine().page({ ...query(files), after: one.keys.at(-1) ?? null }, limits());
            for (const place of [one.keys.at(-1) ?? null, other.keys.at(-1) ?? null]) {
              expect((await engine().page({ ...query(kept), after: place }, limits())).rows).toEqual(second.rows);
              expect((await cold.engine().page({ ...query(files), after: place }, limits())).rows).toEqual(second.rows);
            }
          },
        ),
        { numRuns: 30, seed: 20261130 },
      );
    } finally {
      await cold.close();
    }
  });

  test("refuse values and places that are none of the key's type", async () => {
    const relation: FileRelation = { ...(await harness.relationOf(ROWS)), keys: ["id"] };
    await warm(relation);
    expect(rowCopies()).toHaveLength(1);
    const filter = (value: string) => ({ kind: "compare", column: "id", op: "eq", value }) as const;
    for (const value of ["1.5", "x", "9223372036854775808", ""])
      await expect(engine().page(rowQuery(relation, { id: null }, ["id"], { filter: filter(value) }), limits())).rejects.toMatchObject({
        code: "TS-API-003",
      });
    for (const after of [["x", "1", "1"], ["1"], ["1", "b", "1"]])
      await expect(engine().page(rowQuery(relation, { id: null }, ["id"], { after }), limits())).rejects.toMatchObject({
        code: "TS-API-005",
      });
  });

  test("are not kept where a key is there twice, missing, or a time", async () => {
    const shapes = ["i // 2", "CASE WHEN i > 0 THEN i END", "TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND"];
    for (const [index, sql] of shapes.entries()) {
      const relation: FileRelation = { ...(await harness.relationOf(`SELECT ${sql} AS id FROM range(100) t(i)`)), keys: ["id"] };
      await warm(relation);
      expect([copies().length, rowCopies().length]).toEqual([index + 1, 0]);
      expect((await readPages(engine(), rowQuery(relation, { id: null }, ["id"]), 7)).length).toBe(100);
    }
  });

  test("tell nothing to a reader who sees the key masked or some rows only", async () => {
    const relation: FileRelation = { ...(await harness.relationOf(ROWS)), keys: ["id"] };
    await warm(relation);
    expect(rowCopies()).toHaveLength(1);
    const masked = await engine().page(rowQuery(relation, { id: "hash" }, ["id"], { limit: 3 }), limits());
    expect(masked.rows.flat().every((id) => /^[0-9a-f]{16}$/.test(String(id)))).toBe(true);
    const some = await engine().page(
      rowQuery(relation, { id: null, name: "redact" }, ["id"], { limit: 1, rows: { parts: ["id > 700"] } }),
      limits(),
    );
    expect(some.rows).toEqual([[701, "[redacted]"]]);
  });
});

describe("an estimate", () => {
  test("is exact for Parquet and for small texts, and near for long ones", async () => {
    await harness.close();
    harness = await openHarness();
    const relation = await harness.relationOf(ROWS);
    expect(await engine().estimate(relation, limits())).toEqual({
      rows: 20_000,
      exact: true,
      bytes: statSync(relation.paths[0] ?? "").size,
    });
    const csv = (await readBytes(engine(), rowQuery(relation, COLUMNS), { format: "csv", safe: false })).toString();
    const small = join(harness.folder, "small.csv");
    writeFileSync(small, csv);
    expect(await engine().estimate(fileRelation("csv", [small]), limits())).toMatchObject({ rows: 20_000, exact: true });
    const long = join(harness.folder, "long.csv");
    writeFileSync(long, csv + csv.slice(csv.indexOf("\n") + 1).repeat(15));
    const estimate = await engine().estimate(fileRelation("csv", [long]), limits());
    expect(estimate).toMatchObject({ exact: false, bytes: readFileSync(long).length });
    expect(Math.abs((estimate.rows ?? 0) / 320_000 - 1)).toBeLessThan(0.05);
  });

  test("of a long JSON array or a compressed text is unknown", async () => {
    const array = join(harness.folder, "array.json");
    writeFileSync(array, `[${'{"id": 1, "text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},\n'.repeat(100_000)}{"id": 2, "text": ""}]`);
    expect(await engine().estimate(fileRelation("json", [array]), limits(60_000))).toMatchObject({ rows: null, exact: false });
  });
});
