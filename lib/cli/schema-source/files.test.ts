import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { parseTexts, placesOf } from "#lib/contract/testing.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-files-"));
  await mkdir(join(dir, "orders"));
  await mkdir(join(dir, "parts/year=2025"), { recursive: true });
  await mkdir(join(dir, "parts/year=2026"), { recursive: true });
  const instance = await DuckDBInstance.create(join(dir, "shop.duckdb"));
  const connection = await instance.connect();
  await connection.run(`
    CREATE SCHEMA sales;
    CREATE TABLE sales.customers (id INTEGER PRIMARY KEY, email VARCHAR UNIQUE NOT NULL, status ENUM('a', 'b c', 'd''e'),
      score DOUBLE CHECK (score BETWEEN 0 AND 1), kind VARCHAR CHECK (kind IN ('x', 'y')), address STRUCT(street VARCHAR, "zip code" VARCHAR));
    CREATE TABLE sales.lines (customer INTEGER REFERENCES sales.customers (id), a INTEGER, CHECK (a > customer));
    CREATE TABLE orders (id BIGINT);
    COMMENT ON TABLE orders IS 'All orders'; COMMENT ON COLUMN orders.id IS 'The key';
    CREATE VIEW recent AS SELECT * FROM orders;`);
  const rows = (
    extra: string,
  ) => `SELECT i::BIGINT AS id, 'n' || i AS name, i / 3.0::DOUBLE AS x, (i * 1.5)::DECIMAL(12,2) AS total, DATE '2026-01-01' AS day,
    TIMESTAMP '2026-01-01' AS at, TIMESTAMPTZ '2026-01-01' AS "at zone", TIMESTAMP_NS '2026-01-01' AS ns, TIME '10:00:00' AS time, true AS flag,
    'a'::BLOB AS bytes, uuid() AS key, '{}'::JSON AS json, 1::UTINYINT AS small, {'street': 'a', 'zip code': 1} AS address, ['a'] AS tags,
    MAP {'a': 1} AS counts, [{'a': [1]}] AS nested ${extra} FROM range(3) t(i)`;
  await connection.run(`COPY (${rows("")}) TO '${dir}/orders/a.parquet'`);
  await connection.run(`COPY (${rows(", 5 AS extra")}) TO '${dir}/orders/b.parquet'`);
  await connection.run(`COPY (SELECT 1 AS a) TO '${dir}/parts/year=2025/a.parquet'`);
  await connection.run(`COPY (SELECT 1::BIGINT AS a) TO '${dir}/parts/year=2026/a.parquet'`);
  connection.closeSync();
  instance.closeSync();
}, 60_000);
afterAll(() => rm(dir, { recursive: true }));

const run = (...args: readonly string[]) => runCli(args, { cwd: dir, env: { TOUCHSTONE_CATALOG: dir } });

async function datasets(...args: readonly string[]) {
  const { code, out, err } = await run("import", ...args);
  expect([code, err]).toEqual([0, err]);
  const { catalog, problems } = parseTexts({ "c.yaml": out });
  expect(placesOf(problems.filter(({ level }) => level === "error"))).toEqual([]);
  return { out, err, catalog, find: (name: string) => catalog.datasets.find((dataset) => dataset.name === name) };
}

const csv = async (name: string, content: string | Buffer) => {
  await writeFile(join(dir, name), content);
  return name;
};
const typesOf = async (name: string, content: string | Buffer, ...options: readonly string[]) => {
  const { catalog, out, err } = await datasets("csv", await csv(name, content), ...options);
  return { types: catalog.datasets[0]?.columns.map((column) => `${column.name} ${column.type}`), out, err, dataset: catalog.datasets[0] };
};

describe("touchstone import duckdb", () => {
  it("reads keys, checks, enumerations, comments and views", async () => {
    const { find, out } = await datasets("duckdb", "shop.duckdb");
    expect(find("customers")?.columns).toMatchObject([
      { name: "id", primaryKey: true },
      { name: "email", unique: true, required: true },
      { name: "status", values: ["a", "b c", "d'e"] },
      { name: "score", min: 0, max: 1 },
      { name: "kind", values: ["x", "y"] },
      { name: "address", type: 'STRUCT(street VARCHAR, "zip code" VARCHAR)', logicalType: "object" },
    ]);
    expect(find("lines")).toMatchObject({
      columns: [{ references: "customers.id" }, {}],
      checks: [{ params: { sql: "SELECT * FROM lines WHERE NOT (a > customer)" } }],
    });
    expect(find("orders")).toMatchObject({ description: "All orders", columns: [{ description: "The key" }] });
    expect(out).toContain("# A view: the database promises nothing about its columns.");
  });

  it("ends with 2 for what is no database", async () => {
    expect(await run("import", "duckdb", "absent.duckdb")).toMatchObject({ code: 2, err: expect.stringContaining("There is no file") });
    await csv("no.duckdb", "nothing of a database ".repeat(1000));
    expect(await run("import", "duckdb", "no.duckdb")).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot be opened as a DuckDB database"),
    });
  });
});

describe("touchstone import parquet", () => {
  it("reads the types that the footer tells", async () => {
    const { find, err } = await datasets("parquet", "orders");
    expect(find("orders")?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "id BIGINT",
      "name VARCHAR",
      "x DOUBLE",
      "total DECIMAL(12,2)",
      "day DATE",
      "at TIMESTAMP",
      "at zone TIMESTAMP WITH TIME ZONE",
      "ns TIMESTAMP_NS",
      "time TIME",
      "flag BOOLEAN",
      "bytes BLOB",
      "key UUID",
      "json JSON",
      "small UTINYINT",
      'address STRUCT(street VARCHAR, "zip code" INTEGER)',
      "tags VARCHAR[]",
      "counts MAP(VARCHAR, INTEGER)",
      "nested STRUCT(a INTEGER[])[]",
      "extra INTEGER",
    ]);
    expect(err).toContain("1 dataset.");
  });

  it("tells where several files differ, and names the source below the catalog", async () => {
    const { out, find } = await datasets("parquet", "'orders/*.parquet'".slice(1, -1), "parts");
    expect(out).toContain("- extra: INTEGER # not in all of the 2 files");
    expect(out).toContain("# Its folders say year=…: that column is not in the files.");
    expect(out).toContain("- a: INTEGER # BIGINT in year=2026/a.parquet");
    expect(find("orders")?.source).toMatchObject({ files: "orders/*.parquet" });
    expect(find("parts")?.source).toMatchObject({ files: "parts/**/*.parquet" });
  });

  it("reads the end of a file and nothing else", async () => {
    const small = await readFile(join(dir, "orders/a.parquet"));
    const huge = await open(join(dir, "huge.parquet"), "w");
    await huge.write(small, 0, small.length, 3 * 1024 ** 3);
    await huge.close();
    const start = performance.now();
    expect((await datasets("parquet", "huge.parquet")).find("huge")?.columns).toHaveLength(18);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it.each([
    ["short.parquet", "PAR1"],
    ["text.parquet", "this is no parquet file at all"],
    ["length.parquet", Buffer.concat([Buffer.from("PAR1xxxxxxxx"), Buffer.from([0xff, 0xff, 0xff, 0x7f]), Buffer.from("PAR1")])],
    ["footer.parquet", Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100, 0x5a), Buffer.from([100, 0, 0, 0]), Buffer.from("PAR1")])],
    ["secret.parquet", Buffer.concat([Buffer.alloc(20), Buffer.from("PARE")])],
  ])("ends with 2 for %s, and says why", async (name, content) => {
    await csv(name, content);
    const { code, err } = await run("import", "parquet", name);
    expect([code, err]).toEqual([2, expect.stringMatching(/no Parquet file|broken Parquet file|encrypted footer/)]);
  });

  it("writes what can be read, and ends with 1, when one of several files is broken", async () => {
    await csv("broken.parquet", "PAR1");
    const { code, out, err } = await run("import", "parquet", "broken.parquet", "orders/a.parquet");
    expect([code, err]).toEqual([1, expect.stringContaining("broken.parquet")]);
    expect(out).toContain("    a:\n");
  });

  it("does no harm with any footer", async () => {
    const original = await readFile(join(dir, "orders/a.parquet"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
        async (changes) => {
          const bytes = Buffer.from(original);
          for (const [back, value] of changes) bytes[bytes.length - 8 - back] = value;
          await csv("fuzz.parquet", bytes);
          const { code, err } = await run("import", "parquet", "fuzz.parquet");
          expect([0, 2]).toContain(code);
          expect(err).not.toContain("This should not be");
          expect(err).not.toContain("not expected");
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });
});

describe("touchstone import csv", () => {
  it("guesses types, and promises nothing else", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) =>
        `${i},"name, ""${i}""",${["placed", "paid"][i % 2]},${i * 1.5},2026-01-0${(i % 9) + 1},0${i},2026-01-01T10:00:00Z,${i % 7 === 0 ? "" : "true"},`,
    );
    const { types, out, dataset } = await typesOf("orders.csv", `id,name,status,total,day,zip,at,flag,nothing\n${rows.join("\n")}\n`);
    expect(types).toEqual([
      "id BIGINT",
      "name VARCHAR",
      "status VARCHAR",
      "total DOUBLE",
      "day DATE",
      "zip VARCHAR",
      "at TIMESTAMP WITH TIME ZONE",
      "flag BOOLEAN",
      "nothing VARCHAR",
    ]);
    expect(dataset?.columns.some(({ required, unique, primaryKey, values }) => required || unique || primaryKey || values !== null)).toBe(
      false,
    );
    expect(out).toContain("# Types are guessed from 60 rows, the whole file.");
    expect(out).toContain("# Different in each row seen: id, name, zip. If that is meant, write (PK) or (UNIQUE).");
    expect(out).toContain("- status: VARCHAR # seen: (paid|placed)");
    expect(out).toContain("- nothing: VARCHAR # empty in all rows seen");
  });

  it.each([
    ["semicolons", "a;b\n1;2,5\n2;3,5\n"],
    ["tabs", "a\tb\n1\tx\n2\ty\n"],
    ["bars", "a|b\n1|x\n2|y\n"],
    ["a byte order mark", "\ufeffa,b\n1,x\n"],
    ["carriage returns", "a,b\r\n1,x\r\n"],
    ["quoted line breaks", 'a,b\n1,"x\ny"\n2,"z"\n'],
    ["UTF-16", Buffer.from("\ufeffa,b\n1,x\n", "utf16le")],
    ["Latin-1", Buffer.from("a,b\n1,caf\xe9\n", "latin1")],
    ["no end of line", "a,b\n1,x"],
    ["a quote that never ends", 'a,b\n1,x\n2,"y\n3,z\n'],
  ])("reads %s", async (_, content) => {
    expect((await typesOf("one.csv", content)).types).toEqual(["a BIGINT", "b VARCHAR"]);
  });

  it("reads compressed files", async () => {
    expect((await typesOf("one.csv.gz", gzipSync("a,b\n1,x\n"))).types).toEqual(["a BIGINT", "b VARCHAR"]);
  });

  it("sees a file without names, and takes the word of --no-header", async () => {
    expect((await typesOf("rows.csv", "1,2026-01-01\n2,2026-01-02\n")).types).toEqual(["column0 BIGINT", "column1 DATE"]);
    expect((await typesOf("words.csv", "a,b\nc,d\n", "--no-header")).types).toEqual(["column0 VARCHAR", "column1 VARCHAR"]);
    expect((await typesOf("words.csv", "a;b\nc;d\n", "--delimiter", ",")).types).toEqual(["a;b VARCHAR"]);
  });

  it("notices a type that changes in the middle of a large file", async () => {
    const line = (i: number) => `${i},${"x".repeat(40)}`;
    const rows = Array.from({ length: 200_000 }, (_, i) => (i > 150_000 ? `n${i},y` : line(i)));
    const { types, out } = await typesOf("large.csv", `id,text\n${rows.join("\n")}\n`);
    expect(types).toEqual(["id VARCHAR", "text VARCHAR"]);
    expect(out).toContain("which are a part of the file");
  });

  it("names every column once, also where the file does not", async () => {
    expect((await typesOf("names.csv", "a,A,,a\n1,2,3,4\n")).types).toEqual(["a BIGINT", "A_1 BIGINT", "column2 BIGINT", "a_2 BIGINT"]);
  });

  it.each([
    ["empty.csv", ""],
    ["binary.csv", Buffer.from([1, 2, 3, 0, 5, 6])],
  ])("ends with 2 for %s", async (name, content) => {
    expect((await run("import", "csv", await csv(name, content))).code).toBe(2);
  });

  it("does no harm with any text", async () => {
    const piece = fc.constantFrom(
      '"',
      ",",
      ";",
      "\n",
      "\r\n",
      "a",
      "1",
      "2026-01-01",
      "'",
      "é",
      "\t",
      "x".repeat(300),
      "# ",
      ": ",
      "\u2028",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const { code, err } = await run("import", "csv", await csv("fuzz.csv", pieces.join("")));
        expect([0, 2]).toContain(code);
        expect(err).not.toMatch(/This should not be|not expected/);
      }),
      { seed: 5, numRuns: 80 },
    );
  });
});
