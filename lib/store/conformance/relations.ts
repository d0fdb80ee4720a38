import { expect } from "vitest";
import { contractOf, putOf } from "#lib/store/fixture.ts";
import type { Store } from "#lib/store/store.ts";
import { idOf, memberOf, PUBLIC, publishNow } from "./publish-now.ts";

const FINANCE = memberOf("finance");
const restricted = { visibility: "restricted", data: "restricted", readers: ["finance"] } as const;

/** Rules of finding datasets by what statements call them. */
export function relationRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  const namesBy = async (store: Store, relation: string, scope = PUBLIC) =>
    (await store.findByRelation(scope, relation)).map(({ contract }) => contract.name);

  rule("a dataset is found by the relations that it declares, however they are spelled", async (store) => {
    const source = { source: "warehouse", relation: "Sales.Orders-2", files: null };
    await publishNow(store, { datasets: [putOf(contractOf({ name: "orders", source, access: { query: "select * from prod.orders;" } }))] });
    for (const relation of ["sales.orders_2", "SALES.ORDERS-2", "warehouse.sales.orders_2", "Prod.Orders"])
      expect(await namesBy(store, relation), relation).toEqual(["orders"]);
    for (const relation of ["orders", "sales", "orders_2", "prod.order", "", "\0", "x".repeat(9_999)])
      expect(await namesBy(store, relation), relation.slice(0, 20)).toEqual([]);
  });

  rule("relations follow the contract: a changed one takes the place of the old, a removed dataset has none", async (store) => {
    const contract = contractOf({ name: "orders", access: { query: "SELECT * FROM a.b" } });
    await publishNow(store, { datasets: [putOf(contract)] });
    const id = await idOf(store, "orders");
    await publishNow(store, { datasets: [putOf(contractOf({ name: "orders", access: { query: "SELECT * FROM c.d" } }), id)] });
    expect([await namesBy(store, "a.b"), await namesBy(store, "c.d")]).toEqual([[], ["orders"]]);
    await publishNow(store, { datasets: [{ op: "remove", id, name: "orders" }] });
    expect(await namesBy(store, "c.d")).toEqual([]);
  });

  rule("a hidden dataset is found by no relation, and does not stand in the way of another", async (store) => {
    const source = { source: "warehouse", relation: "shared", files: null };
    await publishNow(store, {
      datasets: [putOf(contractOf({ name: "a_secret", source, access: restricted })), putOf(contractOf({ name: "b_open", source }))],
    });
    expect(await namesBy(store, "shared")).toEqual(["b_open"]);
    expect(await namesBy(store, "shared", FINANCE)).toEqual(["a_secret", "b_open"]);
  });

  rule("names for a hint are of about that length, and never hidden ones", async (store) => {
    await publishNow(store, {
      datasets: [
        ...["orders", "order_lines", "returns"].map((name) => putOf(contractOf({ name }))),
        putOf(contractOf({ name: "orderz", access: restricted })),
      ],
    });
    expect(await store.namesNear(PUBLIC, "ordres")).toEqual(["orders", "returns"]);
    expect(await store.namesNear(FINANCE, "ordres")).toEqual(["orders", "orderz", "returns"]);
  });
}
