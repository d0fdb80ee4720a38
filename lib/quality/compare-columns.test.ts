import { describe, expect, test } from "vitest";
import type { LogicalType } from "#lib/contract/contract.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import { compareColumns } from "#lib/quality/compare-columns.ts";

const promised = (...columns: readonly string[]) =>
  columns.map((text) => {
    const [name = "", type = "STRING"] = text.split(": ");
    return { name, type, logicalType: findLogicalType(type) ?? ("string" satisfies LogicalType) };
  });
const observed = (...columns: readonly string[]) => promised(...columns).map(({ name, type }) => ({ name, type, nullable: true }));
const words = (differences: ReturnType<typeof compareColumns>) =>
  Object.values(differences).flatMap((list) => list.map((difference: { readonly words: string }) => difference.words));

const SEGMENTS = ["customer_id: STRING", "segment: STRING", "confidence: FLOAT", "updated_at: TIMESTAMP"] as const;

test("the same columns in other types of the same kind differ in nothing", () => {
  const real = observed("customer_id: VARCHAR", "segment: text", "confidence: DOUBLE", "updated_at: TIMESTAMP WITH TIME ZONE");
  expect(words(compareColumns(promised(...SEGMENTS), real))).toEqual([]);
});

test("each column that is missing, retyped, extra or moved is named", () => {
  const real = observed("updated_at: TIMESTAMP", "customer_id: BIGINT", "confidence: FLOAT", "notes: VARCHAR");
  expect(words(compareColumns(promised(...SEGMENTS), real))).toEqual([
    "segment is missing",
    "customer_id is BIGINT, and STRING is promised",
    "notes is not promised",
    "updated_at stands at another place",
  ]);
});

test("names are compared in any case, and one that is spelled as promised comes first", () => {
  expect(words(compareColumns(promised("Customer_ID: STRING"), observed("customer_id: VARCHAR")))).toEqual([]);
  const both = compareColumns(promised("id: STRING"), observed("ID: BIGINT", "id: VARCHAR"));
  expect(words(both)).toEqual(["ID is not promised"]);
});

test("a column more does not move the others, and of moved ones the fewest are named", () => {
  expect(words(compareColumns(promised("a", "b", "c"), observed("new", "a", "b", "c")))).toEqual(["new is not promised"]);
  expect(words(compareColumns(promised("a", "b", "c", "d", "e"), observed("e", "a", "b", "c", "d")))).toEqual([
    "e stands at another place",
  ]);
});

describe("types", () => {
  test.each([
    ["INTEGER", "BIGINT", true],
    ["BIGINT", "integer", true],
    ["INTEGER", "HUGEINT", true],
    ["INTEGER", "DECIMAL(18,0)", true],
    ["INTEGER", "DECIMAL(18,2)", false],
    ["INTEGER", "DOUBLE", false],
    ["STRING", "BIGINT", false],
    ["STRING", "VARCHAR", true],
    ["STRING", "UUID", true],
    ["STRING", "customer_segment_enum", true],
    ["FLOAT", "DECIMAL(5,4)", true],
    ["FLOAT", "DOUBLE", true],
    ["FLOAT", "VARCHAR", false],
    ["FLOAT", "BIGINT", false],
    ["DECIMAL(12,2)", "DECIMAL(18,4)", true],
    ["DECIMAL(12,2)", "DOUBLE", true],
    ["DECIMAL(12,2)", "BIGINT", false],
    ["DECIMAL(12)", "BIGINT", true],
    ["TIMESTAMP", "timestamp(6) without time zone", true],
    ["TIMESTAMP", "TIMESTAMPTZ", true],
    ["TIMESTAMP", "VARCHAR", false],
    ["DATE", "DATE", true],
    ["DATE", "VARCHAR", false],
    ["DATE", "TIMESTAMP", false],
    ["BOOLEAN", "BOOLEAN", true],
    ["BOOLEAN", "VARCHAR", false],
    ["ARRAY<STRING>", "VARCHAR[]", true],
    ["ARRAY<STRING>", "VARCHAR", false],
    ["JSON", "VARCHAR", true],
    ["STRUCT(a INT)", "STRUCT(a INTEGER)", true],
  ])("%s promised, %s found: %s", (type, found, isSame) => {
    expect(words(compareColumns(promised(`c: ${type}`), observed(`c: ${found}`))).length === 0).toBe(isSame);
  });

  test("a list in a file without types is no other type than promised", () => {
    const [lists, texts] = [promised("c: ARRAY<STRING>"), observed("c: VARCHAR")];
    expect(words(compareColumns(lists, texts, { carriesTypes: false }))).toEqual([]);
    expect(words(compareColumns(promised("c: INTEGER"), texts, { carriesTypes: false }))).toHaveLength(1);
  });
});
