import fc from "fast-check";
import { expect, test } from "vitest";
import { portablePattern } from "#lib/engine/scanning/portable-pattern.ts";

/** In JavaScript, too, the translation says the same. */
const fits = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`, "u").test(text);

test.for([
  ["\\d{3}", "[0-9]{3}"],
  ["^a|b$", "a|b"],
  ["(?<year>x)+?", "(?:x)+"],
  ["[\\w.]", "[A-Za-z0-9_.]"],
  ["\\u{1F600}\\x41", "😀A"],
  ["a\\/b", "a/b"],
  ["[^]", null],
] as const)("%s becomes %s", ([pattern, expected]) => {
  expect(portablePattern(pattern)).toBe(expected);
});

test.for([
  "(?=a)",
  "(?!a)",
  "(?<=a)b",
  "(?<!a)b",
  "(a)\\1",
  "(?<n>a)\\k<n>",
  "\\bword\\b",
  "\\p{L}",
  "a^b",
  "a$b",
  "(^a)",
  "[\\D]",
  "\0",
  "[]",
  "(a",
  "a)",
])("%s is told to be more than all engines can", (pattern) => {
  expect(portablePattern(pattern)).toBeNull();
});

test("a translation fits the texts that the pattern fits", () => {
  const atom = fc.constantFrom(
    "a",
    "é",
    "😀",
    ".",
    "\\d",
    "\\w",
    "\\s",
    "\\D",
    "[a-c]",
    "[^a-c]",
    "[\\d\\-x]",
    "\\.",
    "(?:ab|c)",
    "(b|\\$)",
    "\\u00e9",
    "-",
  );
  const piece = fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{2}", "{1,2}", "*?")).map((parts) => parts.join(""));
  const pattern = fc
    .tuple(fc.array(piece, { maxLength: 4 }), fc.array(piece, { maxLength: 3 }))
    .map((sides) => sides.map((side) => side.join("")).join("|"));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "é", "😀", "1", "-", ".", "$", " ", "\n", "\u00a0", "_"), maxLength: 5 });
  fc.assert(
    fc.property(pattern, text, (asked, value) => {
      const portable = portablePattern(asked);
      expect(portable).not.toBeNull();
      expect(fits(portable ?? "", value)).toBe(fits(asked, value));
    }),
    { numRuns: 2_000, seed: 20261201 },
  );
});
