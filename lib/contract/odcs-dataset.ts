import { NO_ACCESS, readAccess } from "#lib/contract/access.ts";
import type { DatasetStatus } from "#lib/contract/contract.ts";
import { type DatasetDraft, STATUSES } from "#lib/contract/dataset.ts";
import { SOURCE_SERVER } from "#lib/contract/export/odcs-document.ts";
import { findLabel, findText, mapsIn, textsIn } from "#lib/contract/lenient.ts";
import { titleOf } from "#lib/contract/name.ts";
import { readOdcsColumns } from "#lib/contract/odcs-column.ts";
import { extrasOf, withExtras } from "#lib/contract/odcs-extras.ts";
import { odcsJson } from "#lib/contract/odcs-json.ts";
import { keptOf } from "#lib/contract/odcs-kept.ts";
import { readObjectQuality } from "#lib/contract/odcs-quality.ts";
import { readOdcsSla } from "#lib/contract/odcs-sla.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { readScore } from "#lib/contract/score.ts";
import type { Sections } from "#lib/contract/sections.ts";
import { isRelation, type SourceDraft } from "#lib/contract/source-ref.ts";
import { entryOf, isNull, type Spec, type SpecMap } from "#lib/contract/spec.ts";
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
  const { columns, checks: columnChecks } = object === null ? { columns: [], checks: [] } : readOdcsColumns(object, name, names, log);
  const title = object === null ? null : findLabel(object, "businessName");
  const description = (object === null ? null : findText(object, "description")) ?? descriptionOf(root);
  if (description === null)
    log.warning("TS-ODCS-001", position, `The contract does not describe ${name}.`, "Add `description` to the schema object.");
  const custom = (key: string) => (object === null ? undefined : customProperty(object, key)) ?? customProperty(root, key);
  const owner = ownerOf(root) ?? textOf(custom("owner"));
  if (owner === null) log.warning("TS-ODCS-001", position, `The contract names no owner of ${name}.`, "Add `team: {name: …}`.");
  const status = statusOf(root, log);
  const access = custom("access");
  const score = custom("declaredQualityScore");
  const examples = custom("usageExamples");
  const extras = extrasOf(object ?? root);
  const places = new Map((object?.entries ?? []).map(({ key, keyAt }) => [OUR_KEYS.get(key) ?? key, keyAt]));
  const draft: DatasetDraft = {
    name,
    title: title ?? titleOf(name),
    description: description ?? "",
    domain: findLabel(root, "domain"),
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
    checks: [...columnChecks, ...(object === null ? [] : readObjectQuality(object, name, log))],
    monitors: [],
    upstream: [],
    version: findLabel(root, "version"),
    aliases: [],
    access: access?.kind === "map" ? readAccess(access, log) : NO_ACCESS,
    examples: examples?.kind === "list" ? examples.items.flatMap((item, index) => readExample(item, index, log) ?? []) : [],
    custom: {},
    odcs: {},
    inferred: [...(title === null ? ["title"] : []), ...(status === null ? ["status"] : [])],
    position,
    columnMasks: new Map(),
    places,
  };
  if (log.failed) return null;
  const said = withExtras(draft, extras, log);
  if (log.failed) return null;
  if (extras.has("odcs")) return said;
  // As an export would write it: with what the standard's part says where the extra is only another form of it.
  const source = said.source?.words == null ? said.source : draft.source;
  return { ...said, odcs: keptOf(odcsJson(root, object), { ...said, version: draft.version, status: draft.status, source }) };
}

/** Words that teams use besides the standard's five. */
const STATUS_WORDS: ReadonlyMap<string, DatasetStatus> = new Map([
  ["development", "draft"],
  ["in development", "draft"],
  ["in_development", "draft"],
  ["experimental", "draft"],
  ["test", "draft"],
  ["production", "active"],
  ["current", "active"],
  ["live", "active"],
  ["published", "active"],
  ["released", "active"],
  ["sunset", "deprecated"],
  ["archived", "retired"],
]);

function statusOf(root: SpecMap, log: ProblemLog): DatasetStatus | null {
  const written = findLabel(root, "status");
  if (written === null) return null;
  const word = written.toLowerCase();
  const known = STATUSES.find((status) => status === word);
  if (known !== undefined) return known;
  const read = STATUS_WORDS.get(word) ?? null;
  const at = entryOf(root, "status")?.value.at ?? root.at;
  log.note(
    "TS-ODCS-001",
    at,
    `The status '${written.slice(0, 60)}' is none of the standard's; it is read as ${read ?? "active"}.`,
    `Write one of ${STATUSES.join(", ")}.`,
  );
  return read;
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
  const name = team?.kind === "map" ? findLabel(team, "name") : null;
  const members = team?.kind === "map" ? mapsIn(team, "members") : mapsIn(root, "team");
  const member = members.find((person) => /owner/i.test(findText(person, "role") ?? "") && findText(person, "dateOut") === null);
  return name ?? (member === undefined ? null : findLabel(member, "username"));
}

/** The first of the contract's servers that the catalog knows as a source, or that an export wrote as one. */
export function findServer(root: SpecMap, sections: Sections): SpecMap | null {
  const servers = mapsIn(root, "servers");
  const isSource = (server: SpecMap) => sections.sources.find(findText(server, "server") ?? "") !== undefined;
  return servers.find((server) => findText(server, "id") === SOURCE_SERVER) ?? servers.find(isSource) ?? null;
}

function sourceOf(object: SpecMap | null, server: SpecMap | null): SourceDraft | null {
  const physical = object === null ? null : findText(object, "physicalName");
  if (object === null || physical === null) return null;
  const schema = server === null ? null : findText(server, "schema");
  const relation = physical.includes(".") || schema === null ? physical : `${schema}.${physical}`;
  if (!isRelation(relation)) return null;
  return {
    source: server === null ? null : findLabel(server, "server"),
    relation,
    files: null,
    words: null,
    position: entryOf(object, "physicalName")?.keyAt ?? object.at,
  };
}

/** dbt and others write the owner as a custom property. */
const textOf = (spec: Spec | undefined) =>
  spec?.kind === "scalar" && !isNull(spec) && spec.text.trim() !== "" ? spec.text.trim().replace(/\s+/g, " ").slice(0, 200) : null;

function customProperty(map: SpecMap, name: string): Spec | undefined {
  const property = mapsIn(map, "customProperties").find((candidate) => findText(candidate, "property") === name);
  return property === undefined ? undefined : entryOf(property, "value")?.value;
}
