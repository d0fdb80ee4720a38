import { type AccessDraft, NO_ACCESS, readAccess } from "#lib/contract/access.ts";
import { readCheck } from "#lib/contract/check.ts";
import { readColumns } from "#lib/contract/column.ts";
import type { DatasetContract, DatasetStatus, Position } from "#lib/contract/contract.ts";
import { Fields, labelsOf } from "#lib/contract/fields.ts";
import { readFreshness } from "#lib/contract/freshness.ts";
import type { MaskSaid } from "#lib/contract/mask.ts";
import { readMonitor } from "#lib/contract/monitor.ts";
import { isDatasetName, titleOf, toDatasetName } from "#lib/contract/name.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { readScore } from "#lib/contract/score.ts";
import { readSla } from "#lib/contract/sla.ts";
import { readSourceRef, type SourceDraft } from "#lib/contract/source-ref.ts";
import type { SpecEntry } from "#lib/contract/spec.ts";
import { readExample } from "#lib/contract/usage-example.ts";

/** A dataset as its own text says it, before names are linked and defaults filled in. Nothing but values: it can be sent and kept. */
export interface DatasetDraft extends Omit<DatasetContract, "doc" | "access" | "source" | "promises" | "hash"> {
  /** Masks that columns themselves say, by the column's name. */
  readonly columnMasks: ReadonlyMap<string, MaskSaid>;
  readonly access: AccessDraft;
  readonly source: SourceDraft | null;
  readonly docs: string | null;
  readonly places: ReadonlyMap<string, Position>;
}

/** Where a key of the dataset stands; the dataset itself for a key that is absent. */
export function placeOf({ places, position }: DatasetDraft, key: string): Position {
  return places.get(key) ?? position;
}

export const STATUSES = ["proposed", "draft", "active", "deprecated", "retired"] as const satisfies readonly DatasetStatus[];

const KEYS = (
  "title description domain owner tags terms tier status replaced_by docs source sla freshness quality_score schema checks monitors " +
  "lineage version aliases access custom odcs usage_examples"
).split(" ");

/** One entry of `datasets:`. `null` after an error: then its last good version stays published. */
export function readDataset({ key: name, keyAt, value }: SpecEntry, parent: ProblemLog): DatasetDraft | null {
  const log = parent.child(name);
  if (!isDatasetName(name)) {
    const nearest = toDatasetName(name);
    const hint = "Use small letters, digits and `_`, beginning with a letter, at most 63 characters.";
    log.error(
      "TS-SPEC-004",
      keyAt,
      `'${name.slice(0, 80)}' is no name of a dataset.`,
      isDatasetName(nearest) ? `Write \`${nearest}\`. ${hint}` : hint,
    );
  }
  if (value.kind !== "map") {
    log.error("TS-SPEC-002", value.at, `The dataset '${name.slice(0, 80)}' needs a map with description, owner and schema.`);
    return null;
  }
  const fields = new Fields(value, log, { what: "a dataset", known: KEYS, protecting: ["access"] });
  const draft = readFields(name, keyAt, fields);
  return log.failed ? null : draft;
}

function readFields(name: string, position: Position, fields: Fields): DatasetDraft {
  const { log } = fields;
  const description = fields.text("description");
  const owner = fields.label("owner");
  const schema = fields.spec("schema");
  if (description === null) fields.missing("description", "Say in plain words what one row is.", position);
  if (owner === null) fields.missing("owner", "Name the team that answers questions about it.", position);
  if (schema === null && !fields.has("schema")) fields.missing("schema", "List its columns: `- name: TYPE`.", position);
  const drafts = schema === null ? [] : readColumns(schema, log);
  const columns = drafts.map(({ column }) => column);
  if (fields.has("schema") && columns.length === 0 && !log.failed)
    log.warning("TS-SPEC-003", fields.at("schema"), "The dataset has no columns.");

  const title = fields.label("title");
  const status = fields.oneOf("status", STATUSES);
  const tier = fields.number("tier", { min: 1, max: 4 });
  const freshness = fields.spec("freshness");
  const sla = fields.spec("sla");
  const score = fields.spec("quality_score");
  const source = fields.spec("source");
  const access = fields.mapOf("access");
  return {
    name,
    title: title ?? titleOf(name),
    description: description ?? "",
    domain: fields.label("domain"),
    owner,
    tags: fields.labels("tags"),
    terms: fields.labels("terms"),
    tier: tierOf(tier, fields),
    status: status ?? "active",
    replacedBy: fields.label("replaced_by"),
    docs: fields.label("docs"),
    source: source === null ? null : readSourceRef(source, fields.at("source"), log),
    sla: sla === null ? null : readSla(sla, fields.at("sla"), log),
    freshness: freshness === null ? null : readFreshness(freshness, fields.at("freshness"), log),
    qualityTarget: score === null ? null : readScore(score, "quality_score", log),
    columns,
    columnMasks: new Map(drafts.flatMap(({ column, maskSaid }) => (maskSaid === null ? [] : [[column.name, maskSaid] as const]))),
    checks: fields.items("checks").flatMap((item) => readCheck(item, log) ?? []),
    monitors: fields.items("monitors").flatMap((item) => readMonitor(item, name, log) ?? []),
    upstream: readUpstream(fields),
    version: readVersion(fields),
    aliases: fields.labels("aliases"),
    access: access === null ? NO_ACCESS : readAccess(access, log),
    examples: fields.items("usage_examples").flatMap((item, index) => readExample(item, index, log) ?? []),
    custom: fields.json("custom"),
    odcs: fields.json("odcs"),
    inferred: [...(title === null ? ["title"] : []), ...(status === null ? ["status"] : [])],
    position,
    // Positions only: a draft that held on to its part of the tree would keep every file of a large catalog in memory.
    places: new Map(fields.map.entries.map(({ key, keyAt }) => [key, keyAt])),
  };
}

function tierOf(tier: number | null, fields: Fields): DatasetContract["tier"] {
  if (tier === null || tier === 1 || tier === 2 || tier === 3 || tier === 4) return tier;
  fields.log.error("TS-SPEC-005", fields.at("tier"), "`tier` is 1, 2, 3 or 4.", "1 is the most critical.");
  return null;
}

function readUpstream(fields: Fields): readonly string[] {
  const spec = fields.spec("lineage");
  if (spec === null) return [];
  if (spec.kind !== "map") return labelsOf(spec, "lineage", fields.log);
  return new Fields(spec, fields.log, { what: "a lineage", known: ["upstream"] }).labels("upstream");
}

function readVersion(fields: Fields): string | null {
  const version = fields.label("version");
  if (version !== null && !/^v?\d{1,9}(?:\.\d{1,9}){1,2}(?:[-+][\w.+-]{1,60})?$/.test(version))
    fields.log.warning(
      "TS-SPEC-005",
      fields.at("version"),
      `The version '${version.slice(0, 60)}' is not semantic.`,
      "Write for example `1.4.0`.",
    );
  return version;
}
