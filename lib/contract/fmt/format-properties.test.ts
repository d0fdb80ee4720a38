import fc from "fast-check";
import { expect, test } from "vitest";
import { attemptFormats, expectSame, FILE, FORMS, withComments, written } from "#lib/contract/fmt/format-laws.ts";
import { mutatedText, randomOf, TEXTS } from "#lib/contract/mutations.ts";

/** Whatever a file holds, formatting keeps what it means and all its comments, and formatting twice changes nothing. */

test("formatting keeps what mutated files mean", () => {
  const random = randomOf(20261123);
  const { formatted, unformattable } = attemptFormats(600, () => mutatedText(random));
  expect(formatted).toBeGreaterThan(50);
  expect(unformattable).toBeLessThan(formatted / 20);
}, 60_000);

test("formatting keeps comments wherever they stand", () => {
  const random = randomOf(7);
  const { formatted, unformattable } = attemptFormats(80, () => withComments(random.pick(TEXTS), random));
  expect(formatted).toBeGreaterThan(30);
  expect(unformattable).toBe(0);
}, 60_000);

test("formatting keeps what generated files mean, however they are written", () => {
  const random = randomOf(11);
  let formatted = 0;
  fc.assert(
    fc.property(FILE, fc.constantFrom(...FORMS), (value, form) => {
      const { kind, problems } = { problems: [], ...expectSame(written(value, random), form) };
      if (kind === "formatted") formatted += 1;
      expect(problems.map(({ code }) => code)).not.toContain("TS-FMT-001");
    }),
    { numRuns: 120, seed: 20261122 },
  );
  expect(formatted).toBeGreaterThan(80);
}, 60_000);
