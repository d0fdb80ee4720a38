import { describe, expect, it } from "vitest";
import { datasetNamesIn, sqlOf, tellableWithout } from "#lib/catalog/telling.ts";

describe("what may be told without hidden columns", () => {
  const isTellable = tellableWithout(["margin", "Cost price"]);

  it.each([
    { column: "MARGIN" },
    "SELECT sum(o.margin)",
    { sql: 'SELECT "cost price" FROM x' },
    [["id", "margin"]],
    "has the columns id, margin and x",
    "SELECT id,\nmargin\nFROM x",
    { margin: "STRING" },
  ])("is not %j", (value) => {
    expect(isTellable(value)).toBe(false);
  });

  it.each(["margins grow", "the_margin", null, { column: "price" }])("is %j", (value) => {
    expect(isTellable(value)).toBe(true);
  });

  it("is everything when nothing is hidden", () => {
    expect(tellableWithout([])("margin")).toBe(true);
  });
});

describe("names of datasets in a text", () => {
  it.each([
    ["SELECT 1\nFROM sales.Orders-Old o", ["sales.orders_old", "orders_old", "sales"]],
    ["orders.id", ["orders"]],
    ['"Pay".id', ["pay"]],
    ["a.b.c.d", ["a.b.c", "b.c.d", "d"]],
    ["/datasets/pay?x=1#y", ["pay"]],
  ])("are in %j", (text, names) => {
    expect([...datasetNamesIn(text)]).toEqual(expect.arrayContaining(names));
  });

  it("are not in SQL's texts between quotes", () => {
    expect([...datasetNamesIn(sqlOf("a = 'pay' or b = 'it''s pay' or c = paid"))]).toEqual(["a", "or", "b", "c", "paid"]);
  });
});
