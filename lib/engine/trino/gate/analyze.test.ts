import { describe, expect, test } from "vitest";
import { analyzeText } from "#lib/engine/trino/gate/analyze.ts";
import { ATTACKS, LEGITIMATE } from "#lib/engine/trino/gate/attacks.ts";

describe("refuses", () => {
  test.for(ATTACKS)("%s", ([text, sentence]) => {
    const analyzed = analyzeText(text);
    expect(analyzed.kind === "refused" ? analyzed.reason : JSON.stringify(analyzed)).toMatch(sentence);
  });

  test("at the place where the forbidden part begins, counted in UTF-16 units", () => {
    expect(analyzeText("SELECT '😀', version() FROM t")).toMatchObject({ kind: "refused", at: 13 });
    expect(analyzeText("SELECT 1\nFROM t FOR VERSION AS OF 3")).toMatchObject({ kind: "refused", at: 16 });
  });

  test("what is nested more deeply than any person writes", () => {
    for (const text of [`SELECT ${"(".repeat(400)}1${")".repeat(400)}`, `SELECT ${"ARRAY[".repeat(400)}1${"]".repeat(400)}`])
      expect(analyzeText(text)).toMatchObject({ kind: "refused", reason: expect.stringContaining("too deeply") });
  });

  test("what is no SQL, and says where it stops being it", () => {
    expect(analyzeText("SELEC 1")).toMatchObject({ kind: "refused", syntax: true, at: 0 });
    expect(analyzeText("SELECT 1 FROM")).toMatchObject({ syntax: true, reason: "The statement ends too early." });
  });
});

describe("passes", () => {
  test.for(LEGITIMATE)("%s", ([text, names]) => {
    const analyzed = analyzeText(text);
    expect(analyzed.kind === "passed" ? analyzed.tables.map(({ name }) => name.join(".")) : analyzed).toEqual(names);
  });

  test("and counts the values that are wanted", () => {
    expect(analyzeText("SELECT ? + a FROM t WHERE b = ? LIMIT ?")).toMatchObject({ kind: "passed", parameters: 3 });
  });
});
