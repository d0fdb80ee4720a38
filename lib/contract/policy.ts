import { ACCESS_LEVELS } from "#lib/contract/access.ts";
import { DIMENSIONS } from "#lib/contract/check.ts";
import type { AccessLevel, Mask, Policy, Position } from "#lib/contract/contract.ts";
import { Fields } from "#lib/contract/fields.ts";
import { type MaskSaid, readMask } from "#lib/contract/mask.ts";
import { isPlainKey } from "#lib/contract/name.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { numberOf, type SpecMap } from "#lib/contract/spec.ts";

/** What one `policy:` section says. Sections of several files are put together key by key. */
export interface PolicyDraft {
  readonly defaultVisibility: AccessLevel | null;
  readonly attributes: readonly string[];
  readonly classifications: ReadonlyMap<string, MaskSaid>;
  readonly dimensionWeights: Readonly<Record<string, number>>;
  readonly adminGroups: readonly string[];
  /** What may be said only once in a catalog, and where this section says it. */
  readonly places: ReadonlyMap<string, Position>;
}

const KEYS = ["default_visibility", "attributes", "classifications", "dimension_weights", "roles"];

/** Where a protecting word is not understood, the strictest reading holds until it is mended: hidden rather than shown. */
const STRICT: Mask = { as: "null", except: [] };

export function readPolicy(map: SpecMap, log: ProblemLog): PolicyDraft {
  const fields = new Fields(map, log, { what: "a policy", known: KEYS, protecting: ["default_visibility", "classifications"] });
  const visibility = fields.oneOf("default_visibility", ACCESS_LEVELS);
  const roles = fields.mapOf("roles");
  return {
    defaultVisibility: visibility ?? (fields.has("default_visibility") ? "restricted" : null),
    attributes: fields.labels("attributes"),
    classifications: readClassifications(fields),
    dimensionWeights: readWeights(fields),
    places: placesOf(fields),
    adminGroups: roles === null ? [] : new Fields(roles, log, { what: "roles", known: ["admin"] }).labels("admin"),
  };
}

function readClassifications(fields: Fields): ReadonlyMap<string, MaskSaid> {
  const masks = new Map<string, MaskSaid>();
  for (const { key, keyAt, value } of fields.mapOf("classifications")?.entries ?? []) {
    const name = key.trim().toLowerCase();
    if (isPlainKey(name) && name !== "") masks.set(name, readMask(value, keyAt, fields.log, "mask") ?? STRICT);
    else fields.log.error("TS-SPEC-004", keyAt, `'${name}' is no name of a classification.`);
  }
  return masks;
}

function placesOf(fields: Fields): ReadonlyMap<string, Position> {
  const places = new Map<string, Position>();
  if (fields.has("default_visibility")) places.set("default_visibility", fields.at("default_visibility"));
  for (const section of ["classifications", "dimension_weights"]) {
    const spec = fields.spec(section);
    for (const { key, keyAt } of spec?.kind === "map" ? spec.entries : []) places.set(`${section}.${key.trim().toLowerCase()}`, keyAt);
  }
  return places;
}

function readWeights(fields: Fields): Readonly<Record<string, number>> {
  const weights: [string, number][] = [];
  for (const { key, keyAt, value } of fields.mapOf("dimension_weights")?.entries ?? []) {
    const weight = numberOf(value);
    const known = DIMENSIONS.find((dimension) => dimension === key);
    if (known === undefined)
      fields.log.warning("TS-SPEC-001", keyAt, `'${key.slice(0, 60)}' is no dimension.`, `Write one of ${DIMENSIONS.join(", ")}.`);
    else if (weight === null || weight < 0 || weight > 1000) fields.log.error("TS-SPEC-005", value.at, "A weight lies between 0 and 1000.");
    else weights.push([known, weight]);
  }
  return Object.fromEntries(weights);
}

/** Columns marked PII are masked unless the policy says otherwise. */
const BUILT_IN: ReadonlyMap<string, MaskSaid> = new Map([["pii", { as: "partial", except: [] }]]);

/**
 * The policy of the whole catalog: the first file that says a thing counts, and classifications have their built-in masks.
 * @param last the published policy, while a file is broken: what no other file says now, it may have said, so it holds on
 */
export function mergePolicies(drafts: readonly PolicyDraft[], log: ProblemLog, last: Policy | null = null): Policy {
  const places = new Map<string, Position>();
  for (const [key, place] of drafts.flatMap((draft) => [...draft.places])) {
    const first = places.get(key);
    if (first === undefined) places.set(key, place);
    else
      log.error(
        "TS-DUP-001",
        place,
        `The policy's \`${key.slice(0, 80)}\` is already set in ${first.file}, line ${first.line}; that one is used.`,
      );
  }
  const said = new Map<string, MaskSaid>(last === null ? BUILT_IN : Object.entries(last.classifications));
  const weights: Record<string, number> = { ...last?.dimensionWeights };
  for (const draft of drafts.toReversed()) {
    for (const [name, mask] of draft.classifications) said.set(name, mask);
    Object.assign(weights, draft.dimensionWeights);
  }
  const classifications = [...said].flatMap(([name, mask]) => (mask === "none" ? [] : [[name, mask] as const]));
  return {
    defaultVisibility: drafts.find((draft) => draft.defaultVisibility !== null)?.defaultVisibility ?? last?.defaultVisibility ?? null,
    attributes: listOf(
      drafts.flatMap((draft) => draft.attributes),
      last?.attributes,
    ),
    classifications: Object.fromEntries(classifications.sort(([a], [b]) => (a < b ? -1 : 1))),
    dimensionWeights: weights,
    adminGroups: listOf(
      drafts.flatMap((draft) => draft.adminGroups),
      last?.adminGroups,
    ),
  };
}

const listOf = (said: readonly string[], last: readonly string[] = []) => [...new Set(said.length === 0 ? last : said)];
