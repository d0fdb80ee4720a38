import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, typosAllowed } from "#lib/search/embedded/distance.ts";

/** The textbook table, without a limit. */
function plain(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const get = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(get(i - 1, j) + 1, get(i, j - 1) + 1, get(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, get(i - 2, j - 2) + 1);
      const row = table[i];
      if (row) row[j] = cost;
    }
  return get(a.length, b.length);
}

describe("editDistance", () => {
  it("counts a swap of neighbours as one", () => {
    expect(editDistance("custmoer", "customer", 2)).toBe(1);
  });

  it("equals the textbook distance up to its limit", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 });
    fc.assert(
      fc.property(word, word, fc.constantFrom(1, 2, 3), (a, b, limit) => editDistance(a, b, limit) === Math.min(plain(a, b), limit + 1)),
    );
  });
});

describe("typosAllowed", () => {
  it("is none in short words, codes and numbers, one from 4 letters, two from 8", () => {
    expect(["abc", "abcd", "abcdefg", "abcdefgh", "abcd1234", "20231231"].map(typosAllowed)).toEqual([0, 1, 1, 2, 0, 0]);
  });
});
