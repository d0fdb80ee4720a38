import { describe, expect, it } from "vitest";
import { tellableWithout } from "#lib/catalog/telling.ts";

describe("what may be told without hidden columns", () => {
  const isTellable = tellableWithout(["margin", "Cost price"]);

  it.each([
    { column: "MARGIN" },
    "SELECT sum(o.margin)",
    { sql: 'SELECT "cost price" FROM x' },
    [["id", "margin"]],
    "has the columns id, margin and x",
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
