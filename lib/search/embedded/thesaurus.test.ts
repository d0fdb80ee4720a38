import { expect, it } from "vitest";
import { Phrasebook, phraseStems } from "#lib/search/embedded/thesaurus.ts";

const book = new Phrasebook({
  groups: [
    { slug: "clv", phrases: ["Customer Lifetime Value", "LTV", "value of the customers"], definition: "" },
    { slug: "lonely", phrases: ["Churn"], definition: "" },
    { slug: "twins", phrases: ["Order", "orders", "purchase"], definition: "" },
  ],
});

it("leads from every phrase to all others, both ways, over several words", () => {
  const meanings = book.find(phraseStems("ltv"));
  expect(meanings.map((meaning) => [meaning.term, meaning.alternatives.map((other) => other.text)])).toEqual([
    ["Customer Lifetime Value", ["Customer Lifetime Value", "value of the customers"]],
  ]);
  expect(book.find(["customer", "lifetim", "valu"])[0]?.alternatives.map((other) => other.text)).toEqual(["LTV", "value of the customers"]);
});

it("does not call a plural a synonym, nor a term without synonyms", () => {
  expect(book.find(["churn"])).toEqual([]);
  expect(book.find(["order"]).map((meaning) => meaning.alternatives.map((other) => other.text))).toEqual([["purchase"], ["purchase"]]);
});

it("knows the length of its longest phrase without stop words", () => {
  expect(book.longest).toBe(3);
});
