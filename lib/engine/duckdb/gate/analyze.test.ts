import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";

const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
const analyze = (sql: string) => analyzeText(connection, sql);

describe("a place in the text", () => {
  test.each([
    "SELECT 'é', '漢字', '😀' FROM ↓orders",
    "SELECT\u00a0'a\u00a0b'\u2003FROM\u3000↓orders",
    "/* \u00a0it */ SELECT 1 -- \u00a0'\n FROM ↓orders",
    'SELECT 1 AS "\u00a0" FROM ↓prod . "orders"',
    "SELECT $$\u00a0$$, $q$\u00a0$q$ FROM ↓orders",
    "\ufeffFROM ↓orders",
  ])("is that of the table, in UTF-16 units: %j", async (marked) => {
    const sql = marked.replace("↓", "");
    const analyzed = await analyze(sql);
    expect(analyzed).toMatchObject({ kind: "passed", tables: [{ at: marked.indexOf("↓") }] });
  });

  test.each([
    ["SELECT '😀é' FROM orders WHERE ↓foo(1)", "There is no function foo"],
    ["SELECT '😀é' FROM orders ↓1", "cannot be understood at 1"],
    ["SELECT '😀'; ↓SELECT 2", "Only one statement"],
    ["/* it's */ (↓INSERT INTO orders VALUES (1))", "cannot be understood at INSERT"],
    ["-- drop\n↓Drop TABLE orders", "DROP changes what there is"],
    ["SELECT ↓current_schema", "tells about the server"],
    ["SELECT '😀' || ↓$name", "write ? or $1 instead of $name"],
    ["SELECT $1, ↓$3", "uses parameter $3 and not $2"],
    ["SELECT city FROM orders WHERE↓", "ends too early"],
    ["SELECT ↓'open", "opened with '"],
    ["SELECT 'é'↓::mood", "There is no type mood"],
  ])("is that of the trouble: %s", async (marked, reason) => {
    const analyzed = await analyze(marked.replace("↓", ""));
    expect(analyzed).toMatchObject({ kind: "refused", at: marked.indexOf("↓"), reason: expect.stringContaining(reason) });
  });
});

describe("a refusal", () => {
  test.each([
    ["SELEC 1", true],
    ["SELECT FROM WHERE", true],
    ["", true],
    [" ; -- nothing", true],
    ["DROP TABLE orders", false],
    ["SELECT read_text('a')", false],
    ["SELECT 1; SELECT 2", false],
  ])("says whether it is no SQL at all: %j", async (sql, syntax) => {
    expect(await analyze(sql)).toMatchObject({ kind: "refused", syntax });
  });
});

describe("parameters", () => {
  test.each([
    ["SELECT 1", 0],
    ["SELECT ?, ?", 2],
    ["SELECT $2, $1, $2", 2],
    ["SELECT * FROM range(?) LIMIT ? OFFSET $1", 2],
    ["SELECT '?', \"$1\" FROM orders -- ?", 0],
    ["SELECT $$ $1 ? $$", 0],
    ["WITH a AS (SELECT ?) SELECT (SELECT ?), ? FROM a", 3],
  ])("are counted: %s", async (sql, parameters) => {
    expect(await analyze(sql)).toMatchObject({ kind: "passed", parameters });
  });
});

describe("a text that would keep the parser busy", () => {
  const fill = (head: string, unit: string) => head + unit.repeat(Math.floor((131_072 - head.length) / unit.length));
  test.each([
    ["comments", fill("SELECT 1 ", "/**/"), "more than 1,000 comments"],
    ["comments in each other", fill("SELECT 1 ", "/*"), "more than 1,000 comments"],
    ["ends of comments", fill("SELECT 1 ", "*/"), "more than 1,000 comments"],
    ["plus signs", `${fill("SELECT ", "+")}1`, "No operator has so many signs"],
    ["mixed signs", `${fill("SELECT 1 ", "<->")}1`, "No operator has so many signs"],
    ["conditions", fill("SELECT 1", " AND 1"), "more than 10,000 conditions"],
    ["alternatives", fill("SELECT 1", " or 1"), "more than 10,000 conditions"],
  ])("is refused before it does: %s", async (_, sql, reason) => {
    expect(await analyze(sql)).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
  });

  test("is not one with rulers and long texts in it", async () => {
    const ruler = "=".repeat(200);
    const sql = `-- ${ruler}\n----------------${ruler}\n/* ${ruler}**/ SELECT '${"+".repeat(300)}', E'\\'${ruler}', "${ruler}", $$${ruler}$$ --${ruler}`;
    expect(await analyze(sql)).toMatchObject({ kind: "passed" });
  });
});

test("any text at all gets an answer", async () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(
      "SELECT",
      "FROM",
      "(",
      ")",
      "'",
      '"',
      "$$",
      "E'\\xff'",
      "1e400",
      "-1e400",
      "'Infinity'",
      "x'ff'",
      "?",
      "$1",
      ";",
      ",",
      "*",
      "/*",
      "--",
      "[",
      "{'a':",
      "}",
    ),
    fc.constantFrom(
      "orders",
      "WITH a AS",
      "UNION",
      "::",
      "BLOB",
      "INTERVAL",
      "range(1)",
      "lambda x:",
      "->",
      "DESCRIBE",
      "PIVOT",
      "\n",
      " ",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const analyzed = await analyze(pieces.join(" "));
      if (analyzed.kind === "refused") expect(analyzed.reason).toMatch(/^[\s\S]{1,200}[.?…]$/);
    }),
    { numRuns: 2_000, seed: 20_261_130 },
  );
});

describe("a statement that is too large", () => {
  const deep = "nested too deeply";
  test.each([
    ["brackets", `SELECT ${"(".repeat(60_000)}1${")".repeat(60_000)}`, deep],
    ["subqueries", `SELECT ${"(SELECT ".repeat(20_000)}1${")".repeat(20_000)}`, deep],
    ["subqueries that the parser still reads", `SELECT ${"(SELECT ".repeat(450)}1${")".repeat(450)}`, deep],
    ["negations", `SELECT ${"NOT ".repeat(40_000)}true`, deep],
    ["sums", `SELECT 1${" + 1".repeat(40_000)}`, deep],
    ["lists", `SELECT ${"[".repeat(50_000)}1${"]".repeat(50_000)}`, deep],
    ["joins", `FROM a${" JOIN a USING (x)".repeat(7_000)}`, deep],
    ["calls", `SELECT (a)${".lower()".repeat(15_000)}`, deep],
    ["types", `SELECT 1::${"STRUCT(a ".repeat(12_000)}INT${")".repeat(12_000)}`, deep],
    ["values", `SELECT 1 IN (1${", 1".repeat(60_000)})`, "more than 50,000 parts"],
    ["characters", `SELECT '${"x".repeat(1_100_000)}'`, "longer than any"],
  ])("by its %s is refused", async (_, sql, reason) => {
    expect(await analyze(sql)).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
  });

  test("and the parser is as good as before", async () => {
    expect(await analyze("FROM orders")).toMatchObject({ kind: "passed" });
  });

  test("a list of 10,000 ids is not", async () => {
    expect(await analyze(`FROM orders WHERE id IN (${Array.from({ length: 10_000 }, (_, id) => id).join(", ")})`)).toMatchObject({
      kind: "passed",
    });
  });
});
