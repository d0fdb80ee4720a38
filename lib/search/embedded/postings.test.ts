import { expect, it } from "vitest";
import { Postings } from "#lib/search/embedded/postings.ts";

it("keeps documents with their masks and renumbers the living", () => {
  const postings = new Postings();
  for (let doc = 0; doc < 10; doc++) postings.push(doc, doc + 1);
  postings.renumber(Int32Array.from({ length: 10 }, (_, doc) => (doc % 2 === 0 ? doc / 2 : -1)));
  expect([postings.maskOf(4), postings.maskOf(5)]).toEqual([9, 0]);
  expect(Array.from({ length: postings.length }, (_, at) => [postings.doc(at), postings.mask(at)])).toEqual([
    [0, 1],
    [1, 3],
    [2, 5],
    [3, 7],
    [4, 9],
  ]);
});
