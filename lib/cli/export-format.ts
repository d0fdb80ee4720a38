import { posix } from "node:path";
import type { Catalog, DatasetContract, JsonObject } from "#lib/contract/contract.ts";
import { stringifyCatalog, stringifyYaml } from "#lib/contract/export/catalog-yaml.ts";
import { dcatCatalog, dcatDataset } from "#lib/contract/export/dcat.ts";
import { frictionlessPackage } from "#lib/contract/export/frictionless.ts";
import { contractToSpec } from "#lib/contract/export/native-dataset.ts";
import { contractToOdcs } from "#lib/contract/export/odcs.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";

export interface ExportRequest {
  readonly catalog: Catalog;
  readonly datasets: readonly DatasetContract[];
  readonly around: Surroundings;
}

/** A format of `touchstone export`. */
export interface ExportFormat {
  /** All datasets stand in one document; otherwise each in its own. */
  readonly together: boolean;
  /** The name of the file in a folder that `--out` names. */
  readonly fileName: (dataset: DatasetContract) => string;
  /** Endings that `--out` may have for one file. */
  readonly endings: readonly string[];
  /** @param file where the text will stand, seen from the catalog folder */
  readonly write: (request: ExportRequest, file: string) => string;
}

export const EXPORT_FORMATS: Readonly<Record<string, ExportFormat>> = {
  odcs: {
    together: false,
    fileName: ({ name }) => `${name}.odcs.yaml`,
    endings: [".yaml", ".yml", ".json"],
    write: ({ catalog, datasets, around }, file) => {
      const [dataset] = datasets;
      if (dataset === undefined) return "";
      const document = contractToOdcs(at(dataset, file), { classifications: catalog.policy.classifications, around });
      return file.endsWith(".json") ? json(document) : stringifyYaml(document);
    },
  },
  dcat: {
    together: true,
    fileName: () => "catalog.jsonld",
    endings: [".jsonld", ".json"],
    write: ({ datasets, around }) =>
      json(
        dcatCatalog(
          datasets.map((dataset) => dcatDataset(dataset, around)),
          around,
        ),
      ),
  },
  frictionless: {
    together: true,
    fileName: () => "datapackage.json",
    endings: [".json"],
    write: ({ datasets, around }) => json(frictionlessPackage(datasets, around)),
  },
  native: {
    together: false,
    fileName: ({ name }) => `${name}.yaml`,
    endings: [".yaml", ".yml"],
    write: ({ catalog, datasets }, file) => {
      const options = { classifications: catalog.policy.classifications, file };
      return stringifyCatalog({
        datasets: Object.fromEntries(datasets.map((dataset) => [dataset.name, contractToSpec(dataset, options)])),
      });
    },
  },
};

const json = (document: JsonObject) => `${JSON.stringify(document, null, 2)}\n`;

/** The dataset as if it stood in that file: its document is named from there. */
function at(dataset: DatasetContract, file: string): DatasetContract {
  return { ...dataset, position: { ...dataset.position, file: posix.normalize(file) } };
}
