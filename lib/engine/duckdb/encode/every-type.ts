/** For tests: values of every type, and what each format makes of them. */
import { quoteText } from "#lib/engine/duckdb/quote.ts";

/** How a cell lies in a spreadsheet: a number, a truth value, a date, or text. */
export type Sheet = "n" | "b" | "d" | "s";

/** SQL, the text in CSV, the value in JSON, and the types in Arrow, in Parquet and in a spreadsheet. */
export type Case = readonly [sql: string, text: string, json: unknown, arrow: string, parquet: string, sheet: Sheet];

const WIDE = "99999999999999999999999999999999999999";
const MICROS = "Timestamp<MICROSECOND>";
export const CASES: readonly Case[] = [
  ["true", "true", true, "Bool", "BOOLEAN", "b"],
  ["(-128)::TINYINT", "-128", -128, "Int8", "TINYINT", "n"],
  ["32767::SMALLINT", "32767", 32767, "Int16", "SMALLINT", "n"],
  ["(-2147483648)::INTEGER", "-2147483648", -2147483648, "Int32", "INTEGER", "n"],
  ["255::UTINYINT", "255", 255, "Uint8", "UTINYINT", "n"],
  ["65535::USMALLINT", "65535", 65535, "Uint16", "USMALLINT", "n"],
  ["4294967295::UINTEGER", "4294967295", 4294967295, "Uint32", "UINTEGER", "n"],
  ["999999999999999::BIGINT", "999999999999999", 999999999999999, "Int64", "BIGINT", "n"],
  ["9007199254740993::BIGINT", "9007199254740993", "9007199254740993", "Int64", "BIGINT", "s"],
  ["18446744073709551615::UBIGINT", "18446744073709551615", "18446744073709551615", "Uint64", "UBIGINT", "s"],
  ["42::HUGEINT", "42", "42", "Decimal[38e0]", "DECIMAL(38,0)", "n"],
  [`(-${WIDE})::HUGEINT`, `-${WIDE}`, `-${WIDE}`, "Decimal[38e0]", "DECIMAL(38,0)", "s"],
  ["340282366920938463463374607431768211455::UHUGEINT", ...same("340282366920938463463374607431768211455"), "Utf8", "VARCHAR", "s"],
  [
    "'12345678901234567890123456789012345678901234567890'::BIGNUM",
    ...same("12345678901234567890123456789012345678901234567890"),
    ...text(),
  ],
  ["-1.50::DECIMAL(4,2)", ...same("-1.50"), "Decimal[4e+2]", "DECIMAL(4,2)", "n"],
  ["0.50::DECIMAL(2,2)", ...same("0.50"), "Decimal[2e+2]", "DECIMAL(2,2)", "n"],
  [`${WIDE}::DECIMAL(38,0)`, ...same(WIDE), "Decimal[38e0]", "DECIMAL(38,0)", "s"],
  [`'-0.${WIDE}'::DECIMAL(38,38)`, ...same(`-0.${WIDE}`), "Decimal[38e+38]", "DECIMAL(38,38)", "s"],
  ["0.1::FLOAT", "0.1", 0.1, "Float32", "FLOAT", "n"],
  ["0.30000000000000004::DOUBLE", "0.30000000000000004", 0.30000000000000004, "Float64", "DOUBLE", "n"],
  ["5e-324::DOUBLE", "5e-324", 5e-324, "Float64", "DOUBLE", "n"],
  ["'nan'::DOUBLE", ...same("NaN"), "Float64", "DOUBLE", "s"],
  ["'-infinity'::DOUBLE", ...same("-Infinity"), "Float64", "DOUBLE", "s"],
  ["DATE '2026-07-01'", ...same("2026-07-01"), "Date32<DAY>", "DATE", "d"],
  ["DATE '1799-12-31'", ...same("1799-12-31"), "Date32<DAY>", "DATE", "s"],
  ["DATE '12026-07-01'", ...same("12026-07-01"), "Date32<DAY>", "DATE", "s"],
  ["TIME '23:59:59.999999'", ...same("23:59:59.999999"), "Time64<MICROSECOND>", "TIME", "s"],
  ["TIMETZ '12:00:00.5+02'", ...same("12:00:00.5+02"), ...text()],
  ["TIMESTAMP '2026-07-01 12:00:00.123456'", ...same("2026-07-01T12:00:00.123456Z"), MICROS, "TIMESTAMP", "d"],
  ["TIMESTAMP '1850-01-01 00:00:00.5'", ...same("1850-01-01T00:00:00.5Z"), MICROS, "TIMESTAMP", "s"],
  ["TIMESTAMP '12026-07-01 12:00:00'", ...same("12026-07-01 12:00:00"), MICROS, "TIMESTAMP", "s"],
  ["'infinity'::TIMESTAMP", ...same("infinity"), MICROS, "TIMESTAMP", "s"],
  ["TIMESTAMPTZ '2026-03-29 02:30:00+01'", ...same("2026-03-29T01:30:00Z"), "Timestamp<MICROSECOND, UTC>", "TIMESTAMP WITH TIME ZONE", "d"],
  ["TIMESTAMP_NS '2026-07-01 12:00:00.123456789'", ...same("2026-07-01T12:00:00.123456789Z"), "Timestamp<NANOSECOND>", "TIMESTAMP_NS", "d"],
  ["TIMESTAMP_MS '2026-07-01 12:00:00.123'", ...same("2026-07-01T12:00:00.123Z"), "Timestamp<MILLISECOND>", "TIMESTAMP", "d"],
  ["TIMESTAMP_S '2026-07-01 12:00:00'", ...same("2026-07-01T12:00:00Z"), "Timestamp<SECOND>", "TIMESTAMP", "d"],
  ["INTERVAL '1 month 2 days 3.000004 seconds'", ...same("1 month 2 days 00:00:03.000004"), ...text()],
  ["UUID '00000000-e89b-12d3-a456-426614174000'", ...same("00000000-e89b-12d3-a456-426614174000"), "Utf8", "UUID", "s"],
  ["'ä€'::ENUM('x', 'ä€')", ...same("ä€"), ...text()],
  ["'0101'::BIT", ...same("0101"), ...text()],
  ["'\\x00\\xFFa'::BLOB", ...same("AP9h"), "Binary", "BLOB", "s"],
  ["''::BLOB", ...same(""), "Binary", "BLOB", "s"],
  ["[1, NULL, 3]", "[1,null,3]", [1, null, 3], "List<Int32>", "INTEGER[]", "s"],
  ["[]::VARCHAR[]", "[]", [], "List<Utf8>", "VARCHAR[]", "s"],
  ["[9007199254740993::HUGEINT]", '["9007199254740993"]', ["9007199254740993"], ...text()],
  ["[1.5, 2.5]::DOUBLE[2]", "[1.5,2.5]", [1.5, 2.5], "List<Float64>", "DOUBLE[]", "s"],
  ["[{'a': [1, 2]::INTEGER[2]}]", '[{"a":[1,2]}]', [{ a: [1, 2] }], "List<Struct<{a:List<Int32>}>>", "STRUCT(a INTEGER[])[]", "s"],
  [
    "{'a b': '=1', 'c': [true]}",
    '{"a b":"=1","c":[true]}',
    { "a b": "=1", c: [true] },
    "Struct<{a b:Utf8, c:List<Bool>}>",
    'STRUCT("a b" VARCHAR, c BOOLEAN[])',
    "s",
  ],
  ["MAP {'007': 1, 'l': NULL}", '{"007":1,"l":null}', { "007": 1, l: null }, "Map<{key:Utf8, value:Int32}>", "MAP(VARCHAR, INTEGER)", "s"],
  [`'{"a": 1}'::JSON`, '{"a": 1}', { a: 1 }, "Utf8", "JSON", "s"],
  // Ids, what looks like a formula, what another program would take for something else, and what is easily lost.
  ...[
    "007",
    "00012345678901234567890",
    "1e5",
    "2026-01-01",
    "true",
    "NULL",
    "NaN",
    " x ",
    'a,b;"c"',
    "a\nb\r\nc",
    "zero\u200bwidth\u2060\ufeff",
  ].map(plain),
  ...[
    "=1+1",
    "+49 30",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "👩‍👩‍👧‍👦",
    "e\u0301",
    "שלום",
    "a\u0001b_x0041_",
    "\u2028",
    "\\N",
    "'quoted'",
    "",
  ].map(plain),
];

function same(value: string): readonly [string, string] {
  return [value, value];
}

function text(): readonly ["Utf8", "VARCHAR", "s"] {
  return ["Utf8", "VARCHAR", "s"];
}

function plain(value: string): Case {
  return [quoteText(value), ...same(value), ...text()];
}
