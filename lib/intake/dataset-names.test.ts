import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldName, isDatasetName } from "#lib/contract/name.ts";
import { type NameWish, nameDatasets, toName } from "#lib/intake/dataset-names.ts";

const wish = (schema: string, name: string, rank = 0): NameWish => ({
  key: JSON.stringify([schema, name]),
  names: [[name], [schema, name]],
  rank,
});
const named = (...wishes: NameWish[]) => wishes.map(({ key }) => nameDatasets(wishes).get(key));

describe("names of imported datasets", () => {
  it("are short where they are free, and qualified where several want them", () => {
    expect(named(wish("public", "customers"), wish("sales", "orders"))).toEqual(["customers", "orders"]);
    expect(named(wish("eu", "Orders"), wish("us", "orders"))).toEqual(["eu.orders", "us.orders"]);
  });

  it("go to the one that ranks before the others", () => {
    expect(named(wish("public", "orders"), wish("sales", "orders", 1))).toEqual(["orders", "sales.orders"]);
  });

  it("are told apart when even the long ones fold into one, the same way each time", () => {
    const all = [wish("a", "Order-Lines"), wish("a", "order_lines"), wish("A", "order lines")];
    expect(new Set(named(...all)).size).toBe(3);
    expect(nameDatasets(all.toReversed())).toEqual(nameDatasets(all));
  });

  it.each([
    [["Order Lines"], "order_lines"],
    [["Größe"], "grosse"],
    [["2024_orders"], "orders"],
    [["a.b"], "a_b"],
    [["constructor"], "constructor_table"],
    [["sales", "Order Lines"], "sales.order_lines"],
    [["x".repeat(100)], "x".repeat(63)],
  ])("of %j is %s", (parts, name) => {
    expect(toName(parts)).toBe(name);
  });

  it("are valid, different, and do not depend on the order", () => {
    const part = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom("orders", "Orders", "ORDERS", "order-s", "", "顧客", "🙂", "__proto__", "x".repeat(80), `${"x".repeat(80)}y`),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(part, part), { maxLength: 12, selector: ([a, b]) => JSON.stringify([a, b]) }), (pairs) => {
        const wishes = pairs.map(([schema, name]) => wish(schema, name));
        const names = [...nameDatasets(wishes).values()];
        expect(names.filter((name) => !isDatasetName(name))).toEqual([]);
        expect(new Set(names.map(foldName)).size).toBe(pairs.length);
        expect(nameDatasets(wishes.toReversed())).toEqual(nameDatasets(wishes));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
