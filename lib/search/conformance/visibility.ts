import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, Bench, column, doc, type Open, streamOf, term } from "#lib/search/conformance/fixture.ts";
import { FACETS, type SearchDoc, type Thesaurus } from "#lib/search/search.ts";

const WORDS = [
  "order",
  "orders",
  "customer",
  "custmer",
  "value",
  "lifetime",
  "ltv",
  "stock",
  "stoc",
  "stocks",
  "warehouse",
  "sale",
  "sales",
];
const word = fc.constantFrom(...WORDS);
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "));
const figure = fc.option(fc.constantFrom(0, 0.2, 0.5, 0.9, 1), { nil: null });

const THESAURUS: Thesaurus = {
  groups: [
    { slug: "ltv", phrases: ["lifetime value", "ltv"], definition: "" },
    { slug: "sales", phrases: ["sale", "order"], definition: "" },
  ],
  owners: [
    { id: "stock", title: "Stock team", members: [] },
    { id: "sales", title: "Sales team", members: [] },
  ],
};

const anyDoc = fc
  .record({
    title: phrase,
    description: phrase,
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    terms: fc.uniqueArray(phrase, { maxLength: 2 }),
    columns: fc.uniqueArray(word, { maxLength: 3 }),
    text: phrase,
    owner: fc.constantFrom("stock", "sales", null),
    popularity: figure,
    quality: figure,
    tier: fc.constantFrom(1, 2, null),
    verdict: fc.constantFrom("ready", "at-risk", "broken", "unknown"),
    audience: fc.constantFrom(["everyone"], ["group:a"], ["group:b"], ["group:a", "group:b"], []),
  })
  .map(({ terms, columns, owner, ...rest }) => ({
    ...rest,
    terms: terms.map((title) => term(title)),
    columns: columns.map((name) => column(name)),
    owner: owner === null ? null : { id: owner, title: `${owner} team` },
  }));

const anyCatalog = fc
  .array(fc.tuple(fc.uniqueArray(word, { minLength: 1, maxLength: 2 }), anyDoc), { maxLength: 14 })
  .map((rows) =>
    rows.map(([name, rest], i): SearchDoc => doc(`${name.join("_")}${i % 3 === 0 ? "" : `_${i}`}`, { ...rest, id: `id-${i}` })),
  );

const anyAudience: fc.Arbitrary<readonly string[]> = fc.constantFrom(["everyone"], ["everyone", "group:a"], ["group:b"]);

const anyQuery = fc.oneof(
  phrase,
  word,
  fc.constantFrom("", "ord", "cusotmer", "wrehuose", "ltv stok", "valueorder", "lifetime value of customers"),
);

export function visibility(open: Open): void {
  describe("visibility", () => {
    const bench = new Bench(open);
    const secret = doc("merger_targets", {
      title: "Merger targets",
      tags: ["secret"],
      columns: [column("target_company")],
      owner: { id: "board", title: "Board" },
      audience: ["group:board"],
    });
    const owners = { groups: [], owners: [{ id: "board", title: "Board", members: [] }] };

    it.each(["merger_targets", "MERGER-TARGETS", "merger", "mergre", "target company", "board", "secret", ""])(
      "never shows a hidden dataset for %j",
      async (q) => {
        await bench.fill([doc("orders"), secret], owners);
        const page = await bench.search(q, { facets: FACETS });
        expect(page.hits.map(({ name }) => name)).not.toContain("merger_targets");
        expect(page.total).toBe(q === "" ? 1 : 0);
        expect(JSON.stringify([page.facets, page.didYouMean])).not.toMatch(/merger|secret|board/);
        expect(await bench.suggest(q)).toEqual([]);
      },
    );

    it("shows it to its group and to administrators", async () => {
      await bench.fill([doc("orders"), secret], owners);
      expect(await bench.names("merger", { audience: ["everyone", "group:board"] })).toEqual(["merger_targets"]);
      expect(await bench.names("merger", { audience: "all" })).toEqual(["merger_targets"]);
    });

    it("shows nothing to nobody, and a dataset without an audience to administrators only", async () => {
      await bench.fill([doc("orders"), doc("drafts", { audience: [] })]);
      expect((await bench.search("", { audience: [] })).total).toBe(0);
      expect((await bench.search("orders", { audience: [] })).total).toBe(0);
      expect(await bench.suggest("orders", [])).toEqual([]);
      expect(await bench.names("drafts")).toEqual([]);
      expect(await bench.names("drafts", { audience: "all" })).toEqual(["drafts"]);
    });

    it.each([
      { tag: ["secret"] },
      { owner: ["board"] },
      { tag: ['secret" OR audience = "group:board'] },
      { status: ["active", "active OR 1=1"], owner: ["board"] },
    ])("is not opened by the filter %j", async (filters) => {
      await bench.fill([doc("orders"), secret]);
      expect((await bench.search("", { filters, facets: FACETS })).total).toBe(0);
    });

    it("takes keys of an audience literally", async () => {
      await bench.fill([doc("orders", { audience: ["group:a,b"] }), doc("all", { audience: ["group:all"] })]);
      expect((await bench.search("", { audience: ["group:a", "b", "all", "*", "group:"] })).total).toBe(0);
      expect(await bench.names("", { audience: ["group:a,b"] })).toEqual(["orders"]);
    });

    it("gives the audience of a changed document at once", async () => {
      await bench.fill([doc("orders")]);
      expect(await bench.names("orders")).toEqual(["orders"]);
      await bench.index.apply([{ op: "upsert", doc: doc("orders", { version: 2, audience: ["group:board"] }) }], at(1));
      expect(await bench.names("orders")).toEqual([]);
    });

    it("answers exactly as if hidden documents did not exist", async () => {
      await fc.assert(
        fc.asyncProperty(anyCatalog, anyQuery, anyAudience, async (docs, q, audience) => {
          const ask = async () => {
            const page = await bench.search(q, { audience, facets: FACETS, limit: 5 });
            const filtered = await bench.search(q, { audience, facets: FACETS, filters: { verdict: ["ready"] }, offset: 1 });
            return [page, filtered, await bench.suggest(q, audience)];
          };
          await bench.fill(docs, THESAURUS);
          const withHidden = await ask();
          await bench.index.rebuild(streamOf(docs.filter((each) => each.audience.some((key) => audience.includes(key)))), at(0), THESAURUS);
          expect(await ask()).toEqual(withHidden);
        }),
        { numRuns: 150, seed: 7 },
      );
    });
  });
}
