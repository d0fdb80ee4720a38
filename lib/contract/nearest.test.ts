import { expect, test } from "vitest";
import { findNearest } from "#lib/contract/nearest.ts";

test("finds what is few slips away, and nothing that is many", () => {
  expect(findNearest("ownr", ["title", "owner", "domain"])).toBe("owner");
  expect(findNearest("Replaced-By", ["replaced_by"])).toBe("replaced_by");
  expect(findNearest("ab", ["xy"])).toBeNull();
  expect(findNearest("schema", ["freshness", "tags"])).toBeNull();
  expect(findNearest("x".repeat(101), ["x".repeat(100)])).toBeNull();
});

test("takes two letters that changed places for one slip", () => {
  expect(findNearest("msak", ["risk", "mask"])).toBe("mask");
  expect(findNearest("form", ["for", "from"])).toBe("from");
});

test.each([
  ["cont", ["cot", "count"], "count"],
  ["sumn", ["sum", "sumna"], "sumna"],
  ["lenght", ["length", "eight"], "length"],
])("of two that are equally near to %s prefers the one that keeps what was typed", (name, candidates, nearest) => {
  expect(findNearest(name, candidates)).toBe(nearest);
  expect(findNearest(name, candidates.toReversed())).toBe(nearest);
});

test("prefers the one that begins alike, and then the one that sorts first", () => {
  expect(findNearest("bax", ["tax", "bat"])).toBe("bat");
  expect(findNearest("bax", ["bay", "bat"])).toBe("bat");
});

test("takes as many slips as it is told", () => {
  const oneInFour = (candidate: string) => Math.floor(candidate.length / 4);
  expect(findNearest("macro", ["mean"], oneInFour)).toBeNull();
  expect(findNearest("date_trunk", ["date_trunc"], oneInFour)).toBe("date_trunc");
});
