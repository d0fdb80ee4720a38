import { describe, expect, it } from "vitest";
import { Bench, column, doc, type Open, term } from "#lib/search/conformance/fixture.ts";
import type { SearchDoc, Thesaurus } from "#lib/search/search.ts";

const THESAURUS: Thesaurus = {
  groups: [
    { slug: "customer-lifetime-value", phrases: ["Customer Lifetime Value", "LTV", "CLV"], definition: "Expected margin" },
    { slug: "churn", phrases: ["Churn", "attrition"], definition: "Loss of customers" },
    { slug: "distribution-center", phrases: ["Warehouse", "distribution center"], definition: "Where goods lie" },
  ],
  owners: [{ id: "order-platform", title: "Order Platform", members: ["Maria Keller"] }],
};

const SHOP: readonly SearchDoc[] = [
  doc("customer_order_history", {
    title: "Order history",
    description: "Every purchase of a café guest.",
    domain: { id: "commerce", title: "Commerce" },
    owner: { id: "order-platform", title: "Order Platform" },
    columns: [column("email_address", "Where we write to"), column("order_status", null, ["shipped", "cancelled"])],
    aliases: ["sales_log"],
  }),
  doc("customer_value", { title: "What customers are worth", terms: [term("Customer Lifetime Value", ["LTV", "CLV"])] }),
  doc("weekly_attrition", { title: "Leavers by week" }),
  doc("point_of_sale", { title: "Receipts" }),
  doc("warehouse_stock", { title: "Stock", columns: [column("ltv_score")] }),
  doc("clickstream_events", { title: "Clicks", text: "Sessions end after thirty minutes of silence." }),
  doc("materials_v2", { title: "材料マスタ", description: "Größe und Gewicht" }),
  doc("zzz_payments", { title: "Payments", tags: ["ledger"] }),
];

export function matching(open: Open): void {
  describe("matching", () => {
    const bench = new Bench(open);
    const first = async (q: string) => {
      await bench.fill(SHOP, THESAURUS);
      return (await bench.search(q)).hits[0];
    };

    it.each([
      "customer_order_history",
      "CUSTOMER_ORDER_HISTORY",
      "CustomerOrderHistory",
      "customer-order-history",
      "customer order history",
      "customerorderhistory",
      "commerce.customer_order_history",
    ])("finds a dataset first by its whole name, written as %s", async (q) => {
      expect((await first(q))?.name).toBe("customer_order_history");
    });

    it.each([
      ["a name with stop words", "point of sale", "point_of_sale"],
      ["a former name", "sales log", "customer_order_history"],
      ["a plural", "customers histories", "customer_order_history"],
      ["a beginning of every word", "cust ord hist", "customer_order_history"],
      ["a beginning of the last word", "clickstr", "clickstream_events"],
      ["the middle of a word", "stream", "clickstream_events"],
      ["two words joined", "warehousestock", "warehouse_stock"],
      ["one word apart", "click stream", "clickstream_events"],
      ["a missing letter", "warehose", "warehouse_stock"],
      ["a transposition", "clickstraem", "clickstream_events"],
      ["two typos in a long word", "warehuose_stokc", "warehouse_stock"],
      ["two edits in a long word", "clikstraem", "clickstream_events"],
      ["an accent left out", "cafe", "customer_order_history"],
      ["an accent added", "cäfé", "customer_order_history"],
      ["a sharp s", "groesse größe", "materials_v2"],
      ["a script without spaces", "マスタ", "materials_v2"],
      ["a code", "v2", "materials_v2"],
      ["a synonym of several words", "clv", "customer_value"],
      ["several words for a synonym", "distribution center", "warehouse_stock"],
      ["a synonym for a title", "churn", "weekly_attrition"],
      ["a person of the owner", "Maria Keller", "customer_order_history"],
      ["a value of a column", "cancelled", "customer_order_history"],
      ["a word of the documentation", "silence", "clickstream_events"],
      ["a tag", "ledger", "zzz_payments"],
      ["a question", "which table has the email address of a customer", "customer_order_history"],
    ])("finds by %s", async (_, q, name) => {
      expect((await first(q))?.name).toBe(name);
    });

    it("forgives no typo in short words, codes and numbers", async () => {
      await bench.fill([doc("tax"), doc("v2025"), doc("orders")]);
      for (const q of ["tux", "v2026", "2024", "odr"]) expect((await bench.search(q)).total).toBe(0);
    });

    it.each([
      ["email", { field: "column", value: "email_address", via: null }],
      ["clv", { field: "synonym", value: "clv", via: "Customer Lifetime Value" }],
      ["churn", { field: "synonym", value: "attrition", via: "Churn" }],
      ["sales log", { field: "alias", value: "sales_log", via: null }],
      ["cancelled", { field: "value", value: "cancelled", via: null }],
      ["silence", { field: "text", value: "silence", via: null }],
      ["warehose", { field: "typo", value: "warehouse", via: null }],
      ["ledger", { field: "tag", value: "ledger", via: null }],
      ["order platform", { field: "owner", value: "Order Platform", via: null }],
      ["commerce", { field: "domain", value: "Commerce", via: null }],
    ])("says why %s matched", async (q, match) => {
      expect((await first(q))?.matched).toContainEqual(match);
    });

    it("names the column that a synonym led to, and what else was searched", async () => {
      await bench.fill(SHOP, THESAURUS);
      const page = await bench.search("customer lifetime value");
      expect(page.expanded).toEqual(["LTV"]);
      expect(page.hits.find((hit) => hit.name === "warehouse_stock")?.matched).toContainEqual({
        field: "column",
        value: "ltv_score",
        via: null,
      });
    });

    it("says which synonym a document's text has, and calls nothing misspelt that was spelt right", async () => {
      await bench.fill([doc("orders", { text: "Guests who order no more count as churn." })], THESAURUS);
      expect((await bench.search("attrition")).hits[0]?.matched).toEqual([
        { field: "synonym", value: "attrition", via: "Churn" },
        { field: "text", value: "Churn", via: null },
      ]);
    });

    it("does not take two words that stand apart in a long text for a synonym of two words", async () => {
      await bench.fill([doc("parcels", { text: "The distribution of weights. Each parcel passes one center." })], THESAURUS);
      expect((await bench.search("warehouse")).hits).toEqual([]);
    });

    it("says so when only a part of the words was found", async () => {
      await bench.fill(SHOP, THESAURUS);
      expect((await bench.search("customer value")).relaxed).toBe(false);
      expect((await bench.search("attrition unicorns quarterly moonshine")).relaxed).toBe(true);
      expect((await bench.search("unicorns")).total).toBe(0);
    });

    it("offers the nearest spelling that finds something when nothing is found", async () => {
      await bench.fill(SHOP, THESAURUS);
      const page = await bench.search("wrahuose");
      expect([page.total, page.didYouMean]).toEqual([0, "warehouse"]);
      expect((await bench.search("qqqqqqqq")).didYouMean).toBeNull();
      expect((await bench.search("warehouse")).didYouMean).toBeNull();
    });

    it("shows everything visible when nothing was typed", async () => {
      await bench.fill(SHOP, THESAURUS);
      expect((await bench.search("  ")).total).toBe(SHOP.length);
    });
  });
}
