import { describe, expect, it } from "vitest";
import { CHANGE_KINDS } from "#lib/contract/change-kinds.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { CASES, column } from "#lib/contract/diff/change-cases.ts";
import { diffContracts } from "#lib/contract/diff.ts";
import { hashOf } from "#lib/contract/hash.ts";
import { parseTexts } from "#lib/contract/testing.ts";

const REST = `  owners: {shop: {title: Shop}}
  sources: {warehouse: {engine: duckdb, files: ./data}}
`;

/** The dataset `orders` of a catalog where it has these keys. */
function ordersWith(keys: Readonly<Record<string, string>>, rest = REST): DatasetContract {
  const said = { description: "Orders", owner: "shop", source: "warehouse.sales.orders", schema: "[{id: STRING}]", ...keys };
  const lines = Object.entries(said).map(([key, value]) => `      ${key}: ${value}\n`);
  const text = `data_catalog:\n  datasets:\n    orders:\n${lines.join("")}${rest}`;
  const { catalog, problems } = parseTexts({ "c.yaml": text });
  const orders = catalog.datasets.find(({ name }) => name === "orders");
  if (orders === undefined) throw new Error(`${text}\n${JSON.stringify(problems)}`);
  return orders;
}

const told = (before: DatasetContract, after: DatasetContract) =>
  diffContracts(before, after).map(({ kind, column }) => (column === null ? kind : `${kind} ${column}`));
const DOC = { file: "orders.mdx", tree: { type: "root" }, text: "x" };
const hashed = (contract: DatasetContract, change: Partial<DatasetContract>): DatasetContract => {
  const { promises, hash: _hash, ...said } = { ...contract, ...change };
  return { ...said, promises, hash: hashOf(said) };
};

describe("a change of a contract", () => {
  it.each(Object.entries(CASES))("%s", (_name, [before, after, there, back]) => {
    const [old, next] = [ordersWith(before), ordersWith(after)];
    expect(told(old, next)).toEqual(there);
    if (back.length > 0) expect(told(next, old)).toEqual(back);
    expect(diffContracts(old, ordersWith(before))).toEqual([]);
  });

  it("is told of documentation, a source and a name", () => {
    const plain = ordersWith({});
    const documented = hashed(plain, { doc: DOC });
    const parts: readonly (readonly [DatasetContract, DatasetContract, string])[] = [
      [plain, documented, "docs.added"],
      [documented, plain, "docs.removed"],
      [documented, hashed(plain, { doc: { ...DOC, text: "y" } }), "docs.changed"],
      [hashed(plain, { source: null }), plain, "source.added"],
      [plain, hashed(plain, { source: null }), "source.removed"],
      [plain, hashed(plain, { name: "sales", aliases: ["orders"] }), "name.changed"],
      [plain, hashed(plain, { name: "sales" }), "name.lost"],
    ];
    for (const [before, after, kind] of parts) expect(told(before, after)[0]).toBe(kind);
  });

  it("has a kind that is in the table, and every kind of the table can come", () => {
    const seen = new Set<string>([
      "docs.added",
      "docs.removed",
      "docs.changed",
      "source.added",
      "source.removed",
      "name.changed",
      "name.lost",
    ]);
    for (const [before, after] of Object.values(CASES)) {
      const [old, next] = [ordersWith(before), ordersWith(after)];
      for (const { kind } of [...diffContracts(old, next), ...diffContracts(next, old)]) seen.add(kind);
    }
    expect([...seen].sort()).toEqual(Object.keys(CHANGE_KINDS).sort());
  });

  it("is no change when only its place in the file is another", () => {
    const before = ordersWith({});
    expect(diffContracts(before, { ...before, position: { file: "other.yaml", line: 9, column: 9 } })).toEqual([]);
  });

  it("is told worst first", () => {
    const before = ordersWith({ title: "A", freshness: "24h", schema: "[{a: INT}]" });
    const after = ordersWith({ title: "B", freshness: "12h", schema: "[{b: DATE}]" });
    expect(diffContracts(before, after).map(({ level }) => level)).toEqual(["breaking", "additive", "additive", "editorial"]);
  });

  it("follows a dataset that is renamed with it", () => {
    const before = ordersWith({
      lineage: "{upstream: [raw]}",
      checks: "[{relationships: {column: id, to: raw.id}}]",
      ...column("STRING (FK -> raw.id)"),
    });
    const after = ordersWith({
      lineage: "{upstream: [raw2]}",
      checks: "[{relationships: {column: id, to: raw2.id}}]",
      ...column("STRING (FK -> raw2.id)"),
    });
    expect(diffContracts(before, after, new Map([["raw", "raw2"]])).map(({ kind }) => kind)).toEqual(["contract.rewritten"]);
    expect(told(before, after)).toEqual(["reference.retargeted id", "check.changed id", "lineage.added", "lineage.removed"]);
  });

  it("follows a column that is renamed, in checks, monitors and freshness", () => {
    const named = (name: string) =>
      ordersWith({
        schema: `[{${name}: "TIMESTAMP -- when"}]`,
        freshness: `{max_age: 24h, column: ${name}}`,
        checks: `[{not_null: ${name}}]`,
        monitors: `[{type: distribution, column: ${name}}]`,
      });
    expect(told(named("at"), named("loaded"))).toEqual(["column.renamed at"]);
  });

  it("keeps its sentences free of what a hostile file holds", () => {
    const before = ordersWith({ schema: "[{id: STRING}]" });
    const after = ordersWith({ schema: '[{id: STRING}, {"a`b\\u001b[31m\\u202e": STRING}]', title: '"<b>`x`</b>\\r\\n::error::"' });
    for (const { message } of diffContracts(before, after)) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
      expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
      expect(message.split("`").length % 2).toBe(1);
    }
  });

  it("cuts long values and texts, which the versions hold whole", () => {
    const before = ordersWith({ description: "x".repeat(9_000) });
    const values = Array.from({ length: 9_000 }, (_, index) => `v${index}`);
    const after = ordersWith({ description: "y".repeat(9_000), ...column(`{type: STRING, values: [${values.join()}]}`) });
    const changes = diffContracts(before, after);
    expect(JSON.stringify(changes).length).toBeLessThan(4_000);
  });
});
