import { describe, expect, it } from "vitest";
import { at, Bench, doc, NO_THESAURUS, type Open, requestOf, streamOf } from "#lib/search/conformance/fixture.ts";
import type { SearchDoc } from "#lib/search/search.ts";

export function writes(open: Open): void {
  describe("writes", () => {
    const bench = new Bench(open);

    it("shows a change as soon as apply resolves, and moves the checkpoint with it", async () => {
      await bench.fill([]);
      await bench.index.apply([{ op: "upsert", doc: doc("orders") }], at(7));
      expect(await bench.names("orders")).toEqual(["orders"]);
      expect(await bench.index.health()).toMatchObject({ state: "ready", documents: 1, checkpoint: at(7) });
    });

    it("gives the same when a batch is applied twice, and does not move the checkpoint back", async () => {
      await bench.fill([doc("orders")]);
      const changes = [
        { op: "upsert", doc: doc("orders", { title: "Sales", version: 2 }) } as const,
        { op: "delete", id: "id-gone", version: 3 } as const,
      ];
      await bench.index.apply(changes, at(9));
      await bench.index.apply(changes, at(4));
      expect(await bench.names("sales")).toEqual(["orders"]);
      expect(await bench.index.health()).toMatchObject({ documents: 1, checkpoint: at(9) });
    });

    it("never replaces a newer document by an older one, nor brings a removed one back", async () => {
      await bench.fill([doc("orders", { version: 5, title: "New" })]);
      await bench.index.apply([{ op: "upsert", doc: doc("orders", { version: 4, title: "Old" }) }], at(1));
      expect((await bench.search("old")).total).toBe(0);
      await bench.index.apply([{ op: "delete", id: "id-orders", version: 4 }], at(2));
      expect((await bench.search("new")).total).toBe(1);
      await bench.index.apply([{ op: "delete", id: "id-orders", version: 6 }], at(3));
      await bench.index.apply([{ op: "upsert", doc: doc("orders", { version: 5, title: "New" }) }], at(4));
      expect((await bench.search("new")).total).toBe(0);
      await bench.index.apply([{ op: "upsert", doc: doc("orders", { version: 7, title: "Back" }) }], at(5));
      expect((await bench.search("back")).total).toBe(1);
    });

    it("removes a document from hits, counts and suggestions", async () => {
      await bench.fill([doc("orders", { tags: ["core"] }), doc("order_lines", { tags: ["core"] })]);
      await bench.index.apply([{ op: "delete", id: "id-orders", version: 1 }], at(1));
      const page = await bench.search("", { facets: ["tag"] });
      expect([page.total, page.facets.tag]).toEqual([1, [{ value: "core", count: 1 }]]);
      expect((await bench.suggest("orders")).map(({ name }) => name)).toEqual(["order_lines"]);
    });

    it("forgets the words that a changed document no longer has", async () => {
      await bench.fill([doc("orders", { title: "Purchases" })]);
      await bench.index.apply([{ op: "upsert", doc: doc("orders", { version: 2, title: "Sales" }) }], at(1));
      expect((await bench.search("purchases")).total).toBe(0);
    });

    it("applies a batch that cannot be read not at all", async () => {
      await bench.fill([]);
      const broken: unknown = { ...doc("broken"), columns: null };
      const batch = [
        { op: "upsert" as const, doc: doc("orders") },
        { op: "upsert" as const, doc: broken as SearchDoc },
      ];
      await expect(bench.index.apply(batch, at(8))).rejects.toMatchObject({ code: "TS-SERVER-001" });
      expect((await bench.search("orders")).total).toBe(0);
      expect(await bench.index.health()).toMatchObject({ documents: 0, checkpoint: at(0) });
    });

    it("answers from the old generation while a new one is built, and keeps changes that come meanwhile", async () => {
      await bench.fill([doc("orders"), doc("returns")]);
      async function* source() {
        yield doc("orders");
        yield doc("shipments");
        expect(await bench.names("returns")).toEqual(["returns"]);
        expect((await bench.search("shipments")).total).toBe(0);
        await bench.index.apply(
          [
            { op: "upsert", doc: doc("orders", { version: 2, title: "Sales" }) },
            { op: "delete", id: "id-late", version: 2 },
          ],
          at(3),
        );
        yield doc("late");
      }
      const { documents } = await bench.index.rebuild(source(), at(1), NO_THESAURUS);
      expect(documents).toBe(2);
      expect(await bench.names("sales")).toEqual(["orders"]);
      expect((await bench.search("returns late")).total).toBe(0);
    });

    it("keeps the old generation and its checkpoint when a rebuild fails", async () => {
      await bench.fill([doc("orders")]);
      async function* source() {
        yield doc("shipments");
        throw new Error("the store is gone");
      }
      await expect(bench.index.rebuild(source(), at(5), NO_THESAURUS)).rejects.toThrow("the store is gone");
      expect(await bench.names("")).toEqual(["orders"]);
      expect((await bench.index.health()).checkpoint).toEqual(at(0));
      await bench.index.rebuild(streamOf([doc("returns")]), at(6), NO_THESAURUS);
      expect(await bench.names("")).toEqual(["returns"]);
    });

    it("stays right through many changes of the same documents", async () => {
      await bench.fill([]);
      for (let version = 1; version <= 30; version++) {
        const changes = Array.from(
          { length: 20 },
          (_, i) =>
            ({
              op: "upsert",
              doc: doc(`table_${i}`, { version, tags: [`t${version}`], columns: [{ name: `c${version}`, description: null, values: [] }] }),
            }) as const,
        );
        await bench.index.apply(changes, at(version));
      }
      const page = await bench.search("table", { facets: ["tag"], limit: 50 });
      expect([page.total, page.facets.tag]).toEqual([20, [{ value: "t30", count: 20 }]]);
      expect((await bench.search("c29")).total).toBe(0);
      expect((await bench.suggest("c30")).filter(({ kind }) => kind === "column")).toHaveLength(1);
    });

    it("refuses to answer before it was ever built", async () => {
      const fresh = await bench.open();
      try {
        await expect(fresh.search(requestOf("orders"))).rejects.toMatchObject({ code: "TS-SERVER-002" });
        await expect(fresh.apply([], at(1))).rejects.toMatchObject({ code: "TS-SERVER-002" });
        expect(await fresh.health()).toMatchObject({ state: "building", documents: 0, checkpoint: null });
      } finally {
        await fresh.close();
      }
      await expect(fresh.search(requestOf("orders"))).rejects.toMatchObject({ code: "TS-SERVER-002" });
    });
  });
}
