import { describe, expect, test } from "vitest";
import type { PublishedNames } from "#lib/contract/held-names.ts";
import { parseTexts, placesOf } from "#lib/contract/testing.ts";

const ORDERS = `data_catalog:
  datasets:
    orders:
      description: d
      owner: shop
      domain: commerce
      terms: [order]
      access: {query: SELECT * FROM sales.orders}
      lineage: {upstream: [customers]}
      schema: [{id: STRING}, {customer_id: STRING (FK -> customers.id)}]
`;
const REST = `data_catalog:
  sources: {files: {engine: duckdb, files: ./data}}
  owners: {shop: {title: Shop}}
  domains: {commerce: {title: Commerce}}
  glossary: {order: {title: Order, definition: d}}
  datasets: {customers: {description: d, owner: shop, source: files.customers, schema: [{id: STRING (PK)}]}}
`;
const position = { file: "rest.yaml", line: 1, column: 1 };
const only = (id: string) => [{ id, position }];
const published: PublishedNames = {
  datasets: only("customers"),
  terms: only("order"),
  owners: only("shop"),
  domains: only("commerce"),
  sources: only("files"),
};
const whole = parseTexts({ "orders.yaml": ORDERS, "rest.yaml": REST });
const ordersOf = ({ catalog }: typeof whole) => catalog.datasets.find(({ name }) => name === "orders");

describe("what a file defined before it broke", () => {
  test.each([
    ["broken", { "orders.yaml": ORDERS, "rest.yaml": `${REST}  oops: [` }, []],
    ["unreadable", { "orders.yaml": ORDERS }, ["rest.yaml"]],
    ["in a folder that is unreadable", { "orders.yaml": ORDERS }, ["./", "rest.yaml"]],
  ])("is known while the file is %s: others say the same as before, without a warning", (_name, files, unreadable) => {
    const now = parseTexts(files, { published, unreadable });
    expect(placesOf(now.problems).filter((place) => place.includes("orders.yaml"))).toEqual([]);
    expect(ordersOf(now)).toEqual(ordersOf(whole));
    expect(ordersOf(now)?.source).toMatchObject({ source: "files" });
  });

  test("is unknown once the file is whole again and defines it no longer", () => {
    const { problems } = parseTexts({ "orders.yaml": ORDERS, "rest.yaml": "data_catalog: {title: Shop}" }, { published });
    expect(new Set(problems.map(({ code }) => code))).toEqual(
      new Set(["TS-LINK-001", "TS-LINK-002", "TS-LINK-003", "TS-LINK-004", "TS-LINK-007"]),
    );
  });

  test("gives its name to a dataset that was renamed in the same file", () => {
    const renamed = REST.replace("{customers: {", "{clients: {aliases: [customers], ").replace("datasets:", "dataset: 1\n  datasets:");
    const { catalog, problems } = parseTexts({ "rest.yaml": `${renamed}    broken: {schema: 1}\n` }, { published });
    expect(problems.some(({ level }) => level === "error")).toBe(true);
    expect(problems.map(({ code }) => code)).not.toContain("TS-DUP-001");
    expect(catalog.datasets.map(({ aliases }) => aliases)).not.toContainEqual([]);
  });
});
