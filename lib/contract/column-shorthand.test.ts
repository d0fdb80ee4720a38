import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseColumnShorthand } from "#lib/contract/column-shorthand.ts";
import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import { formatColumnShorthand } from "#lib/contract/format-column.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";

function traits(text: string): ColumnTraits {
  const reading = parseColumnShorthand(text);
  if (!reading.ok || reading.unknown.length > 0) throw new Error(JSON.stringify(reading));
  return reading.traits;
}

describe("column shorthand", () => {
  test.each([
    ["STRING (PK) -- stable across shops", { type: "STRING", primaryKey: true, description: "stable across shops" }],
    ["STRING(PK)", { type: "STRING", primaryKey: true }],
    ["STRING (FK -> customers.customer_id)", { references: "customers.customer_id" }],
    ["STRING (FK → sales.customers.id)", { references: "sales.customers.id" }],
    ["STRING (PII)", { classification: "pii" }],
    ["STRING (high_value|medium_value|low_value|churned)", { values: ["high_value", "medium_value", "low_value", "churned"] }],
    ["STRING ('a, b'|c (d)|'it''s')", { values: ["a, b", "c (d)", "it's"] }],
    ["STRING ('only')", { values: ["only"] }],
    ["STRING ('a', 'b, c','d') (NOT NULL)", { values: ["a", "b, c", "d"], required: true }],
    ["STRING (PK, 'a', 'b')", { values: ["a", "b"], primaryKey: true }],
    ["STRING (don't|won't)", { values: ["don't", "won't"] }],
    ["FLOAT (0-1)", { type: "FLOAT", min: 0, max: 1 }],
    ["FLOAT (-5--1)", { min: -5, max: -1 }],
    ["INT (0..100, NOT NULL)", { min: 0, max: 100, required: true }],
    ["INT (1 to 5) (UNIQUE)", { min: 1, max: 5, unique: true }],
    ["INT (> 0)", { min: 0, exclusiveMin: true }],
    ["INT (>= 1, < 10)", { min: 1, exclusiveMin: false, max: 10, exclusiveMax: true }],
    ["DECIMAL(12, 2) (>= 0)", { type: "DECIMAL(12,2)", min: 0 }],
    ["DECIMAL (12,2)", { type: "DECIMAL(12,2)" }],
    ["VARCHAR(20) (NOT NULL, a|b)", { type: "VARCHAR(20)", required: true, values: ["a", "b"] }],
    ["TIMESTAMP(3) WITH TIME ZONE (NOT NULL)", { type: "TIMESTAMP(3) WITH TIME ZONE", logicalType: "timestamp", required: true }],
    ["double precision (0-1)", { type: "double precision", logicalType: "number", max: 1 }],
    ["ARRAY<STRUCT<a: INT, b: STRING>> (NOT NULL)", { type: "ARRAY<STRUCT<a: INT, b: STRING>>", logicalType: "array", required: true }],
    ["STRUCT(a INT, b TEXT)", { type: "STRUCT(a INT, b TEXT)", logicalType: "object" }],
    ["TEXT[] (NOT NULL)", { type: "TEXT[]", logicalType: "array" }],
    ["STRING (a -- b|c) -- two", { values: ["a -- b", "c"], description: "two" }],
    ["date # a day", { logicalType: "date", description: "a day" }],
  ])("reads %s", (text, expected) => {
    expect(traits(text)).toMatchObject(expected);
  });

  test.each(["(PK)", "", "STRING PK (", "STRING (PK", "9", "STRING) (", "<>", "STRING (a|b) rest"])("refuses %j", (text) => {
    expect(parseColumnShorthand(text).ok).toBe(false);
  });

  test("a constraint that is not understood is named, and the rest still holds", () => {
    const reading = parseColumnShorthand("STRING (UNIQE, NOT NULL) (5-1)");
    expect(reading).toMatchObject({ ok: true, traits: { required: true } });
    expect(reading.ok && reading.unknown).toMatchObject([
      { text: "UNIQE", hint: "Did you mean 'UNIQUE'?" },
      { text: "5-1", hint: expect.stringContaining("1..5") },
    ]);
  });

  test.each([
    ["STRING (a|b) (c|d)", "c|d"],
    ["STRING (NOT NULL, NULL)", "NULL"],
    ["INT (0..5, >= 1)", ">= 1"],
    ["INT (>= 5, <= 3)", "<= 3"],
    ["INT (> 5, <= 5)", "<= 5"],
    ["STRING (PK, NULL)", "NULL"],
  ])("of two constraints that contradict each other the first counts: %s", (text, named) => {
    const reading = parseColumnShorthand(text);
    expect(reading.ok && reading.unknown.map((constraint) => constraint.text)).toEqual([named]);
  });

  test.each([
    ["STRING (a|b|)", "empty text"],
    ["DATE (>= 2020-01-01)", "Bounds are numbers"],
    ["DATE (2020-01-01..2021-01-01)", "Bounds are numbers"],
  ])("the hint for %s tells what to write", (text, hint) => {
    const reading = parseColumnShorthand(text);
    expect(reading.ok && reading.unknown.map((constraint) => constraint.hint)).toEqual([expect.stringContaining(hint)]);
  });

  test("FK without a target says what to write", () => {
    const reading = parseColumnShorthand("STRING (FK)");
    expect(reading.ok && reading.unknown[0]?.hint).toContain("FK -> ");
  });

  test("types are mapped by what databases call them, in any case", () => {
    const named = [
      "varchar(20)",
      "Int64",
      "NUMBER(38,0)",
      "NUMBER",
      "jsonb",
      "BYTEA",
      "timestamptz",
      "INTEGER UNSIGNED",
      "map<string,int>",
      "geometry",
    ];
    expect(named.map(findLogicalType)).toEqual([
      "string",
      "integer",
      "decimal",
      "number",
      "json",
      "binary",
      "timestamp",
      "integer",
      "object",
      null,
    ]);
  });

  test("hostile texts are answered at once", () => {
    for (const unit of ["(", "'", "a ", "<", "('", "(a|", " -- (", "((", "[]", "- "]) {
      expect(() => parseColumnShorthand(`STRING ${unit.repeat(100_000)}`)).not.toThrow();
      expect(() => parseColumnShorthand(unit.repeat(300_000))).not.toThrow();
    }
  });

  test("what is formatted is read back the same", () => {
    const number = fc.oneof(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0),
    );
    const word = fc.string({ minLength: 0, maxLength: 12 }).filter((text) => /^[^\P{L}\p{Lm}]*[ ,|()'"a-z0-9_.-]*$/u.test(text));
    const range = fc.tuple(number, number, fc.boolean(), fc.boolean()).map(([a, b, exclusiveMin, exclusiveMax]) => ({
      min: Math.min(a, b),
      max: Math.max(a, b),
      exclusiveMin,
      exclusiveMax,
    }));
    const column = fc
      .record(
        {
          primaryKey: fc.constant(true),
          required: fc.boolean(),
          unique: fc.constant(true),
          classification: fc.constant("pii"),
          references: fc.constantFrom("customers.id", "a.b.c", "x"),
          values: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
          description: fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text === text.trim() && !/[\r\n]/.test(text)),
        },
        { requiredKeys: [] },
      )
      .chain((rest) =>
        fc
          .tuple(fc.constantFrom("STRING", "DECIMAL(12,2)", "TEXT[]", "double precision", "MAP<STRING,INT>"), fc.option(range, { nil: {} }))
          .map(([type, bounds]) => ({ type, ...rest, ...bounds })),
      );
    fc.assert(
      fc.property(column, (drawn) => {
        const given: ColumnTraits = { ...drawn, logicalType: findLogicalType(drawn.type) };
        const text = formatColumnShorthand(given);
        fc.pre(text !== null);
        expect(traits(text)).toEqual(given);
      }),
      { numRuns: 2_000, seed: 20261122 },
    );
  });
});
