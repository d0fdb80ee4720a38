import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bench, column, doc, type Open } from "#lib/search/conformance/fixture.ts";
import { FACETS } from "#lib/search/search.ts";

const CATALOG = [
  doc("orders", { title: "Orders", description: "What was bought", columns: [column("order_id", "Key")] }),
  doc("طلبات", { title: "طلبات العملاء" }),
  doc("html", { title: "<img src=x onerror=alert(1)> orders", description: "a </script> b" }),
];

export function hostile(open: Open): void {
  describe("hostile input", () => {
    const bench = new Bench(open);

    it.each([
      ["only punctuation", "?!… --- ((( ))) '\"`"],
      ["emoji", "🚀👩‍👩‍👧‍👦🏳️‍🌈"],
      ["lone surrogates", "\ud83d \udc00"],
      ["control characters", "\u0000\u0001\u001b[2J"],
      ["regular expressions", "(a+)+$ [^]*? \\p{L}"],
      ["marks without letters", "\u0301\u0301\u0301"],
    ])("finds nothing for %s", async (_, q) => {
      await bench.fill(CATALOG);
      const page = await bench.search(q, { facets: FACETS });
      expect([page.total, page.hits]).toEqual([0, []]);
      expect(await bench.suggest(q)).toEqual([]);
    });

    it.each([
      ["right-to-left text", "طلبات العملاء", "طلبات"],
      ["HTML", "<img src=x onerror=alert(1)>", "html"],
      ["a regular expression around a word", "^orders$.*", "orders"],
      ["SQL around a word", "'); orders/* --", "orders"],
      ["a query that turns direction", "\u202eorders\u202c", "orders"],
      ["a very repeated word", "orders ".repeat(5_000), "orders"],
    ])("reads %s as text", async (_, q, name) => {
      await bench.fill(CATALOG);
      expect((await bench.names(q))[0]).toBe(name);
    });

    it.each([
      ["2,000 characters without a space", "x".repeat(2_000)],
      ["2,000 combining marks", `o${"\u0301".repeat(2_000)}`],
      ["10,000 words", Array.from({ length: 10_000 }, (_, i) => `word${i}`).join(" ")],
      ["a million characters", "orders and returns ".repeat(55_000)],
      ["10,000 characters of a script without spaces", "顧客".repeat(5_000)],
    ])("answers %s", async (_, q) => {
      await bench.fill(CATALOG);
      expect((await bench.search(q)).hits.length).toBeLessThanOrEqual(CATALOG.length);
      expect((await bench.suggest(q)).length).toBeLessThanOrEqual(8);
    });

    it("takes in documents whose fields are empty, huge or strange, and still answers", async () => {
      const strange = [
        doc("", { id: "empty", title: "" }),
        doc("__proto__", { id: "__proto__", tags: ["__proto__", "constructor"], title: "hasOwnProperty" }),
        doc("huge", {
          description: "word ".repeat(200_000),
          columns: Array.from({ length: 3_000 }, (_, i) => column(`c_${i}`, "x", ["a", "b"])),
        }),
        doc("blob", { title: "A".repeat(100_000), text: "\ud800\udfff".repeat(1_000) }),
      ];
      await bench.fill(strange);
      expect(await bench.names("__proto__")).toEqual(["__proto__"]);
      expect(await bench.names("c_2999")).toEqual(["huge"]);
      const page = await bench.search("", { facets: ["tag"] });
      expect([page.total, page.facets.tag?.map(({ value }) => value)]).toEqual([4, ["__proto__", "constructor"]]);
    });

    it("answers any text at all", async () => {
      await bench.fill(CATALOG);
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (q) => {
          const page = await bench.search(q, { facets: FACETS });
          expect(page.hits.length).toBe(Math.min(20, page.total));
          await bench.suggest(q);
        }),
        { numRuns: 200, seed: 3 },
      );
    });

    it("stops for an abort: before it began, while it waits, and while it runs; others are answered", async () => {
      await bench.fill(CATALOG);
      await expect(bench.search("orders", { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
      const controllers = Array.from({ length: 20 }, () => new AbortController());
      const asked = controllers.map((controller) => bench.search("orders returns of everybody", { signal: controller.signal }));
      const settled = Promise.allSettled(asked);
      controllers.forEach((controller, i) => {
        if (i % 2 === 0) controller.abort();
      });
      const outcomes = (await settled).map(({ status }) => status);
      expect(outcomes).toEqual(controllers.map((_, i) => (i % 2 === 0 ? "rejected" : "fulfilled")));
      expect(await bench.names("orders")).toContain("orders");
    });

    it("answers many at once, each its own", async () => {
      await bench.fill(CATALOG);
      const pages = await Promise.all(Array.from({ length: 200 }, (_, i) => bench.names(i % 2 === 0 ? "order_id" : "html")));
      pages.forEach((names, i) => {
        expect(names[0]).toBe(i % 2 === 0 ? "orders" : "html");
      });
    });
  });
}
