import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEnvFile } from "./env-file.mjs";

describe("parseEnvFile", () => {
  test.each([
    ["A=1", { A: "1" }],
    ["  export A = 1  ", { A: "1" }],
    ["# A=1\n\nB=2", { B: "2" }],
    ["A=one # two", { A: "one" }],
    ["A=one#two", { A: "one#two" }],
    ["A=", { A: "" }],
    ["A= # empty", { A: "" }],
    ['A="one # two"  # three', { A: "one # two" }],
    ["A='it is \\n raw'", { A: "it is \\n raw" }],
    ['A="two\\nlines and \\"quotes\\""', { A: 'two\nlines and "quotes"' }],
    ["A=postgresql://u:p%23@h/db?x=1&y=2", { A: "postgresql://u:p%23@h/db?x=1&y=2" }],
    ["\uFEFFA=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["A=1\nA=2", { A: "2" }],
  ])("reads %j", (text, values) => {
    expect(parseEnvFile(text)).toEqual({ values, badLines: [] });
  });

  test("names the lines that it cannot understand and reads the others", () => {
    expect(parseEnvFile('A=1\nno equals sign\n1B=2\nC="never closed\nD=4')).toEqual({ values: { A: "1", D: "4" }, badLines: [2, 3, 4] });
  });

  test("gives back every value that was written in double quotes", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[\r\n]/.test(text)),
        (value) => {
          const quoted = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
          expect(parseEnvFile(`A="${quoted}"`).values).toEqual({ A: value });
        },
      ),
    );
  });
});
