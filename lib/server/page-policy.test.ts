import { describe, expect, it } from "vitest";
import { findPage } from "#lib/server/page-policy.ts";

describe("what the page cache may keep", () => {
  it("is pages with the parameters that they declare, whatever their order", () => {
    expect(findPage("/datasets/orders", "")?.address).toBe("/datasets/orders");
    expect(findPage("/search", "tag=a&q=x&tag=b")).toEqual(findPage("/search", "q=x&tag=a&tag=b"));
    expect(findPage("/search", "tag=b&tag=a")?.address).not.toBe(findPage("/search", "tag=a&tag=b")?.address);
    expect(findPage("/", "_rsc=1abc")?.address).toBe("/");
  });

  it.each([
    ["/datasets/orders", "utm_source=mail"],
    ["/search", "q=a&debug=1"],
    ["/search", `q=${"x".repeat(600)}`],
    ["/admin/ingestion", ""],
    ["/_next/static/a.js", ""],
    ["/datasets/a/b", ""],
    ["/datasets/", ""],
  ])("is not %s?%s", (path, query) => {
    expect(findPage(path, query)).toBeUndefined();
  });

  it("is versions of the past too, which are very many and seldom asked for", () => {
    expect(findPage("/datasets/orders", "at=1.0.0")).toMatchObject({ address: "/datasets/orders?at=1.0.0", seldom: true });
    expect(findPage("/datasets/orders/history", "before=x")?.seldom).toBe(true);
    expect(findPage("/datasets/orders", "")?.seldom).toBe(false);
    expect(findPage("/datasets/orders/history", "")?.seldom).toBe(false);
    expect(findPage("/datasets/orders", `at=${"x".repeat(600)}`)).toBeUndefined();
    expect(findPage("/terms/order", "at=1.0.0")).toBeUndefined();
  });

  it("knows which pages show what the search index says", () => {
    expect(findPage("/search", "q=a")?.usesIndex).toBe(true);
    expect(findPage("/", "")?.usesIndex).toBe(false);
  });
});
