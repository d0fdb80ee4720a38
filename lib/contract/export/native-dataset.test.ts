import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DatasetContract, JsonObject } from "#lib/contract/contract.ts";
import { stringifyCatalog } from "#lib/contract/export/catalog-yaml.ts";
import { CLASSIFICATIONS, contracts, parseBeside } from "#lib/contract/export/generated.ts";
import { contractToSpec } from "#lib/contract/export/native-dataset.ts";
import { mustHave, parseOrders, parseTexts } from "#lib/contract/testing.ts";

const folder = fileURLToPath(new URL("../../../../shared/fixtures/", import.meta.url));
const present = existsSync(folder);
if (!present) console.info("skipped: the shared fixtures are not beside this checkout");

/** Position and promises apart, everything: a failure shows where the two differ. */
function told({ position: _position, promises: _promises, ...rest }: DatasetContract): unknown {
  return JSON.parse(JSON.stringify(rest, (key, value) => (key === "position" ? undefined : value)));
}

const specOf = (lines: string): JsonObject => contractToSpec(mustHave(parseOrders(lines)));

describe("a contract as a native dataset", () => {
  test("is the same contract when it is read again, whatever it says", () => {
    fc.assert(
      fc.property(contracts, (contract) => {
        const text = stringifyCatalog({ datasets: { orders: contractToSpec(contract, { classifications: CLASSIFICATIONS }) } });
        const again = parseBeside({ "orders.yaml": text }).catalog.datasets.find(({ name }) => name === "orders");
        if (again === undefined) throw new Error(text);
        expect(told(again)).toEqual(told(contract));
        expect(again.hash).toBe(contract.hash);
        // Written twice it is the same text.
        expect(stringifyCatalog({ datasets: { orders: contractToSpec(again, { classifications: CLASSIFICATIONS }) } })).toBe(text);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  test("keeps the short form wherever it says all", () => {
    const lines = `title: All orders
source: warehouse.orders
sla: Updated by 6 AM EST daily
freshness: < 24 hours
quality_score: 98%
schema:
  - id: STRING (PK) -- stable
  - email: STRING (PII)
  - state: {type: STRING, values: [paid, open], term: order}
  - placed_at: TIMESTAMP
checks: [{not_null: email, severity: critical}]`;
    expect(specOf(lines)).toEqual({
      title: "All orders",
      description: "Orders",
      owner: "shop",
      source: "warehouse.orders",
      sla: "Updated by 6 AM EST daily",
      freshness: "< 24 hours",
      quality_score: "98%",
      schema: [
        { id: "STRING (PK) -- stable" },
        { email: "STRING (PII)" },
        { state: { type: "STRING", values: ["paid", "open"], term: "order" } },
        { placed_at: "TIMESTAMP" },
      ],
      checks: [{ not_null: "email", severity: "critical" }],
    });
  });

  test("says a mask only where the classification does not lead to it", () => {
    expect(
      specOf("schema: [{a: STRING (PII)}, {b: {type: STRING, classification: pii, mask: none}}, {c: {type: STRING, mask: hash}}]"),
    ).toMatchObject({
      access: { mask: { b: "none", c: "hash" } },
    });
  });

  test("names its document from the place where it will stand", () => {
    const options = { docs: () => "x", parseDoc: (file: string) => ({ doc: { file, tree: {}, text: "x" }, problems: [] }) };
    const contract = mustHave(parseOrders("docs: texts/orders.mdx", "", options));
    expect(contractToSpec(contract)).toMatchObject({ docs: "texts/orders.mdx" });
    expect(contractToSpec(contract, { file: "sales/orders.yaml" })).toMatchObject({ docs: "../texts/orders.mdx" });
  });

  test.skipIf(!present)("from the article and from the standard's examples is the same contract again", () => {
    const files = globSync(["article/*.yaml", "odcs/*.yaml"], { cwd: folder });
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const { datasets } = parseTexts({ [basename(file)]: readFileSync(`${folder}${file}`, "utf8") }).catalog;
      for (const contract of datasets) {
        const spec = contractToSpec(contract);
        // The native format asks for both, and these contracts name no owner.
        const text = stringifyCatalog({ datasets: { [contract.name]: { description: "?", owner: "?", ...spec } } });
        const [again] = parseTexts({ "again.yaml": text }).catalog.datasets;
        if (again === undefined) throw new Error(text);
        const filled = { ...contract, description: contract.description || "?", owner: contract.owner ?? "?", hash: again.hash };
        expect([file, told(again)]).toEqual([file, told(filled)]);
      }
    }
  });
});
