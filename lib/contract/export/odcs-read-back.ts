import { CatalogNames } from "#lib/contract/catalog-names.ts";
import type { DatasetContract, JsonObject, JsonValue, Policy } from "#lib/contract/contract.ts";
import { Documents } from "#lib/contract/documents.ts";
import { longForm } from "#lib/contract/export/native-column.ts";
import { contractToSpec } from "#lib/contract/export/native-dataset.ts";
import { isSame } from "#lib/contract/json-patch.ts";
import { linkDataset } from "#lib/contract/link-dataset.ts";
import { Linker } from "#lib/contract/linker.ts";
import { readOdcs } from "#lib/contract/odcs.ts";
import { OdcsObjects } from "#lib/contract/odcs-objects.ts";
import { Sections } from "#lib/contract/sections.ts";
import { specFromJson } from "#lib/contract/spec-from-json.ts";

/** What a document does not say as the contract does: by key of the catalog format, `null` where the contract says nothing. */
export interface Unsaid {
  readonly dataset: ReadonlyMap<string, JsonValue | null>;
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, JsonValue | null>>;
}

/** Reads a document as it will be read when it comes back, and compares. */
export function unsaidIn(document: JsonObject, contract: DatasetContract, classifications: Policy["classifications"]): Unsaid {
  const again = readBack(document, contract, classifications);
  const options = { classifications, file: contract.position.file };
  const wanted = datasetOf(contractToSpec(contract, options));
  const dataset = differences(wanted, again === null ? {} : datasetOf(contractToSpec(again, options)));
  const read = new Map((again?.columns ?? []).map((column) => [column.name, columnOf(column)]));
  const columns = contract.columns.flatMap((column) => {
    const unsaid = differences(columnOf(column), read.get(column.name) ?? {});
    return unsaid.size === 0 ? [] : [[column.name, unsaid] as const];
  });
  return { dataset, columns: new Map(columns) };
}

function readBack(document: JsonObject, contract: DatasetContract, classifications: Policy["classifications"]): DatasetContract | null {
  const sections = new Sections(1);
  const root = specFromJson(document, contract.position);
  if (root.kind === "map") readOdcs(root, sections, new OdcsObjects(), []);
  const [draft] = sections.datasets.values();
  if (draft === undefined) return null;
  const documents = new Documents({ docs: () => "", parseDoc: (file) => ({ doc: { file, tree: {}, text: "" }, problems: [] }) }, new Map());
  const linker = new Linker(new CatalogNames(sections, documents), draft.name);
  const { visibility } = contract.access;
  return linkDataset(draft, { classifications, defaultVisibility: visibility, attributes: null, monitors: [] }, linker);
}

function datasetOf({ schema: _schema, ...rest }: JsonObject): JsonObject {
  return rest;
}

function columnOf(column: DatasetContract["columns"][number]): JsonObject {
  return { ...longForm(column), logical_type: column.logicalType };
}

function differences(wanted: JsonObject, read: JsonObject): Map<string, JsonValue | null> {
  const keys = new Set([...Object.keys(wanted), ...Object.keys(read)]);
  return new Map([...keys].filter((key) => !isSame(wanted[key], read[key])).map((key) => [key, wanted[key] ?? null]));
}
