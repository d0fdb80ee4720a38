import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCheckExpression } from "#lib/intake/check-expression.ts";

describe("a CHECK of a database", () => {
  it.each([
    ["(total >= (0)::numeric)", [{ column: "total", sign: ">=", bound: 0 }]],
    [
      "((share > (0)::double precision) AND (share <= (1)::double precision))",
      [
        { column: "share", sign: ">", bound: 0 },
        { column: "share", sign: "<=", bound: 1 },
      ],
    ],
    [
      "((channel)::text = ANY ((ARRAY['web'::character varying, 'it''s'::character varying])::text[]))",
      [{ column: "channel", values: ["web", "it's"] }],
    ],
    ["(status = ANY (ARRAY['a'::sales.order_status, 'b'::sales.order_status]))", [{ column: "status", values: ["a", "b"] }]],
    ["(kind IN ('x', 'y'))", [{ column: "kind", values: ["x", "y"] }]],
    ["(n = ANY (ARRAY[1, '-2'::integer, 3]))", [{ column: "n", values: ["1", "-2", "3"] }]],
    [
      "(score BETWEEN 0 AND 1.5)",
      [
        { column: "score", sign: ">=", bound: 0 },
        { column: "score", sign: "<=", bound: 1.5 },
      ],
    ],
    ["(temperature > '-273.15'::numeric)", [{ column: "temperature", sign: ">", bound: -273.15 }]],
    ["(balance >= (- 5))", [{ column: "balance", sign: ">=", bound: -5 }]],
    ["(\"Order: Kind\" = 'x'::text)", [{ column: "Order: Kind", values: ["x"] }]],
    ["(name IS NOT NULL)", [{ column: "name", required: true }]],
  ])("%s is said by its columns", (expression, facts) => {
    expect(readCheckExpression(expression)).toEqual(facts);
  });

  it.each([
    "(a > b)",
    "((total >= 0) OR (status = 'x'))",
    "(NOT (total >= 0))",
    "(length(name) > 3)",
    "(lower(name) = 'x')",
    "(name ~ '^[A-Z]+$'::text)",
    "((total >= 0) AND (a > b))",
    "(status <> 'x')",
    "(total >= 99999999999999999999)",
    "(at > '2020-01-01'::date)",
    "(a = ANY (b))",
    "(a IN ('x', b))",
    "((a + 1) > 0)",
    "(a > 0 OR b > 0)",
    "",
    "('",
    "(((",
    "(a IS NOT NULL OR b IS NOT NULL)",
    "(a >= (1 + 2))",
    "(a >= 1 - 5)",
  ])("%s is more than that, and stays whole", (expression) => {
    expect(readCheckExpression(expression)).toBeNull();
  });

  it("of any text is read without harm", () => {
    const piece = fc.constantFrom(
      "(",
      ")",
      "a",
      "AND",
      "OR",
      "'x'",
      "1",
      "-",
      ">=",
      "=",
      "ANY",
      "ARRAY",
      "[",
      "]",
      ",",
      "::text",
      "IN",
      "BETWEEN",
      "'",
      '"',
      " ",
      "IS NOT NULL",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        // A disjunction says nothing about one column alone.
        if (pieces.includes("OR") && readCheckExpression(pieces.join(" ")) !== null) throw new Error(pieces.join(" "));
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });
});
