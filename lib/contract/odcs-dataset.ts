import { NO_ACCESS, readAccess } from "#lib/contract/access.ts";
import type { JsonObject } from "#lib/contract/contract.ts";
import { type DatasetDraft, STATUSES } from "#lib/contract/dataset.ts";
import { findText, mapsIn, textsIn } from "#lib/contract/lenient.ts";
import { titleOf } from "#lib/contract/name.ts";
import { readOdcsColumns } from "#lib/contract/odcs-column.ts";
import { readObjectQuality } from "#lib/contract/odcs-quality.ts";
import { readOdcsSla } from "#lib/contract/odcs-sla.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { readScore } from "#lib/contract/score.ts";
import type { Sections } from "#lib/contract/sections.ts";
import type { SourceDraft } from "#lib/contract/source-ref.ts";
import { entryOf, type Spec, type SpecMap, toJson } from "#lib/contract/spec.ts";
import { readExample } from "#lib/contract/usage-example.ts";

/** One object of a contract, and what is known of it from elsewhere. */
export interface OdcsObject {
  /** Of the dataset that it becomes. */
  readonly name: string;
  readonly root: SpecMap;
  /** `null`: the contract has no schema. */
  readonly object: SpecMap | null;
  /** From the names of the contract's objects to those of their datasets. */
  readonly names: ReadonlyMap<string, string>;
  /** The contract's server that the catalog knows as a source. */
  readonly server: SpecMap | null;
}

/** One schema object with what its contract says about all of them. Depends on nothing but its arguments, so that it can be kept. */
export function readOdcsObject({ name, root, object, names, server }: OdcsObject, log: ProblemLog): DatasetDraft | null {
  const position = object?.at ?? root.at;
  const { columns, checks: columnChecks } = object === null ? { columns: [], checks: [] } : readOdcsColumns(object, names, log);
  const title = (object === null ? null : findText(object, "businessName"))?.slice(0, 200) ?? null;
  const description = (object === null ? null : findText(object, "description")) ?? descriptionOf(root);
  if (description === null)
    log.warning("TS-ODCS-001", position, `The contract does not describe ${name}.`, "Add `description` to the schema object.");
  const owner = ownerOf(root);
  if (owner === null) log.warning("TS-ODCS-001", position, `The contract names no owner of ${name}.`, "Add `team: {name: …}`.");
  const status = STATUSES.find((known) => known === findText(root, "status")?.toLowerCase());
  const custom = (key: string) => customProperty(object, key) ?? customProperty(root, key);
  const access = custom("access");
  const score = custom("declaredQualityScore");
  const examples = custom("usageExamples");
  const places = new Map((object?.entries ?? []).map(({ key, keyAt }) => [OUR_KEYS.get(key) ?? key, keyAt]));
  const draft: DatasetDraft = {
    name,
    title: title ?? titleOf(name),
    description: description ?? "",
    domain: findText(root, "domain")?.slice(0, 200) ?? null,
    owner,
    tags: [...new Set([...(object === null ? [] : textsIn(object, "tags")), ...textsIn(root, "tags")])],
    terms: [],
    tier: null,
    status: status ?? "active",
    replacedBy: null,
    docs: null,
    source: sourceOf(object, server),
    ...readOdcsSla(root, object, log),
    qualityTarget: score === undefined ? null : readScore(score, "declaredQualityScore", log),
    columns,
    checks: [...columnChecks, ...(object === null ? [] : readObjectQuality(object, log))],
    monitors: [],
    upstream: [],
    version: findText(root, "version")?.slice(0, 60) ?? null,
    aliases: [],
    access: access?.kind === "map" ? readAccess(access, log) : NO_ACCESS,
    examples: examples?.kind === "list" ? examples.items.flatMap((item, index) => readExample(item, index, log) ?? []) : [],
    custom: {},
    odcs: keptOf(root, object),
    inferred: [...(title === null ? ["title"] : []), ...(status === undefined ? ["status"] : [])],
    position,
    columnMasks: new Map(),
    places,
  };
  return log.failed ? null : draft;
}

const OUR_KEYS: ReadonlyMap<string, string> = new Map([
  ["properties", "schema"],
  ["physicalName", "source"],
]);

function descriptionOf(root: SpecMap): string | null {
  const description = entryOf(root, "description")?.value;
  if (description?.kind === "map") return findText(description, "purpose") ?? findText(description, "usage");
  return findText(root, "description");
}

/** v3.1: the team's name. v3.0, or a team without a name: the member with the role of owner who has not left. */
function ownerOf(root: SpecMap): string | null {
  const team = entryOf(root, "team")?.value;
  const name = team?.kind === "map" ? findText(team, "name") : null;
  const members = team?.kind === "map" ? mapsIn(team, "members") : mapsIn(root, "team");
  const member = members.find((person) => /owner/i.test(findText(person, "role") ?? "") && findText(person, "dateOut") === null);
  return (name ?? (member === undefined ? null : findText(member, "username")))?.slice(0, 200) ?? null;
}

/** The first of the contract's servers that the catalog knows as a source. */
export function findServer(root: SpecMap, sections: Sections): SpecMap | null {
  return mapsIn(root, "servers").find((server) => sections.sources.find(findText(server, "server") ?? "") !== undefined) ?? null;
}

function sourceOf(object: SpecMap | null, server: SpecMap | null): SourceDraft | null {
  const physical = object === null ? null : findText(object, "physicalName");
  if (object === null || physical === null || !/^[^\s;'"`()]{1,512}$/.test(physical)) return null;
  const schema = server === null ? null : findText(server, "schema");
  return {
    source: server === null ? null : findText(server, "server"),
    relation: physical.includes(".") || schema === null ? physical : `${schema}.${physical}`,
    files: null,
    words: null,
    position: entryOf(object, "physicalName")?.keyAt ?? object.at,
  };
}

function customProperty(map: Spec | null, name: string): Spec | undefined {
  if (map === null) return undefined;
  const property = mapsIn(map, "customProperties").find((candidate) => findText(candidate, "property") === name);
  return property === undefined ? undefined : entryOf(property, "value")?.value;
}

/** The contract as it was, with only this object in its schema: nothing is lost, whatever is modelled. */
function keptOf(root: SpecMap, object: SpecMap | null): JsonObject {
  const kept = root.entries.filter(({ key }) => key !== "schema").map(({ key, value }) => [key, toJson(value)] as const);
  return Object.fromEntries([...kept, ["schema", object === null ? [] : [toJson(object)]]]);
}
