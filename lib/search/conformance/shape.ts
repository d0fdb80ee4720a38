import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bench, column, doc, type Open, term } from "#lib/search/conformance/fixture.ts";
import { FACETS, type Facet, type SearchDoc, type SearchFilters } from "#lib/search/search.ts";

const letters = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
const letter = fc.constantFrom("a", "b", "c");

const anyDocs = fc
  .array(
    fc.record({
      tags: letters,
      terms: letters.map((titles) => titles.map((title) => term(title))),
      domain: fc.option(
        letter.map((id) => ({ id, title: id })),
        { nil: null },
      ),
      owner: fc.option(
        letter.map((id) => ({ id, title: id })),
        { nil: null },
      ),
      tier: fc.constantFrom(1, 2, 3, null),
      status: fc.constantFrom("active", "deprecated"),
      classification: letters,
      verdict: fc.constantFrom("ready", "broken", "unknown"),
      audience: fc.constantFrom(["everyone"], ["everyone"], ["group:a"]),
      description: fc.constantFrom("orders", "returns", "orders returns"),
    }),
    { maxLength: 25 },
  )
  .map((rows) => rows.map((row, i) => doc(`table_${i}`, row)));

const anyFilters = fc.record(
  {
    tag: letters,
    term: letters,
    domain: letters,
    owner: letters,
    tier: fc.constantFrom(["1"], ["2", "3"], []),
    status: fc.constantFrom(["active"], ["gone"]),
  },
  { requiredKeys: [] },
);

const valuesOf: Record<Facet, (each: SearchDoc) => readonly string[]> = {
  domain: ({ domain }) => (domain === null ? [] : [domain.id]),
  owner: ({ owner }) => (owner === null ? [] : [owner.id]),
  tag: ({ tags }) => tags,
  term: ({ terms }) => terms.map(({ slug }) => slug),
  tier: ({ tier }) => (tier === null ? [] : [String(tier)]),
  status: ({ status }) => [status],
  classification: ({ classification }) => classification,
  verdict: ({ verdict }) => [verdict],
};

/** The same by looking at every document. `except`: the facet whose own selection does not count. */
function passing(docs: readonly SearchDoc[], word: string, filters: SearchFilters, except: Facet | null): readonly SearchDoc[] {
  return docs.filter((each) => {
    const passes = FACETS.every((facet) => {
      const wanted = filters[facet] ?? [];
      return facet === except || wanted.length === 0 || wanted.some((value) => valuesOf[facet](each).includes(value));
    });
    return passes && each.audience.includes("everyone") && (word === "" || each.description.split(" ").includes(word));
  });
}

function counted(docs: readonly SearchDoc[], facet: Facet): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const each of docs) for (const value of valuesOf[facet](each)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

export function shape(open: Open): void {
  describe("shape", () => {
    const bench = new Bench(open);

    it("counts facets and totals as a look at every document does, each facet without its own selection", async () => {
      await fc.assert(
        fc.asyncProperty(anyDocs, anyFilters, fc.constantFrom("", "orders", "returns"), async (docs, filters, q) => {
          await bench.fill(docs);
          const page = await bench.search(q, { filters, facets: FACETS, limit: 100 });
          const expected = passing(docs, q, filters, null);
          expect(page.total).toBe(expected.length);
          expect(page.hits.map(({ name }) => name).sort()).toEqual(expected.map(({ name }) => name).sort());
          for (const facet of FACETS) expect(page.facets[facet]).toEqual(counted(passing(docs, q, filters, facet), facet));
        }),
        { numRuns: 120, seed: 11 },
      );
    });

    it("gives only the facets that were asked for", async () => {
      await bench.fill([doc("orders", { tags: ["core"] })]);
      expect((await bench.search("orders", { facets: ["tag"] })).facets).toEqual({ tag: [{ value: "core", count: 1 }] });
    });

    it("refuses an unknown filter, facet or order and a bad page by name", async () => {
      await bench.fill([doc("orders")]);
      const unknown: unknown = { audience: ["group:board"] };
      await expect(bench.search("orders", { filters: unknown as SearchFilters })).rejects.toMatchObject({
        code: "TS-API-004",
        message: expect.stringContaining("audience"),
      });
      const broken: unknown = { tag: "core" };
      await expect(bench.search("orders", { filters: broken as SearchFilters })).rejects.toMatchObject({ code: "TS-API-003" });
      await expect(bench.search("orders", { facets: ["__proto__" as Facet] })).rejects.toMatchObject({ code: "TS-API-003" });
      await expect(bench.search("orders", { sort: "random" as "name" })).rejects.toMatchObject({ code: "TS-API-003" });
      for (const page of [{ offset: -1 }, { offset: 0.5 }, { limit: Number.NaN }, { limit: 1e9 }]) {
        await expect(bench.search("orders", page)).rejects.toMatchObject({ code: "TS-API-003" });
      }
    });

    it("finds nothing for a filter value that nothing has", async () => {
      await bench.fill([doc("orders")]);
      for (const value of ["nope", "__proto__", "constructor", ""])
        expect((await bench.search("", { filters: { tag: [value] } })).total).toBe(0);
    });

    it("marks what matched in UTF-16 code units of title and description", async () => {
      const title = "🚀 Café CustomerOrders";
      const description = "<b>Orders</b> of lifetime value. Values of life.";
      const thesaurus = { groups: [{ slug: "ltv", phrases: ["lifetime value", "ltv"], definition: "" }], owners: [] };
      await bench.fill([doc("orders", { title, description })], thesaurus);
      const marked = async (q: string) => {
        const spans = (await bench.search(q)).hits[0]?.spans;
        return [
          spans?.title.map(({ start, end }) => title.slice(start, end)),
          spans?.description.map(({ start, end }) => description.slice(start, end)),
        ];
      };
      expect(await marked("cafe orders")).toEqual([["Café", "Orders"], ["Orders"]]);
      expect(await marked("ltv")).toEqual([[], ["lifetime", "value", "Values"]]);
      expect(await marked("custo")).toEqual([["Customer"], []]);
    });

    it("names every hit of the total exactly once", async () => {
      await bench.fill(Array.from({ length: 60 }, (_, i) => doc(`orders_${i}`, { columns: [column("order_id"), column("orders")] })));
      const page = await bench.search("orders", { limit: 60 });
      expect([page.total, new Set(page.hits.map(({ id }) => id)).size]).toEqual([60, 60]);
    });
  });
}
