import { expect, it } from "vitest";
import { parseQuery } from "#lib/search/embedded/query.ts";
import { Phrasebook } from "#lib/search/embedded/thesaurus.ts";

const book = new Phrasebook({ groups: [{ slug: "clv", phrases: ["Customer Lifetime Value", "LTV"], definition: "" }] });

it("keeps stop words in the joined key only", () => {
  const query = parseQuery("Point of Sale", book);
  expect([query.words, query.key]).toEqual([["point", "sale"], "pointofsale"]);
});

it("finds a phrase of several words inside a question", () => {
  const query = parseQuery("which table has the customer lifetime value by month", book);
  expect(query.synonyms.map((phrase) => [phrase.from, phrase.to, phrase.text, phrase.term])).toEqual([
    [0, 3, "LTV", "Customer Lifetime Value"],
  ]);
});

it("reads a bounded part of an endless query", () => {
  const query = parseQuery(Array.from({ length: 10_000 }, (_, i) => `w${i}`).join(" "), book);
  expect(query.words).toHaveLength(24);
  expect(query.text.length).toBeLessThanOrEqual(2_000);
});

it("tells nothing typed from nothing to search for", () => {
  expect(parseQuery("  ", book).blank).toBe(true);
  expect(parseQuery("?!", book)).toMatchObject({ blank: false, words: [] });
});
