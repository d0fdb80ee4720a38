import fc from "fast-check";
import { expect, test } from "vitest";
import { attemptFormats, expectSame, FILE, FORMS, withComments, written } from "#lib/contract/fmt/format-laws.ts";
import { mutatedText, randomOf, TEXTS } from "#lib/contract/mutations.ts";

/** Whatever a file holds, formatting keeps what it means and all its comments, and formatting twice changes nothing. */

test("20,000 mutated files keep what they mean", () => {
  const random = randomOf(71_400_210);
  const { formatted, unformattable } = attemptFormats(20_000, () => mutatedText(random));
  expect(formatted).toBeGreaterThan(1_000);
  expect(unformattable).toBeLessThan(formatted / 20);
}, 1_800_000);

test("3,000 files with comments everywhere keep them", () => {
  const random = randomOf(8);
  const { unformattable } = attemptFormats(3_000, () => withComments(random.pick(TEXTS), random));
  expect(unformattable).toBe(0);
}, 1_800_000);

test("5,000 generated files keep what they mean", () => {
  const random = randomOf(12);
  fc.assert(
    fc.property(FILE, fc.constantFrom(...FORMS), fc.boolean(), (value, form, commented) => {
      const text = written(value, random);
      const { problems } = { problems: [], ...expectSame(commented ? withComments(text, random) : text, form) };
      expect(problems.map(({ code }) => code)).not.toContain("TS-FMT-001");
    }),
    { numRuns: 5_000, seed: 20261123 },
  );
}, 1_800_000);
