import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareTypes, type TypeChange } from "#lib/contract/diff/type.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";

const columnOf = (type: string) => ({ type, logicalType: findLogicalType(type) ?? "string" });
const compare = (before: string, after: string) => compareTypes(columnOf(before), columnOf(after));

describe("a type", () => {
  it.each<[string, string, TypeChange]>([
    ["VARCHAR(10)", "VARCHAR(20)", "widened"],
    ["VARCHAR(20)", "VARCHAR(10)", "narrowed"],
    ["VARCHAR(20)", "TEXT", "widened"],
    ["CHAR", "CHAR(2)", "widened"],
    ["STRING", "text", "respelt"],
    ["varchar(20)", "CHARACTER  VARYING (20)", "respelt"],
    ["INT", "INTEGER", "respelt"],
    ["INT", "BIGINT", "widened"],
    ["BIGINT", "INT", "narrowed"],
    ["UINT32", "BIGINT", "widened"],
    ["INT UNSIGNED", "INT", "retyped"],
    ["UINT32", "INT", "retyped"],
    ["INT", "DECIMAL", "widened"],
    ["INT", "DECIMAL(10,0)", "widened"],
    ["BIGINT", "DECIMAL(12,2)", "retyped"],
    ["INTEGER", "NUMBER", "widened"],
    ["INTEGER", "DOUBLE", "widened"],
    ["BIGINT", "DOUBLE", "retyped"],
    ["DOUBLE", "INTEGER", "retyped"],
    ["REAL", "DOUBLE", "widened"],
    ["DOUBLE", "REAL", "narrowed"],
    ["DECIMAL(10,2)", "DECIMAL(12,2)", "widened"],
    ["DECIMAL(10,2)", "DECIMAL(10,4)", "retyped"],
    ["DECIMAL(12,2)", "NUMERIC(12, 2)", "respelt"],
    ["DECIMAL(12,2)", "NUMBER(12,2)", "respelt"],
    ["DECIMAL(12,2)", "DOUBLE", "retyped"],
    ["DATE", "TIMESTAMP", "retyped"],
    ["TIMESTAMP", "TIMESTAMPTZ", "retyped"],
    ["TIMESTAMP_MS", "TIMESTAMP_US", "widened"],
    ["TIMESTAMP(3)", "TIMESTAMP(6)", "widened"],
    ["TIMESTAMPTZ", "timestamp with time zone", "respelt"],
    ["STRING", "INTEGER", "retyped"],
    ["INTEGER", "STRING", "retyped"],
    ["UUID", "STRING", "retyped"],
    ["BOOL", "BOOLEAN", "respelt"],
    ["INT[]", "BIGINT[]", "widened"],
    ["ARRAY<INT>", "INT[]", "respelt"],
    ["STRUCT(a INT)", "STRUCT<a BIGINT, b VARCHAR(3)>", "widened"],
    ["STRUCT(a INT, b INT)", "STRUCT(a INT)", "narrowed"],
    ["STRUCT(a INT)", "STRUCT(b INT)", "retyped"],
    ["MAP(INT, INT)", "MAP(INT, BIGINT)", "retyped"],
    ["ENUM('a')", "ENUM('a','b')", "retyped"],
    ["JSON", "STRING", "retyped"],
    ["WIDGET", "GADGET", "retyped"],
  ])("%s → %s is %s", (before, after, change) => {
    expect(compare(before, after)).toBe(change);
  });

  it("is another one when only its logical type changed, as an ODCS contract can say", () => {
    expect(compareTypes({ type: "x", logicalType: "string" }, { type: "x", logicalType: "date" })).toBe("retyped");
  });

  const types = fc.oneof(
    fc.constantFrom("INT", "BIGINT", "UINT8", "REAL", "DOUBLE", "DECIMAL", "TEXT", "DATE", "TIMESTAMPTZ", "UUID", "STRUCT(a INT)", "INT[]"),
    fc.integer({ min: 1, max: 50 }).map((size) => `VARCHAR(${size})`),
    fc
      .tuple(fc.integer({ min: 1, max: 38 }), fc.integer({ min: 0, max: 10 }))
      .map(([whole, scale]) => `DECIMAL(${whole + scale},${scale})`),
  );

  it("that widens one way never widens or stays the same the other way", () => {
    fc.assert(
      fc.property(types, types, (a, b) => {
        const there = compare(a, b);
        const back = compare(b, a);
        if (there === "widened") expect(["narrowed", "retyped"]).toContain(back);
        if (there === "respelt" || there === "same") expect(back).toBe(there);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it("may be any text at all", () => {
    const hostile = fc.string({
      unit: fc.constantFrom("(", ")", "<", ">", "[", "]", ",", " ", "int", "struct", "array", "1", "`"),
      maxLength: 200,
    });
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        expect(["same", "respelt", "widened", "narrowed", "retyped"]).toContain(compare(a, b));
        expect(compare(a, a)).toBe("same");
      }),
      { seed: 3, numRuns: 500 },
    );
    const deep = `${"ARRAY<".repeat(40_000)}INT${">".repeat(40_000)}`;
    expect(compare(deep, `${deep} `)).toBe("respelt");
  });
});
