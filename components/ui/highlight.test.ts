import { expect, test } from "vitest";
import { highlight } from "#components/ui/highlight.ts";

const text = (lines: ReturnType<typeof highlight>) => lines.map((line) => line.map((token) => token.text).join("")).join("\n");

test("colours change nothing in the code", () => {
  for (const sql of ["SELECT 'a''b' -- c\nFROM \"T\" WHERE x > 0.8", "", "\t<script>alert(1)</script>", "'unclosed\n\n x", "😀 ñ  \n"]) {
    expect(text(highlight(sql, "sql"))).toBe(sql);
    expect(text(highlight(sql, "text"))).toBe(sql);
  }
});

test("words, texts and remarks have colours by name", () => {
  const kinds = highlight("SELECT 'a' -- c", "sql").flatMap((line) => line.map(({ kind }) => kind));
  expect(kinds).toEqual(expect.arrayContaining(["token-keyword", "token-string-expression", "token-comment"]));
});

test("very long code is not coloured", () => {
  const sql = "SELECT 1;\n".repeat(5000);
  expect(highlight(sql, "sql").every((line) => line.every(({ kind }) => kind === null))).toBe(true);
});
