import { describe, expect, it } from "vitest";
import { stem } from "#lib/search/embedded/stem.ts";

describe("stem", () => {
  it.each([
    ["customers", "customer"],
    ["categories", "category"],
    ["boxes", "box"],
    ["cancellation", "cancellations"],
    ["shipping", "shipped"],
    ["predictions", "predict"],
    ["invoices", "invoice"],
  ])("%s and %s are one word", (one, other) => {
    expect(stem(one)).toBe(stem(other));
  });

  it.each([
    ["status", "stat"],
    ["analysis", "analys"],
    ["customer", "custom"],
    ["process", "proces"],
  ])("%s is not %s", (one, other) => {
    expect(stem(one)).not.toBe(other);
  });

  it("leaves codes and other scripts alone", () => {
    expect(["v2s", "ids", "заказы", "9f8eing"].map(stem)).toEqual(["v2s", "ids", "заказы", "9f8eing"]);
  });
});
