import { expect, it } from "vitest";
import { contentWords } from "#lib/search/embedded/stop-words.ts";

it("drops stop words, unless nothing else is there", () => {
  expect(contentWords(["which", "table", "has", "revenue"])).toEqual(["revenue"]);
  expect(contentWords(["who", "is", "who"])).toEqual(["who", "is", "who"]);
});
