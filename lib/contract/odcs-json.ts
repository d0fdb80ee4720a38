import type { JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { isList, isObject } from "#lib/contract/json-patch.ts";
import { isNull, type Spec, type SpecMap, toJson } from "#lib/contract/spec.ts";

const words = (text: string) => new Set(text.split(/\s+/));

/** Keys whose value is text by the standard, also where it looks like a number: `version: 1.10`. */
const TEXTS = words(
  `apiVersion kind id name version status tenant domain dataProduct slaDefaultElement contractCreatedTs purpose usage limitations server
   environment location host database schema catalog account project dataset warehouse serviceName stagingDir region regionName path format
   delimiter endpointUrl physicalType physicalName businessName logicalType dataGranularityDescription classification encryptedName
   transformLogic transformDescription description url type channel tool scope invitationUrl priceCurrency priceUnit username role dateIn
   dateOut replacedByUsername access firstLevelApprovers secondLevelApprovers property unit element driver scheduler schedule dimension
   method metric rule query engine severity businessImpact to from tags transformSourceObjects`,
);
/** Texts that tell things apart. */
const NAMES = words("name server property id");
/** Values of any kind, kept as they are. */
const RAW = words("value implementation arguments examples");
const ROOT = words(
  `version kind apiVersion id name tenant tags status servers dataProduct description domain schema support price team roles
   slaDefaultElement slaProperties authoritativeDefinitions customProperties contractCreatedTs`,
);
const ELEMENT =
  "id name physicalType description businessName authoritativeDefinitions tags customProperties logicalType quality relationships physicalName properties";
const OBJECT = words(`${ELEMENT} dataGranularityDescription`);
const PROPERTY = words(
  `${ELEMENT} items primaryKey primaryKeyPosition logicalTypeOptions required unique partitioned partitionKeyPosition classification
   encryptedName transformSourceObjects transformLogic transformDescription examples criticalDataElement`,
);
const RULE = words(
  `id authoritativeDefinitions businessImpact customProperties description dimension method name schedule scheduler severity tags type
   unit metric arguments query engine implementation mustBe mustNotBe mustBeGreaterThan mustBeGreaterOrEqualTo mustBeLessThan
   mustBeLessOrEqualTo mustBeBetween mustNotBeBetween`,
);

const SUPPORT = words("id channel url description tool scope invitationUrl customProperties");
const ROLE = words("id role description access firstLevelApprovers secondLevelApprovers customProperties");
const TEAM = words("id name description members tags customProperties authoritativeDefinitions");
const MEMBER = words("id username name description role dateIn dateOut replacedByUsername tags customProperties authoritativeDefinitions");

/** Keys that older versions of the standard and common tools write, and today's word for them. */
const RULES: ReadonlyMap<string, string> = new Map([
  ["duplicateCount", "duplicateValues"],
  ["validValues", "invalidValues"],
  ["nullCheck", "nullValues"],
  ["countCheck", "rowCount"],
]);

/** Names that version 3.0 had for the metrics of the library. */
export function metricNamed(name: string): string {
  return RULES.get(name) ?? name;
}

/**
 * A contract with one of its objects, in the words of version 3.1: text is text, keys that the standard does not have stand below
 * `customProperties`, and what Touchstone adds for other readers (ids that begin with `touchstone-`, properties with `touchstone.`) is
 * gone.
 */
export function odcsJson(root: SpecMap, object: SpecMap | null): JsonObject {
  const { schema: _schema, apiVersion: _version, ...rest } = mapJson(root, new Set(["schema"]));
  const { description, ...json } = rest;
  return {
    ...tidy(json, ROOT),
    ...listOf("support", json, (item) => tidy(item, SUPPORT)),
    ...listOf("roles", json, (item) => tidy(item, ROLE)),
    ...teamOf(json),
    ...(description === undefined || description === null
      ? {}
      : { description: typeof description === "string" ? { purpose: description } : description }),
    ...(object === null ? { schema: [] } : { schema: [objectOf(mapJson(object))] }),
  };
}

function teamOf(json: JsonObject): JsonObject {
  const { team } = json;
  return isObject(team) ? { team: { ...tidy(team, TEAM), ...listOf("members", team, memberOf) } } : listOf("team", json, memberOf);
}

/** Version 3.0 had a comment where 3.1 has a description. */
function memberOf({ comment, ...member }: JsonObject): JsonObject {
  const described = comment === undefined || member["description"] !== undefined ? {} : { description: comment };
  return tidy({ ...member, ...described, ...(comment !== undefined && member["description"] !== undefined ? { comment } : {}) }, MEMBER);
}

function objectOf(object: JsonObject): JsonObject {
  return { ...tidy(object, OBJECT), ...listOf("quality", object, ruleOf), ...listOf("properties", object, propertyOf) };
}

/** Version 2 said the opposite of `required`. */
function propertyOf({ isNullable, nullable = isNullable, isUnique, ...said }: JsonObject): JsonObject {
  const property: JsonObject = {
    ...said,
    ...(typeof nullable === "boolean" && said["required"] === undefined ? { required: !nullable } : {}),
    ...(typeof isUnique === "boolean" && said["unique"] === undefined ? { unique: isUnique } : {}),
  };
  const { items } = property;
  return {
    ...tidy(property, PROPERTY),
    ...listOf("quality", property, ruleOf),
    ...listOf("properties", property, propertyOf),
    ...(isObject(items) ? { items: propertyOf(items) } : {}),
  };
}

function ruleOf({ rule, ...rest }: JsonObject): JsonObject {
  const metric = typeof rule === "string" && rest["metric"] === undefined ? { metric: metricNamed(rule) } : {};
  return tidy({ ...rest, ...metric }, RULE);
}

function listOf(key: string, map: JsonObject, read: (item: JsonObject) => JsonObject): JsonObject {
  const list = map[key];
  return isList(list) ? { [key]: list.map((item) => (isObject(item) ? read(item) : item)) } : {};
}

/** Unknown keys become custom properties, beside those that are there. */
function tidy(map: JsonObject, known: ReadonlySet<string>): JsonObject {
  const { customProperties, ...rest } = map;
  const said = Object.entries(rest).filter(([key]) => known.has(key));
  const unknown = Object.entries(rest).filter(([key]) => !known.has(key));
  const custom = [...(isList(customProperties) ? customProperties : []), ...unknown.map(([property, value]) => ({ property, value }))];
  return {
    ...Object.fromEntries(said),
    ...(custom.length === 0 ? {} : { customProperties: custom }),
    ...(customProperties !== undefined && !isList(customProperties) ? { customProperties } : {}),
  };
}

/** Empty keys are left out; only of a custom property `value: ` says something. */
function mapJson(map: SpecMap, except: ReadonlySet<string> = new Set()): JsonObject {
  const entries = map.entries
    .filter(({ key, value }) => !except.has(key) && (key === "value" || !isNull(value)))
    .map(({ key, value }) => [key, jsonOf(key, value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined).map(([key, value]) => [key, value ?? null]));
}

/** `undefined`: a list of nothing but what Touchstone itself wrote. */
function jsonOf(key: string, spec: Spec): JsonValue | undefined {
  switch (spec.kind) {
    case "map":
      return RAW.has(key) ? toJson(spec) : mapJson(spec);
    case "list": {
      if (RAW.has(key)) return toJson(spec);
      const items = spec.items.filter((item) => !isOurs(item)).map((item) => jsonOf(key, item) ?? null);
      return items.length === 0 && spec.items.length > 0 ? undefined : items;
    }
    case "scalar":
      if (!TEXTS.has(key) || isNull(spec)) return toJson(spec);
      return NAMES.has(key) ? spec.text.trim() : spec.text;
  }
}

/** Written by Touchstone for others to read; it is made again from the catalog. */
function isOurs(item: Spec): boolean {
  if (item.kind !== "map") return false;
  const text = (key: string) => {
    const value = item.entries.find((entry) => entry.key === key)?.value;
    return value?.kind === "scalar" ? value.text : "";
  };
  return (text("id").startsWith("touchstone-") && text("server") === "") || text("property").startsWith("touchstone.");
}
