import { describe, expect, it } from "vitest";
import { doc } from "#lib/search/conformance/fixture.ts";
import { Corpus } from "#lib/search/embedded/corpus.ts";
import { prepare } from "#lib/search/embedded/documents.ts";
import { variantsOf } from "#lib/search/embedded/match.ts";
import { phrasesOf } from "#lib/search/embedded/phrases.ts";
import { parseQuery } from "#lib/search/embedded/query.ts";
import { Phrasebook } from "#lib/search/embedded/thesaurus.ts";
import { View } from "#lib/search/embedded/view.ts";

const corpus = new Corpus();
for (const name of ["orders", "ordering", "orderbook", "customer_segments", "headcount", "preorders", "point_sale"])
  corpus.put(prepare(doc(name), []));
corpus.put(prepare(doc("secrets_ordersheet", { audience: [] }), []));
const view = new View(corpus, ["everyone"]);
const book = new Phrasebook({ groups: [] });

function variants(q: string, position = 0): Record<string, number> {
  const { strong } = variantsOf(parseQuery(q, book), position, view, false);
  return Object.fromEntries([...strong].map(([word, factor]) => [corpus.dictionary.words[word], Math.round(factor * 100) / 100]));
}

describe("variants of a word", () => {
  it("are itself, its stem, and completions of the last word, in falling worth", () => {
    expect(variants("orders")).toEqual({ orders: 1, ordering: 0.95 });
    expect(variants("order")).toEqual({ orders: 0.95, ordering: 0.95, orderbook: 0.83, preorders: 0.5 });
  });

  it("are completions of an earlier word only when nothing has it", () => {
    expect(variants("custom orders")).toEqual({ customer: 0.87 });
    expect(variants("orders book")).toEqual({ orders: 1, ordering: 0.95 });
  });

  it("are corrections when nothing else is there", () => {
    expect(variants("ordres")).toEqual({ orders: 0.7 });
    expect(variants("sgements")).toEqual({ segments: 0.7 });
    expect(variants("xyz")).toEqual({});
  });

  it("never are words of hidden documents", () => {
    expect(variants("orders")).not.toHaveProperty("ordersheet");
    expect(variants("ordershee")).toEqual({});
    expect(variants("secrts")).toEqual({});
  });
});

describe("other spellings", () => {
  const phrases = (q: string) => phrasesOf(parseQuery(q, book), view).map(({ kind, from, to, text }) => [kind, from, to, text]);

  it("join two words that are one somewhere", () => {
    expect(phrases("monthly head count")).toEqual([["joined", 1, 3, "headcount"]]);
  });

  it("split one word that is two everywhere, over small words too", () => {
    expect(phrases("customersegments")).toEqual([["split", 0, 1, "customer segments"]]);
    expect(phrases("pointofsale")).toEqual([["split", 0, 1, "point sale"]]);
    expect(phrases("headcount")).toEqual([]);
  });
});
