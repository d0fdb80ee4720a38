import { describe, expect, it } from "vitest";
import { Bench, column, doc, type Open, term } from "#lib/search/conformance/fixture.ts";

export function ranking(open: Open): void {
  describe("ranking", () => {
    const bench = new Bench(open);

    it("puts a name before a title, a term, a column and a description", async () => {
      const filler = Array.from({ length: 30 }, (_, i) => doc(`other_${i}`, { title: `Other ${i}` }));
      const docs = [
        doc("e", { title: "E thing", description: "About revenue." }),
        doc("d", { title: "D thing", columns: [column("revenue")] }),
        doc("c", { title: "C thing", terms: [term("Revenue")] }),
        doc("b", { title: "Revenue report" }),
        doc("revenue_report", { title: "A thing" }),
      ];
      await bench.fill([...filler, ...docs]);
      expect(await bench.names("revenue")).toEqual(["revenue_report", "b", "c", "d", "e"]);
    });

    it("puts an exact name first whatever is trusted or used more", async () => {
      const loved = { popularity: 1, quality: 1, verdict: "ready", tier: 1, terms: [term("Orders")], columns: [column("orders")] } as const;
      const docs = Array.from({ length: 300 }, (_, i) =>
        doc(`orders_${String.fromCharCode(97 + (i % 26))}${i}`, { title: "Orders of orders", description: "orders", ...loved }),
      );
      await bench.fill([...docs, doc("orders", { title: "Lines", status: "deprecated", verdict: "broken", popularity: 0, quality: 0 })]);
      expect((await bench.names("orders"))[0]).toBe("orders");
      expect((await bench.suggest("ORDERS"))[0]?.name).toBe("orders");
    });

    it("prefers the spelling that was typed among names that differ only in it", async () => {
      await bench.fill([doc("order_items"), doc("orderitems"), doc("OrderItems2")]);
      expect((await bench.names("orderitems"))[0]).toBe("orderitems");
      expect((await bench.names("order_items"))[0]).toBe("order_items");
    });

    it("puts copies, backups and deprecated datasets behind the original", async () => {
      const names = ["stg_orders", "orders_bkp_2023", "tmp_orders", "raw_orders", "fct_orders"];
      await bench.fill([...names.map((name) => doc(name)), doc("dim_orders", { status: "deprecated" })]);
      expect((await bench.names("order"))[0]).toBe("fct_orders");
    });

    it("lets trust break near ties only", async () => {
      await bench.fill([
        doc("sales_a"),
        doc("sales_b", { verdict: "ready", quality: 1, popularity: 1 }),
        doc("other", { description: "sales", verdict: "ready", popularity: 1 }),
      ]);
      expect(await bench.names("sales")).toEqual(["sales_b", "sales_a", "other"]);
    });

    it("gives pages that are stable and do not overlap, also far back", async () => {
      const docs = Array.from({ length: 700 }, (_, i) =>
        doc(`orders_${i}`, { title: i % 3 === 0 ? "Orders" : "Order list", description: `Orders ${i % 7}`, popularity: (i % 11) / 11 }),
      );
      await bench.fill(docs);
      for (const sort of ["relevance", "popularity", "name"] as const) {
        const whole = await bench.names("orders", { sort, limit: 700 });
        const paged: string[] = [];
        for (let offset = 0; offset < 700; offset += 90) paged.push(...(await bench.names("orders", { sort, offset, limit: 90 })));
        expect(paged).toEqual(whole);
        expect(new Set(whole).size).toBe(700);
        expect(await bench.names("orders", { sort, offset: 700, limit: 10 })).toEqual([]);
      }
    });

    it("scores hits in their order", async () => {
      await bench.fill(Array.from({ length: 400 }, (_, i) => doc(`orders_${i}`, { description: i % 2 === 0 ? "orders" : "" })));
      const scores = (await bench.search("orders", { limit: 400 })).hits.map((hit) => hit.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    });

    it("sorts by name, time, popularity and quality, unknown last", async () => {
      await bench.fill([
        doc("b", { updatedAt: 3, popularity: 0.1, quality: null }),
        doc("a", { updatedAt: 1, popularity: null, quality: 0.2 }),
        doc("c", { updatedAt: 2, popularity: 0.9, quality: 0.9 }),
      ]);
      expect(await bench.names("", { sort: "name" })).toEqual(["a", "b", "c"]);
      expect(await bench.names("", { sort: "updated" })).toEqual(["b", "c", "a"]);
      expect(await bench.names("", { sort: "popularity" })).toEqual(["c", "b", "a"]);
      expect(await bench.names("", { sort: "quality" })).toEqual(["c", "a", "b"]);
    });

    it("suggests datasets in the order of the hits", async () => {
      await bench.fill(Array.from({ length: 12 }, (_, i) => doc(`orders_${i}`, { popularity: ((i * 5) % 12) / 12 })));
      const suggested = (await bench.suggest("ord")).filter(({ kind }) => kind === "dataset").map(({ name }) => name);
      expect(suggested).toHaveLength(8);
      expect(suggested).toEqual(await bench.names("ord", { limit: 8 }));
    });

    it("suggests terms, columns with a dataset, and owners, at most as many as asked", async () => {
      const docs = Array.from({ length: 12 }, (_, i) =>
        doc(`sales_${i}`, { columns: [column("sales_amount")], owner: { id: "sales-team", title: "Sales Team" }, popularity: i / 12 }),
      );
      await bench.fill(docs, {
        groups: [{ slug: "sales", phrases: ["Sales", "turnover"], definition: "What was sold." }],
        owners: [
          { id: "sales-team", title: "Sales Team", members: [] },
          { id: "sales-idle", title: "Sales Idle", members: [] },
        ],
      });
      const suggested = await bench.suggest("sal");
      expect(suggested).toHaveLength(8);
      expect(suggested.filter(({ kind }) => kind !== "dataset")).toEqual([
        { kind: "term", name: "sales", title: "Sales", dataset: null, detail: "What was sold." },
        { kind: "column", name: "sales_amount", title: "sales_amount", dataset: "sales_11", detail: "sales_11" },
        { kind: "owner", name: "sales-team", title: "Sales Team", dataset: null, detail: "12 datasets" },
      ]);
      expect(await bench.suggest("sal", ["everyone"], 3)).toHaveLength(3);
      expect(await bench.suggest("sal", ["everyone"], 0)).toEqual([]);
      expect(await bench.suggest("")).toEqual([]);
      expect((await bench.suggest("turnov")).map(({ name }) => name)).toContain("sales");
    });
  });
}
