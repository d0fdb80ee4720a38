import type { JsonObject, JsonValue, Position } from "#lib/contract/contract.ts";
import type { Unsaid } from "#lib/contract/export/odcs-read-back.ts";
import { isList, isObject } from "#lib/contract/json-patch.ts";
import { firstOf } from "#lib/contract/odcs-kept.ts";
import { readColumnQuality, readObjectQuality } from "#lib/contract/odcs-quality.ts";
import { isModelledLevel } from "#lib/contract/odcs-sla.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { specFromJson } from "#lib/contract/spec-from-json.ts";

const NOWHERE: Position = { file: "", line: 1, column: 1 };

/** Where the standard says what a key of the catalog format says: keys of the contract and of its object. */
const PLACES: Readonly<Record<string, { readonly root?: readonly string[]; readonly object?: readonly string[] }>> = {
  title: { object: ["businessName"] },
  description: { root: ["description"], object: ["description"] },
  domain: { root: ["domain"] },
  tags: { root: ["tags"], object: ["tags"] },
  status: { root: ["status"] },
  version: { root: ["version"] },
  source: { object: ["physicalName"] },
};
/** Custom properties that are read as ours. */
const CUSTOM: Readonly<Record<string, string>> = {
  access: "access",
  quality_score: "declaredQualityScore",
  usage_examples: "usageExamples",
};
const COLUMN = ["physicalType", "logicalType", "description", "primaryKey", "required", "unique", "classification", "relationships"];
const OPTIONS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern"];

/**
 * What was kept of a contract, without what the dataset has meanwhile come to say otherwise: an export says what holds now.
 * @param ours the document without anything kept
 */
export function withoutStale(kept: JsonObject, unsaid: Unsaid, ours: JsonObject): JsonObject {
  if (unsaid.dataset.size + unsaid.columns.size === 0) return kept;
  const keys = [...unsaid.dataset.keys()];
  const names = new Set(keys.flatMap((key) => CUSTOM[key] ?? []));
  const rootKeys = new Set(keys.flatMap((key) => PLACES[key]?.root ?? []));
  const objectKeys = new Set(keys.flatMap((key) => PLACES[key]?.object ?? []));
  const checks = unsaid.dataset.has("checks");
  if (checks) objectKeys.add("quality");
  const { schema: _schema, ...root } = kept;
  const object = firstOf(kept["schema"]);
  const mine = firstOf(ours["schema"]);
  const properties = keptProperties(object, mine, unsaid, checks);
  const cleaned: JsonObject = {
    ...custom(without(object, objectKeys), names),
    ...(properties.length === 0 ? {} : { properties }),
    ...(checks ? both("quality", mine, object, (rule) => isModelledForObject(namesOf(mine, object), rule)) : {}),
  };
  const empty = isList(kept["schema"]) && kept["schema"].length === 0 ? { schema: [] } : {};
  const levels = unsaid.dataset.has("sla") || unsaid.dataset.has("freshness");
  return {
    ...team(custom(without(root, rootKeys), names), unsaid.dataset.has("owner")),
    ...(levels ? both("slaProperties", ours, root, isModelledLevel) : {}),
    ...(Object.keys(cleaned).length === 0 ? empty : { schema: [cleaned] }),
  };
}

function keptProperties(object: JsonObject, mine: JsonObject, unsaid: Unsaid, checks: boolean): JsonValue[] {
  const ours = new Map(objectsIn(mine["properties"]).map((property) => [property["name"], property]));
  // What was kept of a column that is gone is gone, too.
  return objectsIn(object["properties"]).flatMap((property) => {
    const own = ours.get(property["name"]);
    if (own === undefined) return [];
    const isStale = unsaid.columns.has(String(property["name"]));
    return [isStale || checks ? withoutStaleColumn(property, own, isStale, namesOf(mine, object)) : property];
  });
}

function withoutStaleColumn(property: JsonObject, own: JsonObject, isStale: boolean, names: JsonObject): JsonObject {
  const { logicalTypeOptions: options } = property;
  const quality = both("quality", own, property, (rule) => isModelledForColumn(String(property["name"]), names, rule));
  if (!isStale) return { ...without(property, new Set(["quality"])), ...quality };
  const rest = isObject(options) ? without(options, new Set(OPTIONS)) : {};
  return {
    ...without(property, new Set([...COLUMN, "logicalTypeOptions", "quality"])),
    ...(Object.keys(rest).length === 0 ? {} : { logicalTypeOptions: rest }),
    ...quality,
  };
}

/** Our items of a list, then those that were kept and that are no matter of ours. */
function both(key: string, ours: JsonObject, kept: JsonObject, isModelled: (item: JsonObject) => boolean): JsonObject {
  const rest = objectsIn(kept[key]).filter((item) => !isModelled(item));
  const mine = objectsIn(ours[key]);
  return rest.length + mine.length === 0 ? {} : { [key]: [...mine, ...rest] };
}

/** What queries call the object. */
function namesOf(mine: JsonObject, kept: JsonObject): JsonObject {
  const names = ["name", "physicalName"].map((key) => [key, kept[key] ?? mine[key] ?? null] as const);
  return Object.fromEntries(names);
}

function isModelledForColumn(column: string, names: JsonObject, rule: JsonObject): boolean {
  const property = specFromJson({ name: column, quality: [rule] }, NOWHERE);
  const object = specFromJson(names, NOWHERE);
  if (property.kind !== "map" || object.kind !== "map") return false;
  const { traits, pattern, checks } = readColumnQuality({ dataset: "", object, column }, property, new ProblemLog([]));
  return Object.keys(traits).length > 0 || pattern !== null || checks.length > 0;
}

function isModelledForObject(names: JsonObject, rule: JsonObject): boolean {
  const object = specFromJson({ ...names, quality: [rule] }, NOWHERE);
  return object.kind === "map" && readObjectQuality(object, "", new ProblemLog([])).length > 0;
}

/** A team keeps its members under another name. */
function team(root: JsonObject, isStale: boolean): JsonObject {
  const { team: kept, ...rest } = root;
  if (!isStale || kept === undefined) return root;
  const members = isObject(kept) ? without(kept, new Set(["name"])) : isList(kept) ? { members: kept } : {};
  return Object.keys(members).length === 0 ? rest : { ...rest, team: members };
}

function custom(map: JsonObject, names: ReadonlySet<string>): JsonObject {
  const { customProperties } = map;
  if (names.size === 0 || !isList(customProperties)) return map;
  const left = customProperties.filter((item) => !(isObject(item) && names.has(String(item["property"]))));
  return { ...without(map, new Set(["customProperties"])), ...(left.length === 0 ? {} : { customProperties: left }) };
}

function without(map: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.has(key)));
}

const objectsIn = (value: JsonValue | undefined): JsonObject[] => (isList(value) ? value.filter(isObject) : []);
