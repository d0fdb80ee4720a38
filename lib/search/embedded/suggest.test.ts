import { expect, it } from "vitest";
import { mixed } from "#lib/search/embedded/suggest.ts";
import type { Suggestion } from "#lib/search/search.ts";

const many = (kind: Suggestion["kind"], count: number): Suggestion[] =>
  Array.from({ length: count }, (_, i) => ({ kind, name: `${kind}${i}`, title: "", dataset: null, detail: null }));
const kinds = (datasets: number, others: number, limit: number) => {
  const all = mixed(many("dataset", datasets), many("term", others), limit);
  return [all.filter(({ kind }) => kind === "dataset").length, all.filter(({ kind }) => kind === "term").length];
};

it("gives datasets half of the room at least, and all that others leave", () => {
  expect(kinds(20, 6, 8)).toEqual([4, 4]);
  expect(kinds(20, 2, 8)).toEqual([6, 2]);
  expect(kinds(20, 0, 8)).toEqual([8, 0]);
  expect(kinds(1, 6, 8)).toEqual([1, 6]);
  expect(kinds(20, 6, 1)).toEqual([1, 0]);
  expect(kinds(20, 6, 0)).toEqual([0, 0]);
});
