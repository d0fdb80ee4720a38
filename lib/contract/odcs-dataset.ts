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

/** One schema object with what its contract says about all of them. `object` is `null` for a contract without a schema. */
export function readOdcsObject(
  name: string,
  root: SpecMap,
  object: SpecMap | null,
  names: ReadonlyMap<string, string>,
  sections: Sections,
  log: ProblemLog,
): DatasetDraft | null {
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
    source: sourceOf(root, object, sections),
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
    at: (key) => places.get(key) ?? position,
    log,
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

function sourceOf(root: SpecMap, object: SpecMap | null, sections: Sections): SourceDraft | null {
  const physical = object === null ? null : findText(object, "physicalName");
  if (object === null || physical === null || !/^[^\s;'"`()]{1,512}$/.test(physical)) return null;
  const servers = mapsIn(root, "servers");
  const server = servers.find((candidate) => sections.sources.find(findText(candidate, "server") ?? "") !== undefined);
  const schema = (server ?? servers[0]) === undefined ? null : findText(server ?? root, "schema");
  const relation = physical.includes(".") || schema === null || server === undefined ? physical : `${schema}.${physical}`;
  return {
    source: server === undefined ? null : findText(server, "server"),
    relation,
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
