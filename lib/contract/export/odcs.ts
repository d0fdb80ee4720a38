import type { DatasetContract, JsonObject, JsonValue, Policy } from "#lib/contract/contract.ts";
import { odcsDocument } from "#lib/contract/export/odcs-document.ts";
import { withLinks } from "#lib/contract/export/odcs-links.ts";
import { type Unsaid, unsaidIn } from "#lib/contract/export/odcs-read-back.ts";
import { withoutStale } from "#lib/contract/export/odcs-stale.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";
import { isList, isObject, isSame } from "#lib/contract/json-patch.ts";
import { toDatasetName } from "#lib/contract/name.ts";
import { PREFIX } from "#lib/contract/odcs-extras.ts";
import { firstOf, withKept } from "#lib/contract/odcs-kept.ts";

export interface OdcsOptions {
  /** The catalog's masks by classification: a mask that follows from them is the policy's, and not said again. */
  readonly classifications?: Policy["classifications"];
  /** Adds links to the pages of the dataset, its terms and its owner. Reading passes over them. */
  readonly around?: Surroundings;
}

/**
 * A dataset as a contract of the Open Data Contract Standard v3.1 (https://bitol-io.github.io/open-data-contract-standard/v3.1.0/).
 *
 * What the standard has a place for stands there; all else stands in custom properties `touchstone.<key>`. Read again in the same
 * catalog, the contract is the same, to the hash: the document is read back here, and whatever came out otherwise is added. A contract
 * that came from the standard keeps what we do not model (`odcs`), unless the dataset has come to say otherwise.
 */
export function contractToOdcs(contract: DatasetContract, { classifications = {}, around }: OdcsOptions = {}): JsonObject {
  const ours = odcsDocument(contract, contract.hash.slice(0, 12));
  let document = named(withKept(ours, contract.odcs), contract.name);
  let unsaid = unsaidIn(document, contract, classifications);
  const fresh = withoutStale(contract.odcs, unsaid, ours);
  if (!isSame(fresh, contract.odcs)) {
    document = named(withKept(ours, fresh), contract.name);
    unsaid = without(unsaidIn(document, contract, classifications), "odcs");
  }
  const whole = withExtras(document, unsaid);
  return inOrder(around === undefined ? whole : withLinks(whole, contract, around));
}

/** The order in which the standard tells of them. */
const ORDER = (
  "apiVersion kind id name version status tenant domain dataProduct tags description servers schema slaDefaultElement slaProperties team " +
  "roles support price authoritativeDefinitions customProperties contractCreatedTs"
).split(" ");

function inOrder(document: JsonObject): JsonObject {
  const keys = [...new Set([...ORDER, ...Object.keys(document)])];
  return Object.fromEntries(keys.flatMap((key) => (document[key] === undefined ? [] : [[key, document[key]] as const])));
}

/** What was kept and now contradicts the rest is gone for good. */
function without({ dataset, columns }: Unsaid, key: string): Unsaid {
  return { dataset: new Map([...dataset].filter(([name]) => name !== key)), columns };
}

/** A dataset whose name is not that of the object. */
function named(document: JsonObject, name: string): JsonObject {
  const { schema } = document;
  if (isList(schema) && schema.length === 0) return document;
  const object = firstOf(schema);
  const written = object["name"];
  if (typeof written === "string" && toDatasetName(written.replaceAll(".", "_")) === name) return document;
  return { ...document, schema: [withCustom(object, [{ property: `${PREFIX}name`, value: name }])] };
}

function withExtras(document: JsonObject, { dataset, columns }: Unsaid): JsonObject {
  const object = firstOf(document["schema"]);
  const { properties } = object;
  // The standard asks for both; what is written there for that is remembered, so that it can be told from what somebody said.
  const inferred = ["status", "version"].filter((key) => dataset.get(key) === null);
  const said = [...dataset].filter(([key]) => !inferred.includes(key));
  const extras = [
    ...said.map(([key, value]) => ({ property: PREFIX + key, value })),
    ...(inferred.length === 0
      ? []
      : [{ property: `${PREFIX}inferred`, value: Object.fromEntries(inferred.map((key) => [key, document[key] ?? null])) }]),
  ];
  const { schema } = document;
  if (isList(schema) && schema.length === 0) return withCustom(document, extras);
  const known = isList(properties) ? properties.map((property) => withColumnExtras(property, columns)) : null;
  return { ...document, schema: [withCustom({ ...object, ...(known === null ? {} : { properties: known }) }, extras)] };
}

function withColumnExtras(property: JsonValue, columns: Unsaid["columns"]): JsonValue {
  const extras = isObject(property) ? columns.get(String(property["name"])) : undefined;
  if (!isObject(property) || extras === undefined) return property;
  return withCustom(
    property,
    [...extras].map(([key, value]) => ({ property: PREFIX + key, value })),
  );
}

function withCustom(map: JsonObject, extras: readonly JsonObject[]): JsonObject {
  if (extras.length === 0) return map;
  const { customProperties } = map;
  return { ...map, customProperties: [...(isList(customProperties) ? customProperties : []), ...extras] };
}
