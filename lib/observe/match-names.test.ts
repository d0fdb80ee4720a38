import { describe, expect, it } from "vitest";
import { externalName, ourName } from "#lib/intake/results/external-names.ts";
import { NameMatcher } from "#lib/observe/match-names.ts";
import { contractOf } from "#lib/store/fixture.ts";

const at = (relation: string) => ({ source: { source: null, relation, files: null } });
const matcher = new NameMatcher(
  [
    contractOf({ name: "orders", ...at("sales.orders"), aliases: ["dbt:model.shop.orders", "gx:Orders Asset"] }),
    contractOf({ name: "old_orders", ...at("archive.orders") }),
    contractOf({ name: "customer_segmentation", aliases: ["segments"] }),
    contractOf({ name: "rates", ...at("fx.rates") }),
  ].map((contract) => ({ id: contract.name, contract })),
);
const found = (...[alias, relation, also]: Parameters<typeof externalName>) => {
  const match = matcher.match(externalName(alias, relation, also));
  return match.kind === "one" ? `${match.dataset.id} by ${match.by}` : match;
};

describe("a name of another tool", () => {
  it("means the dataset that declares it, exactly", () => {
    expect(found("dbt:model.shop.orders", ["db", "archive", "orders"])).toBe("orders by alias");
    expect(found("gx:x", [], ["gx:Orders Asset"])).toBe("orders by alias");
    expect(found("gx:orders asset", [])).toEqual({ kind: "none" });
    expect(found("dbt:model.shop.order", [])).toEqual({ kind: "none" });
  });

  it("means the only dataset whose relation ends alike, whatever the case and with hyphens as underscores", () => {
    expect(found("x", ["PROD", "SALES", "ORDERS"])).toBe("orders by relation");
    expect(found("x", ["archive", "orders"])).toBe("old_orders by relation");
    expect(found("x", ["rates"])).toBe("rates by relation");
    expect(found("x", ["prod", "any", "customer-segmentation"])).toBe("customer_segmentation by relation");
  });

  it("means nothing where several end alike, or another schema is named", () => {
    expect(found("x", ["orders"])).toEqual({ kind: "many", names: ["old_orders", "orders"] });
    expect(found("x", ["prod", "raw", "orders"])).toEqual({ kind: "none" });
    expect(found("x", [])).toEqual({ kind: "none" });
  });

  it("of ours is any name or alias, folded", () => {
    const ours = (name: string) => matcher.match(ourName(name));
    expect(ours("Customer-Segmentation")).toMatchObject({ dataset: { id: "customer_segmentation" } });
    expect(ours("SEGMENTS")).toMatchObject({ dataset: { id: "customer_segmentation" } });
    expect(ours("dbt:model.shop.orders")).toMatchObject({ dataset: { id: "orders" } });
    expect(ours("sales.orders")).toEqual({ kind: "none" });
  });
});

describe("names of one artifact", () => {
  const kinds = (...names: ReturnType<typeof externalName>[]) => [...matcher.matchAll(names).values()].map(({ kind }) => kind);

  it("that would become one dataset only because they end alike are nobody's", () => {
    expect(
      kinds(externalName("a", ["db", "raw", "customer_segmentation"]), externalName("b", ["db", "mart", "customer_segmentation"])),
    ).toEqual(["many", "many"]);
  });
  it("leave it to the one that is called the same in full", () => {
    expect(kinds(externalName("a", ["fx", "rates"]), externalName("b", ["prod", "fx", "rates"]))).toEqual(["one", "many"]);
  });
  it("leave it to the one that is declared, and to others of that very relation", () => {
    const declared = externalName("dbt:model.shop.orders", ["db", "sales", "orders"]);
    expect(
      kinds(
        declared,
        externalName("dbt:source.shop.s.orders", ["db", "sales", "orders"]),
        externalName("c", ["staging", "sales", "orders"]),
      ),
    ).toEqual(["one", "one", "many"]);
  });
});
