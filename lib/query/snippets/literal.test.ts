import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { javascriptText, pythonText, rText, shellWord } from "#lib/query/snippets/literal.ts";
import { findPython, findR } from "#lib/query/snippets/testing.ts";

/** Signs that mean something in one of the languages, between others that mean nothing. */
const signs = fc.constantFrom(
  ..."'\"\\`$!%{}()#\n\r\t\0\u0007\u007f\u2028é😀 ab",
  '"""',
  "'''",
  "$\x7bx}",
  "$HOME",
  "\\u0041",
  "\r\n",
  "\\n",
);
const hostile = fc.sample(fc.array(signs, { maxLength: 12 }), { numRuns: 400, seed: 20_261_122 }).map((parts) => parts.join(""));

describe("a text stands in a program as one literal and comes out as it was", () => {
  test("in JavaScript", () => {
    for (const text of hostile) expect(new Function(`return ${javascriptText(text)};`)()).toBe(text);
  });

  test("in a POSIX shell", () => {
    const texts = hostile.filter((text) => !text.includes("\0"));
    const printed = execFileSync("/bin/sh", ["-s"], { input: texts.map((text) => `printf '%s\\0' ${shellWord(text)}\n`).join("") });
    expect(printed.toString("utf8").split("\0").slice(0, -1)).toEqual(texts);
  });

  test("in Python", (context) => {
    const python = findPython(process.env["TOUCHSTONE_TEST_PYTHON"], []);
    if (python === null) return context.skip("there is no python3");
    const program = `import json\nprint(json.dumps([${hostile.map(pythonText).join(",")}]))`;
    expect(JSON.parse(execFileSync(python, ["-"], { input: program, encoding: "utf8" }))).toEqual(hostile);
  });

  test("in R", (context) => {
    const rscript = findR([]);
    if (rscript === null) return context.skip("there is no Rscript");
    const hexes = `cat(sapply(c(${hostile.map(rText).join(",\n")}), function(text) paste(charToRaw(enc2utf8(text)), collapse = "")), sep = "\\n")`;
    const printed = execFileSync(rscript, ["-"], { input: hexes, encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
    const texts = printed
      .trimEnd()
      .split("\n")
      .map((line) => Buffer.from(line, "hex").toString("utf8"));
    expect(texts).toEqual(hostile.map((text) => text.replaceAll("\0", "\uFFFD")));
  });
});
