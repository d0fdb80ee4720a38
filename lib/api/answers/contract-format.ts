import { contractForReader, type Told, withoutMasks } from "#lib/catalog/contract-for-reader.ts";
import type { JsonObject } from "#lib/contract/contract.ts";
import { stringifyCatalog, stringifyYaml } from "#lib/contract/export/catalog-yaml.ts";
import { dcatCatalog, dcatDataset, embeddableJson } from "#lib/contract/export/dcat.ts";
import { frictionlessPackage } from "#lib/contract/export/frictionless.ts";
import { contractToSpec } from "#lib/contract/export/native-dataset.ts";
import { contractToOdcs } from "#lib/contract/export/odcs.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";

export const CONTRACT_FORMATS = ["native", "odcs", "dcat", "frictionless"] as const;
export type ContractFormat = (typeof CONTRACT_FORMATS)[number];

/** The media types that each format comes in, the usual one first. */
export const FORMAT_TYPES = {
  native: ["application/json", "application/yaml"],
  odcs: ["application/json", "application/yaml"],
  dcat: ["application/ld+json", "application/json"],
  frictionless: ["application/json"],
} as const satisfies Readonly<Record<ContractFormat, readonly string[]>>;

/** A contract as one reader may know it, as the text of a format. */
export function contractIn(format: ContractFormat, type: string, told: Told, around: Surroundings): string {
  const contract = contractForReader(told);
  const isYaml = type === "application/yaml";
  switch (format) {
    case "native":
      return stringifyCatalog({ datasets: { [contract.name]: contractToSpec(withoutMasks(contract), { classifications: {} }) } });
    case "odcs": {
      const document = contractToOdcs(withoutMasks(contract), { around });
      return isYaml ? stringifyYaml(document) : json(document);
    }
    case "dcat":
      return embeddableJson(dcatCatalog([dcatDataset(contract, around)], around), 2);
    case "frictionless":
      return json(frictionlessPackage([contract], around));
  }
}

const json = (document: JsonObject) => JSON.stringify(document, null, 2);
