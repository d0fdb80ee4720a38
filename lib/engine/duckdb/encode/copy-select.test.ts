import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EncodeHarness, openEncodeHarness } from "#lib/engine/duckdb/encode/harness.ts";
import { jsonCell } from "#lib/engine/duckdb/json-cell.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";

let harness: EncodeHarness;
beforeAll(async () => {
  harness = await openEncodeHarness();
});
afterAll(() => harness.close());

async function copyText(select: string, format: CopyFormat["format"]): Promise<string> {
  const chosen = format === "csv" ? { format, safe: false } : { format };
  return (await harness.copy(select, chosen)).bytes.toString();
}

/** As a page of rows has them. */
async function pageOf(select: string): Promise<unknown[]> {
  const { connection, columns } = await harness.sourceOf(select);
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
      fc.asyncProperty(TEXTS, async (texts) => {
        const lines = (await copyText(valuesOf(texts), "ndjson")).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line): unknown => JSON.parse(line))).toEqual(texts.map((v) => ({ v, w: 1 })));
        expect(JSON.parse(await copyText(valuesOf(texts), "json"))).toEqual(texts.map((v) => ({ v, w: 1 })));
      }),
      { numRuns: 25, seed: 20261123 },
    );
  });
});

/** What SQL text can hold, with much of what CSV and JSON quote. */
const TEXTS = fc.array(
  fc.oneof(
    fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "").toWellFormed()),
    fc.string({ unit: fc.constantFrom(..."\",;\n\r\t\\'#= aä€😀") }),
  ),
  { minLength: 1, maxLength: 20 },
);

function valuesOf(texts: readonly string[]): string {
  return `SELECT v, 1 AS w FROM (VALUES ${texts.map((text) => `(${quoteText(text)})`).join(", ")}) t(v)`;
}

describe("CSV", () => {
  test("any texts come back as they were, and are quoted only where it takes quotes", async () => {
    await fc.assert(
      fc.asyncProperty(TEXTS, async (texts) => {
        const csv = await copyText(valuesOf(texts), "csv");
        expect(parse(csv)).toEqual([["v", "w"], ...texts.map((text) => [text, "1"])]);
        const cell = (text: string) => (text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        expect(csv).toBe(`v,w\n${texts.map((text) => `${cell(text)},1\n`).join("")}`);
      }),
      { numRuns: 25, seed: 20261124 },
    );
  });

  test("missing values are nothing, empty texts and binaries are two quotes, and names are quoted, too", async () => {
    expect(await copyText(`SELECT NULL AS a, '' AS "b,""c", ''::BLOB AS d, NULL::DOUBLE AS e, [] AS f`, "csv")).toBe(
      'a,"b,""c",d,e,f\n,"","",,[]\n',
    );
  });

  test("any time is RFC 3339 with as many digits as it has", async () => {
    const micros = fc.oneof(
      fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }),
      fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }).map((seconds) => seconds * 1_000_000n),
      fc.bigInt({ min: -62_135_596_800_000n, max: 253_402_300_799_999n }).map((millis) => millis * 1_000n),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(micros, { minLength: 1, maxLength: 200 }), async (instants) => {
        const values = instants.map((instant) => `(make_timestamp(${instant}))`).join(", ");
        const text = await copyText(`SELECT v, v::TIMESTAMPTZ AS z FROM (VALUES ${values}) t(v)`, "csv");
        expect(text.trim().split("\n").slice(1)).toEqual(instants.map((instant) => `${timeOf(instant)},${timeOf(instant)}`));
      }),
      { numRuns: 10, seed: 20261125 },
    );
  });
});

function timeOf(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1_000n)).toISOString().slice(0, 19);
  const digits = String(fraction).padStart(6, "0").replace(/0+$/, "");
  return `${seconds}${digits === "" ? "" : `.${digits}`}Z`;
}

test.for(["csv", "json", "ndjson"] as const)("%s keeps the order of the rows, and is the same bytes each time", async (format) => {
  const select = "SELECT i AS id, md5(i::VARCHAR) AS t FROM range(150000) r(i) ORDER BY t";
  const first = await copyText(select, format);
  expect(await copyText(select, format)).toBe(first);
  const texts = [...first.matchAll(/[0-9a-f]{32}/g)].map(([text]) => text);
  expect(texts.length).toBe(150_000);
  expect(texts).toEqual(texts.toSorted());
});
