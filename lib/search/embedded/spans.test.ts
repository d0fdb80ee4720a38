import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spansIn } from "#lib/search/embedded/spans.ts";

const marked = (text: string, hits: string[], phrases: string[][] = []) =>
  spansIn(text, (word) => hits.includes(word), phrases).map(({ start, end }) => text.slice(start, end));

describe("spansIn", () => {
  it("marks accented and camel-case words in the original text", () => {
    expect(marked("Crème 🚀 CustomerOrders, order", ["creme", "orders"])).toEqual(["Crème", "Orders"]);
  });

  it("joins marks that touch", () => {
    expect(marked("CustomerOrders", ["customer", "orders"])).toEqual(["CustomerOrders"]);
  });

  it("marks a phrase only when it is there as a whole", () => {
    expect(marked("Lifetime value of a customer", [], [["lifetim", "valu"]])).toEqual(["Lifetime", "value"]);
    expect(marked("Lifetime guarantee", [], [["lifetim", "valu"]])).toEqual([]);
  });

  it("treats HTML as text", () => {
    expect(marked("<script>order</script>", ["script"])).toEqual(["script", "script"]);
  });

  it("gives ordered spans that do not overlap and stay inside any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (text) => {
        let last = 0;
        for (const { start, end } of spansIn(text, (word) => word.length % 2 === 1, [])) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
