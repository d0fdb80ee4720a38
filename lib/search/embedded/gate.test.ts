import { expect, it } from "vitest";
import { leastCoverage, rarity, strictCoverage } from "#lib/search/embedded/gate.ts";

it("asks for one word whole, the rarer one of two, and a part of more", () => {
  expect([1, 2, 3, 9].map(leastCoverage)).toEqual([0.999, 0.55, 0.2, 0.2]);
  for (const words of [1, 2, 3, 9]) expect(strictCoverage(words)).toBeGreaterThanOrEqual(leastCoverage(words));
});

it("weighs rare words more", () => {
  expect(rarity(100, 1)).toBeGreaterThan(rarity(100, 50));
  expect(rarity(0, 0)).toBe(0);
});
