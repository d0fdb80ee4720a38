import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits, readBytes, readPages, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { FileFormat, FileRelation } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";

let harness: DuckDbHarness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(async () => await harness.close());

function file(name: string, content: string | Buffer): string {
  const path = join(harness.folder, name);
  writeFileSync(path, content);
  return path;
}

async function rowsOf(relation: FileRelation, names: readonly string[]): Promise<readonly (readonly unknown[])[]> {
  const query = rowQuery(relation, Object.fromEntries(names.map((name) => [name, null])));
  return (await harness.engine().page(query, limits())).rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

async function failureOf(relation: FileRelation): Promise<AppError> {
  const failure = await harness
    .engine()
    .describe(relation, limits())
    .then(async () => await harness.engine().page(rowQuery(relation, { a: null }), limits()))
    .catch((error: unknown) => error);
  if (!(failure instanceof AppError)) throw new Error("expected a failure");
  return failure;
}

describe("CSV", () => {
  test("keeps promised types, and ids their leading zeros", async () => {
    const types = { id: "VARCHAR", n: "BIGINT", d: "DECIMAL(12,2)", free: "DECIMAL", big: "HUGEINT", at: "TIMESTAMP" };
    const path = file(
      "typed.csv",
      "id,n,d,free,big,at\n007,1,1.5,1.125,170141183460469231731687303715884105727,2026-01-01 00:00:00\n008,,,2,1,\n",
    );
    const relation = fileRelation("csv", [path], types);
    expect(await rowsOf(relation, ["id", "n", "d", "free", "big", "at"])).toEqual([
      ["007", 1, "1.50", "1.125", "170141183460469231731687303715884105727", "2026-01-01T00:00:00Z"],
      ["008", null, null, "2.000", "1", null],
    ]);
  });

  test("a promised type that a value breaks leaves the column as text, and no value changes", async () => {
    const types = { whole: "BIGINT", money: "DECIMAL(12,2)", day: "DATE", good: "BIGINT" };
    const path = file("broken-promise.csv", "whole,money,day,good\n1,1.005,2026-01-01,1\n1.5,2,2026-01-01 12:00,2\n");
    const relation = fileRelation("csv", [path], types);
    expect((await harness.engine().describe(relation, limits())).map(({ type }) => type)).toEqual([
      "VARCHAR",
      "VARCHAR",
      "VARCHAR",
      "BIGINT",
    ]);
    expect(await rowsOf(relation, ["whole", "money", "day", "good"])).toEqual([
      ["1", "1.005", "2026-01-01", 1],
      ["1.5", "2", "2026-01-01 12:00", 2],
    ]);
  });

  test("quoted empty cells are empty texts, unquoted ones are missing, and both are missing numbers", async () => {
    const path = file("empty.csv", 't,n\n"",""\n,\n"x","1"\n');
    expect(await rowsOf(fileRelation("csv", [path], { n: "BIGINT" }), ["t", "n"])).toEqual([
      ["", null],
      ["x", 1],
      [null, null],
    ]);
  });

  test("columns and files with odd names are read", async () => {
    mkdirSync(join(harness.folder, "odd"), { recursive: true });
    const names = [
      'it\'s "quoted".csv',
      "line\nbreak.csv",
      "b*.csv",
      "q?.csv",
      "set[1].csv",
      "back\\slash.csv",
      "cu{r,l}.csv",
      "ünï €.csv",
      "bX.csv",
    ];
    for (const [index, name] of names.entries()) {
      const path = file(join("odd", name), `"a","we""ird, 'col'\n1","o0","d"\n${index},x,y,z\n`);
      expect(await rowsOf(fileRelation("csv", [path]), ["a", "we\"ird, 'col'\n1", "o0", "d"])).toEqual([[String(index), "x", "y", "z"]]);
    }
    const all = fileRelation(
      "csv",
      names.map((name) => join(harness.folder, "odd", name)),
    );
    expect((await rowsOf(all, ["a"])).length).toBe(names.length);
  });

  test("files whose columns differ are one relation", async () => {
    const paths = [file("u1.csv", "a,b\n1,2\n"), file("u2.csv", "b,c\n3,4\n")];
    expect(await rowsOf(fileRelation("csv", paths), ["a", "b", "c"])).toEqual([
      ["1", "2", null],
      [null, "3", "4"],
    ]);
  });

  test("an export reads back as the same rows", async () => {
    const relation = await harness.relationOf(
      "SELECT i AS id, 'x,\"' || i || chr(13) || chr(10) AS t, CASE WHEN i % 2 = 0 THEN '' END AS e FROM range(1000) t(i)",
    );
    const bytes = await readBytes(harness.engine(), rowQuery(relation, { id: null, t: null, e: null }), { format: "csv", safe: false });
    const copy = fileRelation("csv", [file("again.csv", bytes), file("gz.csv.gz", gzipSync("id,t,e\n"))], { id: "BIGINT" });
    const all = { id: null, t: null, e: null } as const;
    expect(await readPages(harness.engine(), rowQuery(copy, all, ["id"]), 300)).toEqual(
      await readPages(harness.engine(), rowQuery(relation, all, ["id"]), 300),
    );
  });
});

describe("JSON", () => {
  test("keeps texts as texts where text is promised, and big integers in documents exact", async () => {
    const path = file("some.ndjson", '{"id":"007","day":"2026-01-01","doc":{"n":9007199254740993}}\n{"id":"8","day":"x","doc":{"n":1}}\n');
    expect(await rowsOf(fileRelation("json", [path], { id: "VARCHAR", day: "VARCHAR" }), ["id", "day", "doc"])).toEqual([
      ["007", "2026-01-01", { n: "9007199254740993" }],
      ["8", "x", { n: 1 }],
    ]);
  });

  test("a promised type that a value breaks leaves the column as it was read", async () => {
    const path = file("broken.json", '[{"a":"x","b":1},{"a":"y","b":2}]');
    expect(await rowsOf(fileRelation("json", [path], { a: "BIGINT" }), ["a", "b"])).toEqual([
      ["x", 1],
      ["y", 2],
    ]);
  });
});

describe("damage", () => {
  const CASES: readonly (readonly [string, FileFormat, string | Buffer])[] = [
    ["empty.parquet", "parquet", ""],
    ["text.parquet", "parquet", "this is not Parquet, but long enough to be looked at"],
    [
      "cut.parquet",
      "parquet",
      Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(2_000, 255), Buffer.from("\xff\xff\xff\x7fPAR1", "latin1")]),
    ],
    ["random.json", "json", '{"a": [1, 2'],
    ["binary.csv", "csv", Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 197) % 256))],
  ];
  test.for(CASES)("%s is a plain sentence without a path", async ([name, format, content]) => {
    const failure = await failureOf(fileRelation(format, [file(name, content)]));
    expect(failure.code).toMatch(/^TS-(DATA-002|API-003)$/);
    expect(failure.message).not.toContain(harness.folder);
    expect(failure.message).not.toMatch(/SELECT|read_/);
    expect((await rowsOf(await harness.relationOf("SELECT 1 AS a"), ["a"])).length).toBe(1);
  });

  test("a file that vanished says so", async () => {
    const failure = await failureOf(fileRelation("parquet", [join(harness.folder, "nowhere.parquet")]));
    expect(failure.code).toBe("TS-DATA-002");
    expect(failure.message).toMatch(/gone/);
    expect(failure.message).not.toContain(harness.folder);
  });

  test("a failure in the middle of an export breaks its stream", async () => {
    const good = await readBytes(
      harness.engine(),
      rowQuery(await harness.relationOf("SELECT hash(i) AS a, md5(i::VARCHAR) AS b FROM range(1000000) t(i)"), { a: null, b: null }),
      { format: "parquet" },
    );
    good.fill(0x55, Math.floor(good.length * 0.8), Math.floor(good.length * 0.9));
    const relation = fileRelation("parquet", [file("half.parquet", good)]);
    const failure = await readBytes(harness.engine(), rowQuery(relation, { a: null, b: null }), { format: "csv", safe: false }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(AppError);
  });
});

describe("walls", () => {
  test("an instance reads the relation's files and nothing else", async () => {
    // A path of DuckDB's own kind, a pattern and a link that changed after the check: none may lead to another file.
    const secret = file("secret.csv", "a\nsecret\n");
    const folder = join(harness.folder, "walls");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "x.csv"), "a\nopen\n");
    for (const path of [join(folder, "*.csv"), "https://127.0.0.1:9/x.csv", "s3://bucket/x.csv", join(folder, "..", "*.csv")]) {
      const failure = await failureOf(fileRelation("csv", [path]));
      expect(failure.code).toBe("TS-DATA-002");
    }
    symlinkSync(secret, join(folder, "link.csv"));
    expect(await rowsOf(fileRelation("csv", [join(folder, "x.csv")]), ["a"])).toEqual([["open"]]);
  });
});
