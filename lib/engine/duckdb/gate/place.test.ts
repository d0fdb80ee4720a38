import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";
import { offsetOfByte, offsetOfCodePoint, offsetsOfBytes } from "#lib/engine/duckdb/gate/place.ts";
import { parserRefusal } from "#lib/engine/duckdb/gate/sentences.ts";
import { tokensOf } from "#lib/engine/duckdb/gate/tokens.ts";

const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
const NBSP = "\u00a0";

test("a byte's place is that of the character it belongs to", () => {
  const text = "aé€😀b";
  const places = [0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 5, 6];
  expect(places.map((_, byte) => offsetOfByte(text, byte))).toEqual(places);
  expect([null, -1, 12, 1.5, 2 ** 64 - 1].map((byte) => offsetOfByte(text, byte))).toEqual([null, null, null, null, null]);
  expect([null, 0, 3, 4, 99].map((index) => offsetOfCodePoint(text, index))).toEqual([null, 0, 3, 5, 6]);
});

test("wide blanks are one byte outside of quotes and line comments, and as they are inside", async () => {
  const value = fc.constantFrom(`'${NBSP}'`, "'é'", `1 AS "${NBSP}"`, `$$${NBSP}'$$ `, `$t$ "$$ ${NBSP}$t$ `, "'a''b'", "'😀'", "1");
  const gap = fc.constantFrom(NBSP, "\u3000", " ", `--${NBSP}'\n`, `${NBSP}\ufeff\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(value, gap, gap), { maxLength: 6 }), gap, async (values, last) => {
      const text = `SELECT${last}${values.map(([one, before, behind]) => `${one}${before},${behind}`).join("")}forbidden(1)`;
      expect(await analyzeText(connection, text)).toMatchObject({ kind: "refused", syntax: false, at: text.indexOf("forbidden") });
    }),
    { numRuns: 300, seed: 20_261_201 },
  );
});

const KIB = 1024;
const SHAPES: Readonly<Record<string, (length: number) => string>> = {
  "tags that open and never close": (length) => Array.from({ length: length / 8 }, (_, index) => `$t${index.toString(36)}$ `).join(""),
  "half tags": (length) => "$a§".repeat(length / 3),
  "one endless tag": (length) => `$${"é".repeat(length)}`,
  quotes: (length) => "'".repeat(length),
  "names in quotes": (length) => '"'.repeat(length - 1),
  "minus signs apart": (length) => "- ".repeat(length / 2),
  "operators without end": (length) => "+*".repeat(length / 2),
  "comments in comments": (length) => "/*".repeat(length / 2),
  "ends of comments": (length) => "*/".repeat(length / 2),
  blanks: (length) => " ".repeat(length),
  "wide blanks": (length) => NBSP.repeat(length),
  escapes: (length) => "e'\\".repeat(length / 3),
  "line comments": (length) => "--\n".repeat(length / 3),
  "what the parser says": (length) => 'at or near "'.repeat(length / 12),
};

/** One that takes time by the square of the length takes minutes for these, and this test's time is up. */
test.for(Object.entries(SHAPES))("a megabyte of %s is gone through once", { timeout: 10_000 }, ([, make]) => {
  const hostile = make(1024 * KIB);
  for (const text of [hostile, `SELECT${NBSP}/*${hostile}*/ 1`]) {
    let end = 0;
    for (const token of tokensOf(text)) end = token.at + token.text.length;
    expect(end).toBeLessThanOrEqual(text.length);
    expect(offsetOfByte(text, 6)).toBeGreaterThanOrEqual(0);
    for (const message of [`syntax error at or near "${text}"`, `syntax error at or near "${text}" and so on`])
      expect(parserRefusal(text, { kind: "failed", error: "parser", message, position: 3 }).reason.length).toBeLessThan(200);
  }
});

test("the places of 100,000 tables in a megabyte are found in one go", { timeout: 10_000 }, () => {
  const text = `é${"t,".repeat(500_000)}`;
  const offsetOf = offsetsOfBytes(text);
  for (let table = 0; table < 100_000; table += 1) expect(offsetOf(2 + 10 * table)).toBe(1 + 10 * table);
});
