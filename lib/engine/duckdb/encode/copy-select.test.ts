import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copySelect } from "#lib/engine/duckdb/encode/copy-select.ts";
import { jsonCell } from "#lib/engine/duckdb/json-cell.ts";
import { quoteName } from "#lib/engine/duckdb/quote.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";

let folder: string;
let connection: DuckDBConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-encode-"));
  connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

async function sourceOf(select: string) {
  const statement = await connection.prepare(select);
  const columns = Array.from({ length: statement.columnCount }, (_, index) => ({
    name: statement.columnName(index),
    type: statement.columnType(index),
  }));
  return { connection, columns, send: async (head: string, foot: string) => await connection.run(`${head}${select}${foot}`) };
}

async function copyText(select: string, format: CopyFormat["format"]): Promise<string> {
  const path = join(folder, `out.${format}`);
  const chosen = format === "csv" ? { format, safe: false } : { format };
  await copySelect(await sourceOf(select), chosen, { path, signal: new AbortController().signal, expects: () => {} });
  return readFileSync(path, "utf8");
}

/** As a page of rows has them. */
async function pageOf(select: string): Promise<unknown[]> {
  const { columns } = await sourceOf(select);
  const cells = columns.map(({ name, type }) => ({ name, cell: jsonCell(type, quoteName(name)) }));
  const rows = await (await connection.run(`SELECT ${cells.map(({ cell }) => cell.sql).join(", ")} FROM (\n${select}\n)`)).getRows();
  return rows.map((row) => Object.fromEntries(cells.map(({ name, cell }, index) => [name, cell.read(row[index] ?? null)])));
}

const EXOTIC = [
  "9007199254740993::BIGINT",
  "(-9223372036854775807 - 1)::BIGINT",
  "18446744073709551615::UBIGINT",
  "170141183460469231731687303715884105727::HUGEINT",
  "1.50::DECIMAL(12,2)",
  "0.1::FLOAT",
  "1e300::DOUBLE",
  "1e-7::DOUBLE",
  "'-0'::DOUBLE",
  "'nan'::DOUBLE",
  "'-infinity'::FLOAT",
  "TIMESTAMP '2026-07-01 12:00:00'",
  "TIMESTAMP '2026-07-01 12:00:00.5'",
  "TIMESTAMP '2026-07-01 12:00:00.123456'",
  "TIMESTAMP '0001-01-01 00:00:00.000001'",
  "TIMESTAMP '0044-03-15 (BC) 12:00:00'",
  "TIMESTAMP '12026-07-01 12:00:00'",
  "TIMESTAMP_NS '2026-07-01 12:00:00.123456789'",
  "TIMESTAMP_MS '2026-07-01 12:00:00.12'",
  "TIMESTAMP_S '2026-07-01 12:00:00'",
  "TIMESTAMPTZ '2026-07-01 12:00:00.25+02'",
  "'infinity'::TIMESTAMP",
  "'-infinity'::TIMESTAMPTZ",
  "'infinity'::DATE",
  "DATE '0044-03-15 (BC)'",
  "TIME '12:00:00.5'",
  "TIMETZ '12:00:00.5+02'",
  "INTERVAL '1 month 2 days 3 seconds'",
  "'\\x00\\xFFa'::BLOB",
  "'101'::BIT",
  "UUID '123e4567-e89b-12d3-a456-426614174000'",
  "'x'::ENUM('x', 'y\"')",
  "'a\"\\' || chr(10) || chr(9) || chr(1) || 'ä€😀' || chr(8232)",
  "''",
  "NULL::VARCHAR",
  "NULL",
  "[1, NULL, 9007199254740993]",
  "[1e300, 0.5, 'nan']::DOUBLE[]",
  "{'a b': 1.10::DECIMAL(4,2), 'c': ['nan'::DOUBLE], 'd\"': 'x'}",
  "MAP {'k': TIMESTAMP '2026-01-01'}",
  `'{"a": 9007199254740993,\n "b": ["12345678901234567890", -1e400, 1.5, {"c": "x\\"9007199254740993"}]}'::JSON`,
  "'null'::JSON",
  `'"text"'::JSON`,
] as const;

describe("JSON and NDJSON", () => {
  test.for(EXOTIC)("%s is the value that a page of rows has", async (sql) => {
    const select = `SELECT ${sql} AS "v ""1""", 1 AS one`;
    const page = await pageOf(select);
    const text = await copyText(select, "ndjson");
    expect(text.endsWith("\n") && !text.slice(0, -1).includes("\n")).toBe(true);
    expect([JSON.parse(text)]).toEqual(page);
    expect(JSON.parse(await copyText(select, "json"))).toEqual(page);
  });

  test("an export without rows is an empty list, and no line at all", async () => {
    expect(await copyText("SELECT 1 AS a WHERE false", "json")).toBe("[]\n");
    expect(await copyText("SELECT 1 AS a WHERE false", "ndjson")).toBe("");
  });

  test("keys come in the order of the columns, and names that are there twice are told apart", async () => {
    const select = "SELECT 1 AS z, 2 AS a, 3 AS A, 4 AS a_1, 5 AS a -- no more";
    expect(await copyText(select, "ndjson")).toBe('{"z":1,"a":2,"A_2":3,"a_1":4,"a_3":5}\n');
  });

  test("any texts come back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 20 }), async (given) => {
        const texts = given.map((text) => text.replaceAll("\0", "").toWellFormed());
        const select = `SELECT * FROM (VALUES ${texts.map((text) => `('${text.replaceAll("'", "''")}')`).join(", ")}) t(v)`;
        const lines = (await copyText(select, "ndjson")).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line): unknown => JSON.parse(line))).toEqual(texts.map((v) => ({ v })));
        expect(JSON.parse(await copyText(select, "json"))).toEqual(texts.map((v) => ({ v })));
      }),
      { numRuns: 60, seed: 20261123 },
    );
  });
});

test.for(["csv", "json", "ndjson"] as const)("%s keeps the order of the rows, and is the same bytes each time", async (format) => {
  const select = "SELECT i AS id, md5(i::VARCHAR) AS t FROM range(300000) r(i) ORDER BY t";
  const first = await copyText(select, format);
  expect(await copyText(select, format)).toBe(first);
  const texts = [...first.matchAll(/[0-9a-f]{32}/g)].map(([text]) => text);
  expect(texts.length).toBe(300_000);
  expect(texts).toEqual(texts.toSorted());
});
