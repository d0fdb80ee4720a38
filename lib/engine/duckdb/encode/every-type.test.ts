/** Every format over every type, through workers: a value is the same wherever the format has its type, and never rounded elsewhere. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { DataType, Precision, tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits, readBytes, rowQuery } from "#lib/engine/conformance.ts";
import { CASES, type Case, type Sheet } from "#lib/engine/duckdb/encode/every-type.ts";
import { readSheet, readZip } from "#lib/engine/duckdb/encode/harness.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import { quoteText } from "#lib/engine/duckdb/quote.ts";
import type { CopyFormat, CopyStream } from "#lib/engine/engine.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { isAppError } from "#lib/errors.ts";

let harness: DuckDbHarness;
let one: FileRelation;
beforeAll(async () => {
  harness = await openHarness({ workers: 1, spares: 2 });
  one = await harness.relationOf("SELECT 1 AS one");
}, 60_000);
afterAll(async () => await harness.close());

async function bytesOf({ bytes, done }: CopyStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk as Buffer);
  await done;
  return Buffer.concat(chunks);
}

async function copy(text: string, format: CopyFormat): Promise<Buffer> {
  const datasets = [{ name: ["data"], relation: one, columns: [{ name: "one", mask: null }], rows: null }];
  return await bytesOf(await harness.engine().copySql(guardSql({ dialect: "duckdb", text, params: [], datasets }), format, limits()));
}

const VALUES = CASES.map(([sql], index) => `${sql} AS v${index}`).join(", ");
/** A row of values, and one in which all are missing. */
const SELECT = `SELECT * FROM (SELECT 1 AS row, ${VALUES} UNION ALL SELECT 2${", NULL".repeat(CASES.length)}) ORDER BY row`;
const cellsOf = (row: readonly unknown[]) => CASES.map(([sql], index) => [sql, row[index + 1]]);
const wanted = (pick: (kase: Case) => unknown) => CASES.map((kase) => [kase[0], pick(kase)]);

describe("every type", () => {
  test("is its canonical text in CSV, where a missing value is nothing and an empty text two quotes", async () => {
    const csv = (await copy(SELECT, { format: "csv", safe: false })).toString();
    const [, values = [], missing] = parse(csv) as string[][];
    expect(cellsOf(values)).toEqual(wanted(([, text]) => text));
    expect(missing).toEqual(["2", ...CASES.map(() => "")]);
    expect(csv.endsWith(`\n2${",".repeat(CASES.length)}\n`)).toBe(true);
    expect(csv.match(/""(?=,|\n)/g)?.length).toBeGreaterThanOrEqual(2);
  });

  test("is guarded in a safe CSV where a spreadsheet would run it, and nowhere else", async () => {
    const [, values = []] = parse(await copy(SELECT, { format: "csv", safe: true })) as string[][];
    const numbers = /^(?:TINYINT|INTEGER|BIGINT|DECIMAL|DOUBLE)/;
    expect(cellsOf(values)).toEqual(
      wanted(([sql, text, , , parquet]) => {
        const isNumber = numbers.test(parquet) || sql.endsWith("::HUGEINT");
        return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !isNumber ? `'${text}` : text;
      }),
    );
  });

  test.for(["json", "ndjson"] as const)("is its exact value in %s", async (format) => {
    const body = (await copy(SELECT, { format })).toString();
    const rows = (
      format === "json"
        ? JSON.parse(body)
        : body
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line))
    ) as object[];
    expect(cellsOf(Object.values(rows[0] ?? {}))).toEqual(wanted(([, , json]) => json));
    expect(new Set(Object.values(rows[1] ?? {}))).toEqual(new Set([2, null]));
  });

  test("is Arrow's own type or canonical text in an Arrow file", async () => {
    const table = tableFromIPC(await copy(SELECT, { format: "arrow" }));
    expect(table.schema.fields.slice(1).map(({ type }, index) => [CASES[index]?.[0], String(type)])).toEqual(
      wanted(([, , , arrow]) => arrow),
    );
    const numbers = await harness.readDirectly(`SELECT ${CASES.map(([sql, , , arrow]) => rawSql(sql, arrow)).join(", ")}`);
    for (const [index, [sql, text, json, arrow]] of CASES.entries()) {
      const column = table.getChild(`v${index}`) ?? expect.fail();
      expect([sql, column.nullCount, column.get(1)]).toEqual([sql, 1, null]);
      const raw = numbers[0]?.[index];
      expect([sql, arrowValue(column.type, column.data[0]?.values, () => column.get(0))]).toEqual([
        sql,
        raw ?? (typeof json === "object" && arrow !== "Utf8" ? json : text),
      ]);
    }
  });

  test("is the same in a Parquet file that is read again", async () => {
    const path = join(harness.folder, "every-type.parquet");
    writeFileSync(path, await copy(SELECT, { format: "parquet" }));
    const types = await harness.readDirectly(
      `SELECT ${CASES.map((_, index) => `typeof(v${index})`).join(", ")} FROM ${quoteText(path)} LIMIT 1`,
    );
    expect(cellsOf([null, ...(types[0] ?? [])])).toEqual(wanted(([, , , , parquet]) => parquet));
    const columns = Object.fromEntries([["row", null], ...CASES.map((_, index) => [`v${index}`, null])]);
    const again = await readBytes(harness.engine(), rowQuery(fileRelation("parquet", [path]), columns), { format: "csv", safe: false });
    expect(again.toString()).toBe((await copy(SELECT, { format: "csv", safe: false })).toString());
  });

  test("is a number, date or text of a spreadsheet, and as exact as a spreadsheet can be", async () => {
    const sheet = readZip(await copy(SELECT, { format: "xlsx" })).get("xl/worksheets/sheet1.xml") ?? "";
    expect(sheet).not.toMatch(/<f[ >]/);
    const [, values = [], missing = []] = readSheet(sheet);
    const kinds = values.map(({ type, style }): Sheet => (type === "b" ? "b" : type === "inlineStr" ? "s" : style === "" ? "n" : "d"));
    expect(cellsOf(kinds)).toEqual(wanted(([, , , , , kind]) => kind));
    expect(new Set(missing.slice(1).map(({ text }) => text))).toEqual(new Set([""]));
    for (const [index, [sql, text, , , , kind]] of CASES.entries()) {
      const cell = values[index + 1]?.text ?? "";
      if (kind === "s") expect([sql, cell.replace("a_x0001_b_x005F_x0041_", "a\u0001b_x0041_")]).toEqual([sql, text]);
      if (kind === "n") expect([sql, Number(cell)]).toEqual([sql, Number(text)]);
      if (kind === "d") expect([sql, Math.round(Number(cell) * 86_400_000)]).toEqual([sql, Date.parse(text) + 25_569 * 86_400_000]);
    }
  });
});

/** Times as the numbers that lie in the file. */
function rawSql(sql: string, arrow: string): string {
  if (arrow.startsWith("Timestamp<NANO")) return `epoch_ns(${sql})`;
  if (arrow.startsWith("Timestamp<MILLI")) return `epoch_ms(${sql})`;
  if (arrow.startsWith("Timestamp<SECOND")) return `epoch_us(${sql}) // 1000000`;
  if (arrow.startsWith("Time")) return sql.startsWith("'infinity'") ? "9223372036854775807" : `epoch_us(${sql})`;
  return arrow.startsWith("Date") ? `date_diff('day', DATE '1970-01-01', ${sql})` : "NULL";
}

/** `read`: as the package's own reader has it, which rounds times and fails on the largest. */
function arrowValue(type: DataType, values: unknown, read: () => unknown): unknown {
  if (DataType.isDecimal(type) && values instanceof Uint32Array) return decimalText(values, type.scale);
  if (values instanceof BigInt64Array && (DataType.isTimestamp(type) || DataType.isTime(type))) return values[0];
  if (values instanceof Int32Array && DataType.isDate(type)) return BigInt(values[0] ?? 0);
  const value = read();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  // A FLOAT that was widened shows digits that it never had.
  if (DataType.isFloat(type) && type.precision === Precision.SINGLE) return String(Number(Number(value).toPrecision(7)));
  return typeof value === "object" ? JSON.parse(JSON.stringify(value)) : String(value);
}

function decimalText(values: Uint32Array, scale: number): string {
  const [low = 0n, high = 0n] = new BigInt64Array(values.buffer, values.byteOffset, 2);
  const value = (high << 64n) | BigInt.asUintN(64, low);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${value < 0n ? "-" : ""}${digits.slice(0, point)}${scale === 0 ? "" : `.${digits.slice(point)}`}`;
}

test("rows of a server become the same bytes as rows of files", async () => {
  const simple = /^[A-Z][A-Z0-9_]*(?:\(\d+,\d+\))?$/;
  const types = (await harness.readDirectly(`SELECT ${CASES.map(([sql]) => `typeof(${sql})`).join(", ")}`))[0]?.map(String) ?? [];
  const chosen = CASES.flatMap(([sql], index) =>
    simple.test(types[index] ?? "") && types[index] !== "BIT" ? [{ sql, duckdbType: types[index] ?? "" }] : [],
  );
  expect(chosen.length).toBeGreaterThan(50);
  const columns = chosen.map(({ duckdbType }, index) => ({ name: `v${index}`, duckdbType }));
  const select = `SELECT ${chosen.map(({ sql }, index) => `${sql} AS v${index}`).join(", ")}`;
  const csv = (await copy(select, { format: "csv", safe: false })).toString();
  const rows = csv.slice(csv.indexOf("\n") + 1);
  for (const format of ["json", "ndjson", "parquet", "arrow", "xlsx"] as const) {
    const made = await bytesOf(await harness.engine().transcode(Readable.from([rows]), columns, { format }, limits()));
    expect([format, made.equals(await copy(select, { format }))]).toEqual([format, true]);
  }
});

test.for(["parquet", "arrow"] as const)("an integer of 39 digits is refused as %s, with what to do", async (format) => {
  const failure = await copy("SELECT i::HUGEINT * 100000000000000000000::HUGEINT * 1000000000000000000::HUGEINT AS n FROM range(2) r(i)", {
    format,
  }).catch((error: unknown) => error);
  expect(isAppError(failure, "TS-QUERY-004")).toBe(true);
  expect(String(failure)).toMatch(/38 digits .* Export CSV/);
});
