import type { JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { odcsDocument, type Said } from "#lib/contract/export/odcs-document.ts";
import { applyPatch, isList, isObject, patchOf } from "#lib/contract/json-patch.ts";

/** The standard asks for these, so a contract that leaves them out is given them. */
const REQUIRED = ["id", "version", "status"];

/**
 * What a contract says beyond what Touchstone itself would write for the dataset: everything of the standard that is not modelled, and
 * other words for the same. It becomes `odcs` of the dataset; `withKept` is the way back.
 */
export function keptOf(original: JsonObject, said: Said): JsonObject {
  const { schema: ours, apiVersion: _version, ...root } = odcsDocument(said, "");
  const { schema, ...rest } = original;
  const hasObject = isList(schema) && schema.length > 0;
  // Without an object it is the contract's name that names the dataset.
  const needed = hasObject ? REQUIRED : [...REQUIRED, "name"];
  const kept = Object.entries(patchOf(root, rest)).filter(([key, value]) => !(needed.includes(key) && value === null));
  const object = hasObject ? patchOf(firstOf(ours), firstOf(schema)) : NOTHING;
  const objects = Object.keys(object).length === 0 ? {} : { schema: [object] };
  return { ...Object.fromEntries(kept), ...(hasObject ? objects : { schema: [] }) };
}

/** A document of ours with what was kept laid over it. */
export function withKept(document: JsonObject, kept: JsonObject): JsonObject {
  const { schema: ours, ...root } = document;
  const { schema, ...rest } = kept;
  const { properties } = firstOf(ours);
  const isBare = isList(schema) && schema.length === 0 && isList(properties) && properties.length === 0;
  return { ...applyPatch(root, rest), schema: isBare ? [] : [applyPatch(firstOf(ours), firstOf(schema))] };
}

const NOTHING: JsonObject = {};

/** The only object of a contract. */
export function firstOf(schema: JsonValue | undefined): JsonObject {
  const first = isList(schema) ? schema[0] : undefined;
  return isObject(first) ? first : NOTHING;
}
