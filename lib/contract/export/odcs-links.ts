import type { DatasetContract, JsonObject, JsonValue } from "#lib/contract/contract.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";
import { isList, isObject } from "#lib/contract/json-patch.ts";
import { firstOf } from "#lib/contract/odcs-kept.ts";
import { href } from "#lib/href.ts";

/**
 * Links to the catalog's own pages and the owner's channels. Their ids begin with `touchstone-`, by which reading knows that they are
 * made from the catalog and belong to nobody's contract.
 */
export function withLinks(document: JsonObject, contract: DatasetContract, around: Surroundings): JsonObject {
  const { origin, findOwner, findTerm } = around;
  const owner = contract.owner === null ? null : findOwner(contract.owner);
  const link = (id: string, type: string, path: string, description: string): JsonObject => ({
    id: `touchstone-${id}`,
    type,
    url: origin + path,
    description,
  });
  const term = (slug: string, index: number) =>
    link(`term-${index + 1}`, "businessDefinition", href.term(slug), findTerm(slug)?.title ?? slug);
  const channels = [
    ...(owner?.slack == null ? [] : [{ id: "touchstone-slack", channel: owner.slack, tool: "slack" }]),
    ...(owner?.email == null
      ? []
      : [{ id: "touchstone-email", channel: owner.email, tool: "email", url: `mailto:${encodeURI(owner.email)}` }]),
  ];
  const object = firstOf(document["schema"]);
  const { properties } = object;
  const columnTerms = new Map(contract.columns.flatMap(({ name, term: slug }) => (slug === null ? [] : [[name, slug] as const])));
  const linked = (property: JsonValue): JsonValue => {
    const slug = isObject(property) ? columnTerms.get(String(property["name"])) : undefined;
    return isObject(property) && slug !== undefined ? added(property, "authoritativeDefinitions", [term(slug, 0)]) : property;
  };
  const withTerms = added(object, "authoritativeDefinitions", contract.terms.map(term));
  return {
    ...added(added(document, "support", channels), "authoritativeDefinitions", [
      link("page", "canonical", href.dataset(contract.name), contract.title),
    ]),
    schema: [{ ...withTerms, ...(isList(properties) ? { properties: properties.map(linked) } : {}) }],
  };
}

function added(map: JsonObject, key: string, items: readonly JsonObject[]): JsonObject {
  const before = map[key];
  return items.length === 0 ? map : { ...map, [key]: [...(isList(before) ? before : []), ...items] };
}
