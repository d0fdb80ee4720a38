import fc from "fast-check";
import { expect, it } from "vitest";
import { Bits } from "#lib/search/embedded/bits.ts";

it("behaves like a set of numbers", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(199)), (values) => {
      const bits = new Bits(200);
      for (const value of values) bits.add(value);
      const expected = [...new Set(values)].sort((a, b) => a - b);
      expect([...bits]).toEqual(expected);
      expect(bits.count()).toBe(expected.length);
      for (let value = 0; value < 200; value++) expect(bits.has(value)).toBe(expected.includes(value));
    }),
  );
});
