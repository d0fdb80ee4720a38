import { describe, expect, it } from "vitest";
import { Downstream, MAX_DOWNSTREAM } from "#lib/catalog/downstream.ts";
import { columnOf, contractOf } from "#lib/store/fixture.ts";

const numbered = (count: number, upstream: (index: number) => readonly string[]) =>
  Array.from({ length: count }, (_, index) => contractOf({ name: `d${String(index).padStart(6, "0")}`, upstream: upstream(index) }));

describe("what lies downstream", () => {
  it("is found by alias, and by the longest name in a reference", () => {
    const datasets = [
      contractOf({ name: "sales.orders", aliases: ["Order-Facts"] }),
      contractOf({ name: "sales" }),
      contractOf({ name: "by_alias", upstream: ["order_facts"] }),
      contractOf({ name: "by_reference", columns: [columnOf({ name: "x", references: "sales.orders.id" })] }),
    ];
    const below = new Downstream(datasets);
    expect(below.of({ name: "sales.orders", aliases: [] })).toEqual(["by_alias", "by_reference"]);
    expect(below.of({ name: "sales", aliases: [] })).toEqual([]);
  });

  it("is found of a dataset that is gone, under the names that it had", () => {
    const below = new Downstream([contractOf({ name: "a", upstream: ["gone"] }), contractOf({ name: "b", upstream: ["went"] })]);
    expect(below.of({ name: "gone", aliases: ["went"] })).toEqual(["a", "b"]);
  });

  it("is at most so many, the nearest and first of the alphabet, however many there are", () => {
    const hub = numbered(5_000, () => ["hub"]);
    const below = new Downstream([...hub, contractOf({ name: "hub", upstream: hub.map(({ name }) => name) })]);
    const names = below.of({ name: "hub", aliases: [] });
    expect(names).toEqual(hub.slice(0, MAX_DOWNSTREAM).map(({ name }) => name));
    // Every one of them lies below every other: without a bound this would take minutes.
    for (const one of hub) expect(below.of(one)).toHaveLength(MAX_DOWNSTREAM);
  });

  it("ends in a circle of any length", () => {
    const ring = numbered(50, (index) => [`d${String((index + 49) % 50).padStart(6, "0")}`]);
    const names = new Downstream(ring).of({ name: "d000000", aliases: [] });
    expect(names).toEqual(ring.slice(1).map(({ name }) => name));
  });
});
