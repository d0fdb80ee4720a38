import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataType, tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EncodeHarness, hasPython, openEncodeHarness, runPython } from "#lib/engine/duckdb/encode/harness.ts";

let harness: EncodeHarness;
beforeAll(async () => {
  harness = await openEncodeHarness();
});
afterAll(() => harness.close());

const ARROW = { format: "arrow" } as const;

/** SQL, Arrow's type, the value in it, and what Python's reader prints. */
const CASES: readonly (readonly [string, string, unknown, string])[] = [
  ["true", "Bool", true, "True"],
  ["-7::TINYINT", "Int8", -7, "-7"],
  ["300::SMALLINT", "Int16", 300, "300"],
  ["-70000::INTEGER", "Int32", -70000, "-70000"],
  ["200::UTINYINT", "Uint8", 200, "200"],
  ["60000::USMALLINT", "Uint16", 60000, "60000"],
  ["4294967295::UINTEGER", "Uint32", 4294967295, "4294967295"],
  ["9007199254740993::BIGINT", "Int64", 9007199254740993n, "9007199254740993"],
  ["(-9223372036854775807 - 1)::BIGINT", "Int64", -9223372036854775808n, "-9223372036854775808"],
  ["18446744073709551615::UBIGINT", "Uint64", 18446744073709551615n, "18446744073709551615"],
  ["-9007199254740993::HUGEINT", "Decimal[38e0]", -9007199254740993n, "-9007199254740993"],
  [
    "340282366920938463463374607431768211455::UHUGEINT",
    "Utf8",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211455",
  ],
  ["-1.50::DECIMAL(4,2)", "Decimal[4e+2]", -150n, "-1.50"],
  ["-12345678901234.123456::DECIMAL(38,6)", "Decimal[38e+6]", -12345678901234123456n, "-12345678901234.123456"],
  [
    "99999999999999999999999999999999999999::DECIMAL(38,0)",
    "Decimal[38e0]",
    99999999999999999999999999999999999999n,
    "99999999999999999999999999999999999999",
  ],
  ["0.5::FLOAT", "Float32", 0.5, "0.5"],
  ["0.1::DOUBLE", "Float64", 0.1, "0.1"],
  ["'nan'::DOUBLE", "Float64", Number.NaN, "nan"],
  ["DATE '1800-07-01'", "Date32<DAY>", Date.UTC(1800, 6, 1), "1800-07-01"],
  ["TIME '12:00:00.5'", "Time64<MICROSECOND>", 43_200_500_000n, "12:00:00.500000"],
  ["TIMESTAMP '2026-07-01 12:00:00.123456'", "Timestamp<MICROSECOND>", 1782907200123456n, "2026-07-01 12:00:00.123456"],
  ["TIMESTAMPTZ '2026-07-01 12:00:00.5+02'", "Timestamp<MICROSECOND, UTC>", 1782900000500000n, "2026-07-01 10:00:00.500000+00:00"],
  ["TIMESTAMP_NS '2026-07-01 12:00:00.123456789'", "Timestamp<NANOSECOND>", 1782907200123456789n, "2026-07-01 12:00:00.123456789"],
  ["TIMESTAMP_MS '2026-07-01 12:00:00.5'", "Timestamp<MILLISECOND>", 1782907200500n, "2026-07-01 12:00:00.500000"],
  ["TIMESTAMP_S '2026-07-01 12:00:00'", "Timestamp<SECOND>", 1782907200n, "2026-07-01 12:00:00"],
  ["INTERVAL '1 month'", "Utf8", "1 month", "1 month"],
  ["'\\x00\\xFFa'::BLOB", "Binary", "00ff61", "b'\\x00\\xffa'"],
  ["UUID '123e4567-e89b-12d3-a456-426614174000'", "Utf8", "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
  ["'ä€😀' || chr(10) || '\"'", "Utf8", 'ä€😀\n"', 'ä€😀\n"'],
  ["''", "Utf8", "", ""],
  ["'x'::ENUM('x', 'y')", "Utf8", "x", "x"],
  ["[1, NULL, 3]", "List<Int32>", "[1,null,3]", "[1, None, 3]"],
  ["[1::HUGEINT]", "Utf8", '["1"]', '["1"]'],
  ["{'a b': 'x', 'c': [true]}", "Struct<{a b:Utf8, c:List<Bool>}>", '{"a b":"x","c":[true]}', "{'a b': 'x', 'c': [True]}"],
  ["MAP {'k': 1, 'l': NULL}", "Map<{key:Utf8, value:Int32}>", '{"k":1,"l":null}', "[('k', 1), ('l', None)]"],
];

const SELECT = `SELECT ${CASES.map(([sql], index) => `${sql} AS v${index}`).join(", ")}`;
const NULLS = `SELECT ${CASES.map((_, index) => `v${index}`).join(", ")} FROM (${SELECT}) UNION ALL SELECT ${CASES.map(() => "NULL").join(", ")}`;

test("every type is Arrow's own where it has one, else canonical text, and missing values are missing", async () => {
  const { bytes, rows, expected } = await harness.copy(NULLS, ARROW);
  const table = tableFromIPC(bytes);
  expect([rows, expected, table.numRows]).toEqual([2, 2, 2]);
  expect(table.schema.fields.map(({ name, type }) => [name, String(type)])).toEqual(CASES.map(([, type], index) => [`v${index}`, type]));
  for (const [index, [sql, , value]] of CASES.entries()) {
    const data = table.getChild(`v${index}`)?.data[0] ?? expect.fail();
    expect([sql, data.getValid(0), data.getValid(1), data.nullCount]).toEqual([sql, true, false, 1]);
    expect([sql, rawValue(data, table.getChild(`v${index}`)?.get(0))]).toEqual([sql, value]);
  }
});

/** Numbers behind decimals and times as they lie in the file; the reader rounds some of them to milliseconds. */
function rawValue(data: { readonly type: DataType; readonly values: unknown }, read: unknown): unknown {
  const { type, values } = data;
  if (DataType.isDecimal(type) && values instanceof Uint32Array) {
    const [low = 0n, high = 0n] = new BigInt64Array(values.buffer, values.byteOffset, 2);
    return (high << 64n) | BigInt.asUintN(64, low);
  }
  if ((DataType.isTimestamp(type) || DataType.isTime(type)) && values instanceof BigInt64Array) return values[0];
  if (DataType.isDate(type)) return Number(read);
  if (read instanceof Uint8Array) return Buffer.from(read).toString("hex");
  return DataType.isList(type) || DataType.isStruct(type) || DataType.isMap(type) ? JSON.stringify(read) : read;
}

test("a file is many batches of bounded size, and its rows keep their order", async () => {
  const select = `SELECT i AS id, CASE WHEN i % 3 = 0 THEN NULL ELSE repeat('ä', (i % 50)::INTEGER) END AS t, i % 2 = 0 AS b, [i, i + 1] AS l FROM range(200000) r(i)`;
  const { bytes } = await harness.copy(select, ARROW);
  const table = tableFromIPC(bytes);
  expect(table.batches.length).toBeGreaterThan(2);
  expect(Math.max(...table.batches.map(({ numRows }) => numRows))).toBeLessThan(70_000);
  const ids = table.getChild("id")?.toArray() as BigInt64Array;
  expect(ids.every((id, index) => id === BigInt(index))).toBe(true);
  for (const row of [0, 1, 59_999, 123_456, 199_999]) {
    const { t, b, l } = table.get(row)?.toJSON() ?? {};
    expect([t, b, JSON.stringify([...(l as Iterable<bigint>)].map(String))]).toEqual([
      row % 3 === 0 ? null : "ä".repeat(row % 50),
      row % 2 === 0,
      JSON.stringify([String(row), String(row + 1)]),
    ]);
  }
  expect((await harness.copy(select, ARROW)).bytes.equals(bytes)).toBe(true);
});

test("a file without rows has its columns", async () => {
  const table = tableFromIPC((await harness.copy("SELECT 1 AS a, 'x' AS A, [1] AS l WHERE false", ARROW)).bytes);
  expect([table.numRows, table.schema.fields.map(({ name }) => name)]).toEqual([0, ["a", "A_1", "l"]]);
});

test.skipIf(!hasPython("pyarrow"))("Python's reader finds every value whole (runs where python3 has pyarrow)", async () => {
  const path = join(harness.folder, "values.arrow");
  writeFileSync(path, (await harness.copy(NULLS, ARROW)).bytes);
  const script = `
import json, sys, pyarrow.ipc as ipc
table = ipc.open_file(sys.argv[1]).read_all()
table.validate(full=True)
print(json.dumps([[str(value) for value in column.to_pylist()] if "ns" not in str(column.type) else [str(column[0]), "None"] for column in table.columns]))`;
  expect(runPython(script, path)).toEqual(CASES.map(([, , , printed]) => [printed, "None"]));
});
