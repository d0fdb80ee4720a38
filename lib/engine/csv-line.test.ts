import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits, readBytes, rowQuery } from "#lib/engine/conformance.ts";
import { csvLine, csvText } from "#lib/engine/csv-line.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";

let duckdb: DuckDbHarness;
beforeAll(async () => {
  duckdb = await openHarness();
}, 60_000);
afterAll(async () => await duckdb.close());

/** A page of the relation as this writer has it, and the same rows as the engine exports them. */
async function bothOf(sql: string, names: readonly string[]): Promise<{ ours: string; engines: string }> {
  const relation = await duckdb.relationOf(sql);
  const query = rowQuery(relation, Object.fromEntries(names.map((name) => [name, null])), ["i"]);
  const { columns, rows } = await duckdb.engine().page(query, limits());
  const lines = rows.map((row) => csvLine(row.map((value, at) => csvText(value, columns[at]?.type ?? ""))));
  const engines = await readBytes(duckdb.engine(), query, { format: "csv", safe: false });
  return { ours: csvLine(columns.map(({ name }) => name)) + lines.join(""), engines: engines.toString() };
}

test("a page has the text that an export of the same rows has, whatever their type", async () => {
  const values = [
    "CASE i WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a,b' WHEN 3 THEN 'say \"hi\"' WHEN 4 THEN 'line' || chr(10) || 'break' WHEN 5 THEN ' x ' ELSE 'ä€😀' END AS t",
    "CASE i WHEN 0 THEN 0.1 WHEN 1 THEN 1e16 WHEN 2 THEN 1e15 WHEN 3 THEN 1e-5 WHEN 4 THEN 0.0001 WHEN 5 THEN 'nan'::DOUBLE WHEN 6 THEN -0.0::DOUBLE ELSE 1.7976931348623157e308 END::DOUBLE AS d",
    "CASE i WHEN 0 THEN 0.1 WHEN 1 THEN 16777216 WHEN 2 THEN 1e17 WHEN 3 THEN 1e-7 WHEN 4 THEN 3.4e38 WHEN 5 THEN '-infinity'::FLOAT ELSE 2.5 END::FLOAT AS f",
    "(9007199254740990 + i)::BIGINT AS b",
    "(i - 3)::SMALLINT AS s",
    "(12345678901234567890123.45 + i)::DECIMAL(38,2) AS m",
    "i % 2 = 0 AS o",
    "TIMESTAMP '2026-07-01 12:00:00.123456' + INTERVAL (i) DAY AS ts",
    "TIMESTAMPTZ '2026-07-01 12:00:00+02' AS tz",
    "DATE '2026-07-01' + i::INTEGER AS da",
    "TIME '12:00:00.5' AS ti",
    "('\\x00\\xFF' || i)::BLOB AS bi",
    "[i, NULL, 9007199254740993] AS l",
    "{'a b': 1.10::DECIMAL(4,2), 'c': i || ',\"'} AS st",
  ];
  const names = ["i", "t", "d", "f", "b", "s", "m", "o", "ts", "tz", "da", "ti", "bi", "l", "st"];
  const { ours, engines } = await bothOf(`SELECT i, ${values.join(", ")} FROM range(8) t(i)`, names);
  expect(ours).toBe(engines);
});

test("a floating-point number has the engine's text", async () => {
  const random = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 400, seed: 7 });
  const near = [-6, -5, -4, -3, 0, 14, 15, 16, 17, 20, 21, 22].flatMap((power) =>
    [1, 9.999999999999998, -5].map((digit) => digit * 10 ** power),
  );
  const list = [...random, ...near].map((value) => `'${value}'::DOUBLE`).join(", ");
  const { ours, engines } = await bothOf(`SELECT generate_subscripts(v, 1) AS i, unnest(v) AS d FROM (SELECT [${list}] AS v)`, ["i", "d"]);
  expect(ours.split("\n")).toEqual(engines.split("\n"));
});
