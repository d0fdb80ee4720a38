import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringifyCatalog, stringifyYaml } from "#lib/contract/export/catalog-yaml.ts";
import { CLASSIFICATIONS, contracts, parseBeside } from "#lib/contract/export/generated.ts";
import { contractToSpec } from "#lib/contract/export/native-dataset.ts";
import { contractToOdcs } from "#lib/contract/export/odcs.ts";

/** The hash of `orders` when it is read from this text. */
function hashIn(text: string): string | undefined {
  return parseBeside({ "orders.yaml": text }).catalog.datasets.find(({ name }) => name === "orders")?.hash;
}

describe("any contract", () => {
  test("comes back from native YAML, from ODCS as JSON and as YAML, and from one through the other", () => {
    fc.assert(
      fc.property(contracts, (contract) => {
        const native = stringifyCatalog({ datasets: { orders: contractToSpec(contract, { classifications: CLASSIFICATIONS }) } });
        const odcs = contractToOdcs(contract, { classifications: CLASSIFICATIONS });
        expect([hashIn(native), hashIn(JSON.stringify(odcs)), hashIn(stringifyYaml(odcs))]).toEqual(Array(3).fill(contract.hash));
        const [again] = parseBeside({ "orders.yaml": stringifyYaml(odcs) }).catalog.datasets.filter(({ name }) => name === "orders");
        if (again === undefined) throw new Error(native);
        expect(contractToOdcs(again, { classifications: CLASSIFICATIONS })).toEqual(odcs);
      }),
      { seed: 71_400_210, numRuns: 3000 },
    );
  }, 900_000);
});
