import { createHash } from "node:crypto";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { measured, rows, type ScanHarness, scan } from "#lib/engine/conformance/scan.ts";
import { limits } from "#lib/engine/conformance.ts";
import { scansTables } from "#lib/engine/conformance-scan.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { FileRelation, Relation } from "#lib/engine/relation.ts";
import type { ScanResult } from "#lib/engine/scan.ts";

const SERVER = { id: "shop", engine: "postgres", urlEnv: "TOUCHSTONE_SOURCE_SHOP", catalog: null, timezone: "UTC" } as const;
const FOREIGN: Relation = { kind: "table", source: SERVER, path: ["public", "t"], version: "t" };

let harness: DuckDbHarness;
let maker: DuckDBConnection;
beforeAll(async () => {
  harness = await openHarness();
  maker = await (await DuckDBInstance.create(":memory:")).connect();
  await maker.run("SET TimeZone = 'UTC'");
});
afterAll(async () => await harness.close());

const over = (relationOf: ScanHarness["relationOf"]): ScanHarness => ({
  ...{ engine: () => harness.engine(), relationOf, foreign: FOREIGN, hasCase: true, countsDistinct: true },
  missing: fileRelation("parquet", ["/nowhere/touchstone.parquet"]),
});

/** The rows of a SELECT as a CSV file, with its types as the promised ones. */
async function csvOf(sql: string): Promise<FileRelation> {
  const path = join(harness.folder, `${createHash("sha256").update(sql).digest("hex").slice(0, 16)}.csv`);
  const types = (await maker.runAndReadAll(`DESCRIBE ${sql}`)).getRowsJson().map(([name, type]) => [String(name), String(type)]);
  await maker.run(`COPY (${sql}) TO '${path}' (FORMAT csv, HEADER)`);
  return fileRelation("csv", [path], Object.fromEntries(types));
}

const inOrder = ({ measures }: ScanResult) => Array.from({ length: measures.size }, (_, index) => measures.get(`m${index}`));

function file(name: string, content: string): string {
  const path = join(harness.folder, name);
  writeFileSync(path, content);
  return path;
}

describe("Parquet", () => scansTables(over(async (sql) => await harness.relationOf(sql))));
describe("CSV", () => scansTables(over(csvOf)));

describe("files", () => {
  const asParquet = over(async (sql) => await harness.relationOf(sql));

  test("a promise that a cell breaks leaves the column as text, and nothing is concluded from the cells that keep it", async () => {
    const content = "id,n,day\n1,5,2026-01-01\n2,x,2026-01-02\n2,700,\n";
    const path = file("broken.csv", content);
    const relation = fileRelation("csv", [path], { id: "BIGINT", n: "BIGINT", day: "DATE" });
    const result = await scan(asParquet, relation, {
      measures: [
        { kind: "missing", columns: ["n"] },
        { kind: "duplicates", columns: ["id"] },
        { kind: "outside", column: "n", min: 0, max: 10, exclusiveMin: false, exclusiveMax: false },
        { kind: "missing", columns: ["day"] },
      ],
      profile: ["n", "id"].map((column) => ({ column, values: true })),
    });
    expect(inOrder(result)).toEqual([
      rows(0, 3),
      rows(1, 3),
      { kind: "error", message: expect.stringMatching(/^n is text, not a number/) },
      rows(1, 3),
    ]);
    expect(result.profile.get("n")).toMatchObject({ min: "5", max: "x", nullShare: 0, distinct: 3, histogram: [] });
    expect(result.profile.get("id")).toMatchObject({ distinct: 2, min: "1", max: "2" });
    expect(result.columns.map(({ type }) => type)).toEqual(["BIGINT", "VARCHAR", "DATE"]);
    expect(result.bytes).toBe(content.length);
  });

  test("JSON documents are scanned like tables, nested values by what can be said of them", async () => {
    const path = file("rows.json", '{"id": 1, "tags": ["a"], "more": {"x": 1}}\n{"id": 2, "tags": null, "more": {"x": 1}}\n{"id": 2}\n');
    const result = await scan(asParquet, fileRelation("json", [path]), {
      measures: [
        { kind: "missing", columns: ["tags"] },
        { kind: "duplicates", columns: ["id"] },
        { kind: "duplicates", columns: ["more"] },
        { kind: "counts", column: "more", most: 5 },
      ],
      profile: ["id", "tags", "more"].map((column) => ({ column, values: true })),
    });
    expect(inOrder(result)).toEqual([
      rows(2, 3),
      rows(1, 3),
      rows(1, 2),
      {
        kind: "counts",
        counts: [
          { value: '{"x":1}', rows: 2 },
          { value: null, rows: 1 },
        ],
        others: 0,
      },
    ]);
    expect(result.profile.get("tags")).toMatchObject({ min: null, top: [], distinct: null });
    expect(result.profile.get("tags")?.nullShare).toBeCloseTo(2 / 3, 9);
  });

  test("whole numbers are told apart however far apart they lie", async () => {
    const sql = (last: string) => `SELECT CAST(i AS BIGINT) AS v FROM (SELECT unnest([1, 2, 2, NULL, ${last}]) AS i)`;
    for (const last of ["3", "-9223372036854775807", "9223372036854775807", "268435456"])
      expect(await measured(asParquet, sql(last), [{ kind: "duplicates", columns: ["v"] }])).toEqual([rows(1, 4)]);
  });

  test("infinite times stand in no statistics", async () => {
    const sql = "SELECT unnest([TIMESTAMP '2026-01-01', 'infinity'::TIMESTAMP, '-infinity'::TIMESTAMP, NULL]) AS t";
    const relation = await harness.relationOf(sql);
    const result = await scan(asParquet, relation, {
      measures: [{ kind: "newest", column: "t", notAfter: "2026-11-22T12:00:00Z" }],
      profile: [{ column: "t", values: true }],
    });
    expect(result.measures.get("m0")).toEqual({ kind: "newest", newest: "2026-01-01T00:00:00.000Z", later: 1 });
    expect(result.profile.get("t")).toMatchObject({ min: "2026-01-01T00:00:00Z", max: "2026-01-01T00:00:00Z", nullShare: 0.25 });
  });

  test("a measure that needs more memory than there is fails alone", async () => {
    const small = await openHarness({ workers: 1, spares: 1, memoryMb: 60, tempMb: 1 });
    try {
      const relation = await small.relationOf("SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS s, i AS n FROM range(1500000) t(i)");
      const harnessed: ScanHarness = { ...asParquet, engine: () => small.engine() };
      const result = await scan(harnessed, relation, {
        measures: [
          { kind: "duplicates", columns: ["s", "n"] },
          { kind: "missing", columns: ["s"] },
        ],
        limits: limits(60_000),
      });
      expect(result.measures.get("m0")).toMatchObject({ kind: "error", message: expect.stringMatching(/memory|disk/) });
      expect(result.measures.get("m1")).toEqual(rows(0, 1_500_000));
    } finally {
      await small.close();
    }
  }, 60_000);

  test("a version is that of the files, with the time of the newest", async () => {
    const paths = [file("one.csv", "a\n1\n"), file("two.csv", "a\n2\n")];
    for (const [index, path] of paths.entries()) utimesSync(path, 0, 1_700_000_000 + index * 60);
    const relation = fileRelation("csv", paths);
    const gone = fileRelation("csv", ["/nowhere/touchstone.csv"]);
    expect(await harness.engine().probe([relation, gone], limits())).toEqual([
      { version: relation.version, changedAt: "2023-11-14T22:14:20.000Z" },
      { version: gone.version, changedAt: null },
    ]);
  });

  test("pages are answered while scans take all their places", async () => {
    const slow = await harness.relationOf("SELECT md5(i::VARCHAR) AS s FROM range(1000000) t(i)");
    const gone = new AbortController();
    const measures = Array.from(
      { length: 40 },
      (_, index) => ({ kind: "mismatch", column: "s", pattern: `(?:[0-9]|a|b|c){1,${20 + index}}` }) as const,
    );
    const scans = Array.from({ length: 4 }, () => scan(asParquet, slow, { measures, limits: { timeoutMs: 60_000, signal: gone.signal } }));
    const small = await harness.relationOf("SELECT 1 AS id");
    const page = await harness
      .engine()
      .page(
        { relation: small, columns: [{ name: "id", mask: null }], order: [], masks: {}, filter: null, rows: null, after: null, limit: 5 },
        limits(),
      );
    expect(page.rows).toEqual([[1]]);
    gone.abort(new Error("left"));
    for (const outcome of await Promise.allSettled(scans))
      expect(outcome).toMatchObject({ status: "rejected", reason: { message: "left" } });
  });
});
