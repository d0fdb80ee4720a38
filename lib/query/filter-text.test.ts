import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Filter, filterColumns } from "#lib/engine/filter.ts";
import { isAppError } from "#lib/errors.ts";
import { parseFilters } from "#lib/query/filter-text.ts";

/** As the route does it; a column is whatever is named. */
const parse = (query: string): Filter | null => parseFilters({ pairs: [...new URLSearchParams(query)], parameters: [] }, (name) => name);
const compare = (column: string, op: "eq" | "gt" | "lt", value: string): Filter => ({ kind: "compare", column, op, value });
const failureOf = (query: string): { code: string; message: string } => {
  try {
    return { code: "none", message: JSON.stringify(parse(query)) };
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
};

describe("a filter", () => {
  test.each<[string, Filter | null]>([
    ["", null],
    ["a=eq.x", compare("a", "eq", "x")],
    // Alone, a value is all that follows: it needs no quotes, and has none.
    ['a=eq."x,y)" z', compare("a", "eq", '"x,y)" z')],
    ["a=eq.", compare("a", "eq", "")],
    ["a=gt.1.5", compare("a", "gt", "1.5")],
    ["a=not.lt.3", { kind: "not", filter: compare("a", "lt", "3") }],
    ["a=like.x*%25_", { kind: "like", column: "a", pattern: "x%%_", insensitive: false }],
    ["a=ilike.*é*", { kind: "like", column: "a", pattern: "%é%", insensitive: true }],
    ["a=like.50\\%25", { kind: "like", column: "a", pattern: "50\\%", insensitive: false }],
    ['a=in.(x,"y,z", w )', { kind: "in", column: "a", values: ["x", "y,z", " w "] }],
    ['a=in.("say \\"hi\\"","back\\\\slash",in"side)', { kind: "in", column: "a", values: ['say "hi"', "back\\slash", 'in"side'] }],
    ['a=in.("x"y)', { kind: "in", column: "a", values: ['"x"y'] }],
    ["a=in.()", { kind: "in", column: "a", values: [] }],
    ["a=in.(,)", { kind: "in", column: "a", values: ["", ""] }],
    ["a=is.null", { kind: "is", column: "a", value: "null" }],
    ["a=is.TRUE", { kind: "is", column: "a", value: "true" }],
    ["a=is.unknown", { kind: "is", column: "a", value: "null" }],
    ["a=is.not_null", { kind: "not", filter: { kind: "is", column: "a", value: "null" } }],
    ["a=not.is.false", { kind: "not", filter: { kind: "is", column: "a", value: "false" } }],
    ["a=gt.1&a=lt.5", { kind: "and", filters: [compare("a", "gt", "1"), compare("a", "lt", "5")] }],
    ["or=(a.gt.1,b.eq.2)", { kind: "or", filters: [compare("a", "gt", "1"), compare("b", "eq", "2")] }],
    ["not.and=(a.gt.1)", { kind: "not", filter: { kind: "and", filters: [compare("a", "gt", "1")] } }],
    [
      "and=(a.not.eq.1, not.or(b.lt.2,c.is.null), or(d.eq.x))",
      {
        kind: "and",
        filters: [
          { kind: "not", filter: compare("a", "eq", "1") },
          { kind: "not", filter: { kind: "or", filters: [compare("b", "lt", "2"), { kind: "is", column: "c", value: "null" }] } },
          { kind: "or", filters: [compare("d", "eq", "x")] },
        ],
      },
    ],
    [
      'or=(a.eq."x,y)",b.in.(1,"2,3"),c.eq.1.5)',
      {
        kind: "or",
        filters: [compare("a", "eq", "x,y)"), { kind: "in", column: "b", values: ["1", "2,3"] }, compare("c", "eq", "1.5")],
      },
    ],
    // Columns that are called like something else.
    ['"limit"=eq.5', compare("limit", "eq", "5")],
    ["and=(limit.eq.5)", { kind: "and", filters: [compare("limit", "eq", "5")] }],
    ['"or"=eq.5', compare("or", "eq", "5")],
    [
      'and=("a.b".eq.5,or.eq.1,"say \\"x\\"".eq.2)',
      {
        kind: "and",
        filters: [compare("a.b", "eq", "5"), compare("or", "eq", "1"), compare('say "x"', "eq", "2")],
      },
    ],
    ["a.b=eq.5", compare("a.b", "eq", "5")],
    ['a"b=eq.5', compare('a"b', "eq", "5")],
    ["__proto__=eq.5", compare("__proto__", "eq", "5")],
  ])("%s", (query, filter) => {
    expect(parse(query)).toEqual(filter);
  });

  test.each([
    ["a=5", "'5' is no operator; write one of eq, neq, gt, gte, lt, lte, like, ilike, in, is, a dot and the value, for example a=eq.5"],
    ["a=eq", "'eq' is no operator"],
    ["a=", "'' is no operator"],
    ["a=match.x", "'match' is no operator"],
    ["a=eq(any).{1,2}", "'eq(any)' is no operator"],
    ["a=not.not.eq.1", "'not' is no operator"],
    ["a=in.x", "'(' is missing after 'in.'"],
    ["a=in.(x", "')' is missing after the last value"],
    ["a=in.(x)y", "'y' after the end is not understood"],
    ['a=in.("x)', "a quote is not closed"],
    ["a=is.5", "'is.' takes null, not_null, true, false or unknown, not '5'"],
    ["a=like.x\\", "cannot end with a backslash"],
    ["or=a.eq.1", "'(' is missing after 'or'"],
    ["or=()", "a condition begins with a column"],
    ["or=(a.eq.1,)", "a condition begins with a column"],
    ["or=(a.eq.1", "')' is missing after the last condition"],
    ["or=(a.eq.1))", "')' after the end is not understood"],
    ["or=(a)", "'.' is missing after 'a'"],
    [
      "or=(a.b)",
      "'b' is no operator; write one of eq, neq, gt, gte, lt, lte, like, ilike, in, is, a dot and the value, for example a.eq.5",
    ],
    ["or=(or(or(", "a condition begins with a column"],
  ])("%s is refused", (query, words) => {
    const { code, message } = failureOf(query);
    expect(message).toContain(words);
    expect(code).toBe("TS-API-003");
    expect(message.length).toBeLessThan(300);
  });

  test.each([
    ["conditions in brackets", `or=(${"or(".repeat(10)}a.eq.1${")".repeat(11)}`, "nested deeper than 10"],
    ["conditions", `or=(${Array.from({ length: 101 }, () => "a.eq.1").join()})`, "more than 100 conditions"],
    ["values", `a=in.(${"1,".repeat(1_001)}1)`, "more than 1000 values"],
    ["characters", `a=eq.${"x".repeat(20_001)}`, "longer than 20000 characters"],
  ])("too many %s are refused", (_what, query, words) => {
    const { code, message } = failureOf(query);
    expect(message).toContain(words);
    expect(code).toBe("TS-API-003");
  });

  test("asks for each column once it is named, and says whether it stands alone", () => {
    const asked: unknown[] = [];
    parseFilters({ pairs: [...new URLSearchParams('a=eq.1&"b"=eq.1&or=(c.eq.1,"d".eq.2)')], parameters: [] }, (name, where) => {
      asked.push([name, where.parameter, where.alone]);
      return name;
    });
    expect(asked).toEqual([
      ["a", "a", true],
      ["b", '"b"', false],
      ["c", "or", false],
      ["d", "or", false],
    ]);
  });
});

describe("whatever is written", () => {
  const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/^(not\.)?(and|or)$/.test(text));
  const value = fc.string({ maxLength: 12 });
  const quote = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({ kind: fc.constant("compare" as const), column: name, op: fc.constantFrom("eq", "gte"), value }),
    fc.record({ kind: fc.constant("in" as const), column: name, values: fc.array(value, { maxLength: 4 }) }),
    fc.record({ kind: fc.constant("is" as const), column: name, value: fc.constantFrom("null", "true") }),
  );
  const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      leaf.map((filter): Filter => ({ kind: "not", filter })),
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        filters: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      }),
    ),
  }));
  const write = (filter: Filter): string => {
    switch (filter.kind) {
      case "compare":
        return `${quote(filter.column)}.${filter.op}.${quote(filter.value)}`;
      case "in":
        return `${quote(filter.column)}.in.(${filter.values.map(quote).join()})`;
      case "is":
        return `${quote(filter.column)}.is.${filter.value}`;
      case "not":
        return write(filter.filter).replace(/^("(?:[^"\\]|\\[\s\S])*"\.)/, "$1not.");
      case "and":
      case "or":
        return `${filter.kind}(${filter.filters.map(write).join()})`;
      case "like":
        throw new Error("not made here");
    }
  };

  test("comes back as it was meant, with all its columns", () => {
    fc.assert(
      fc.property(tree, (filter) => {
        const pairs = [["and", `(${write(filter)})`]] as const;
        const read = parseFilters({ pairs, parameters: [] }, (column) => column);
        expect(read).toEqual({ kind: "and", filters: [filter] });
        expect(filterColumns(read).length).toBeGreaterThan(0);
      }),
    );
  });

  test("is understood or refused, and never anything else", () => {
    const piece = fc.constantFrom("(", ")", ",", ".", '"', "\\", "or", "and", "not.", "in.", "eq.", "a", " ", "is.null", "");
    const text = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom("or", "and", "a", '"a"', '"'), text), fc.oneof(text, fc.string()), (key, value) => {
        try {
          parseFilters({ pairs: [[key, value]], parameters: [] }, (column) => column);
        } catch (error) {
          expect(isAppError(error, "TS-API-003")).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
