import { columnsOf } from "#lib/contract/check.ts";
import type { AccessLevel, CheckSpec, Column, DatasetContract, Freshness, MonitorSpec, Policy } from "#lib/contract/contract.ts";
import { type DatasetDraft, placeOf } from "#lib/contract/dataset.ts";
import { inferFreshnessColumn } from "#lib/contract/freshness.ts";
import { hashOf } from "#lib/contract/hash.ts";
import { linkColumns } from "#lib/contract/link-columns.ts";
import { linkDoc } from "#lib/contract/link-doc.ts";
import { linkRows } from "#lib/contract/link-rows.ts";
import { linkSource } from "#lib/contract/link-source.ts";
import type { Linker } from "#lib/contract/linker.ts";
import { promisesOf } from "#lib/contract/promise.ts";

export interface LinkContext {
  readonly classifications: Policy["classifications"];
  readonly defaultVisibility: AccessLevel;
  /** What may be asked of a reader; `null`: not known here. */
  readonly attributes: Policy["attributes"] | null;
  /** Monitors of the root sections that concern this dataset, in file order. */
  readonly monitors: readonly MonitorSpec[];
}

/**
 * A draft with every name linked and every default filled in. `null` after an error. Depends on the draft, the context and the answers
 * that the linker gets, and on nothing else.
 */
export function linkDataset(draft: DatasetDraft, context: LinkContext, linker: Linker): DatasetContract | null {
  const { docs, source: _source, access: _access, places: _places, columns: _columns, columnMasks: _masks, ...said } = draft;
  const { log } = linker;
  const at = (key: string) => placeOf(draft, key);
  const columns = linkColumns(draft, linker, context.classifications);
  const freshness = linkFreshness(draft, columns, linker);
  const source = linkSource(draft, linker);
  const access = resolveAccess(draft, context.defaultVisibility);
  linkRows(draft, context.attributes, linker);
  for (const check of draft.checks) linkCheck(check, draft, linker);
  const monitors = [...draft.monitors, ...context.monitors].map((monitor) => linkMonitor(monitor, draft, linker));
  if (log.failed) return null;

  const contract = {
    ...said,
    owner: draft.owner === null ? null : linker.owner(draft.owner, at("owner")),
    domain: draft.domain === null ? null : linker.domain(draft.domain, at("domain")),
    terms: [...new Set(draft.terms.map((term) => linker.term(term, at("terms"))))],
    replacedBy:
      draft.replacedBy === null ? null : (linker.findDataset(draft.replacedBy, "`replaced_by`", at("replaced_by")) ?? draft.replacedBy),
    upstream: [...new Set(draft.upstream.map((name) => linker.findDataset(name, "`lineage`", at("lineage")) ?? name))],
    aliases: draft.aliases.filter((alias) => keepAlias(alias, draft, linker)),
    columns,
    freshness: freshness.value,
    source: source.source,
    access: access.value,
    monitors,
    // Errors of a document leave only the document out, so it comes after the last look at `log.failed`.
    doc: linkDoc(docs, at("docs"), draft, linker),
    inferred: [...draft.inferred, ...source.inferred, ...freshness.inferred, ...access.inferred],
  };
  const promises = promisesOf(contract, { schema: at("schema"), quality: at("quality_score") });
  // Promises follow from the rest, and their wording is ours: a better word must not be a new version of every dataset.
  return { ...contract, promises, hash: hashOf(contract) };
}

function linkFreshness(
  draft: DatasetDraft,
  columns: readonly Column[],
  linker: Linker,
): { value: Freshness | null; inferred: readonly string[] } {
  const { freshness } = draft;
  if (freshness === null) return { value: null, inferred: [] };
  if (freshness.column !== null) {
    const column = linker.column(draft, freshness.column, "`freshness`", freshness.position);
    return { value: { ...freshness, column: column ?? freshness.column }, inferred: [] };
  }
  const column = inferFreshnessColumn(columns);
  if (column !== null) return { value: { ...freshness, column }, inferred: ["freshness.column"] };
  linker.log.note(
    "TS-FRESH-002",
    freshness.position,
    "No column tells how fresh the data is; the last update counts.",
    "Write `freshness: {max_age: 24h, column: …}`.",
  );
  return { value: freshness, inferred: [] };
}

function resolveAccess({ access }: DatasetDraft, fallback: AccessLevel) {
  const { masks: _masks, ...said } = access;
  const visibility = access.visibility ?? fallback;
  return {
    value: { ...said, visibility, data: access.data ?? visibility },
    inferred: [...(access.visibility === null ? ["access.visibility"] : []), ...(access.data === null ? ["access.data"] : [])],
  };
}

function linkCheck(check: CheckSpec, draft: DatasetDraft, linker: Linker): void {
  const what = `The check \`${check.kind}\``;
  for (const name of columnsOf(check)) linker.column(draft, name, what, check.position);
  const { to } = check.params;
  if (typeof to === "string") linker.reference(to, draft, check.position);
}

function linkMonitor(monitor: MonitorSpec, draft: DatasetDraft, linker: Linker): MonitorSpec {
  const column = monitor.column === null ? null : (linker.column(draft, monitor.column, "The monitor", monitor.position) ?? monitor.column);
  return { ...monitor, dataset: draft.name, column };
}

function keepAlias(alias: string, draft: DatasetDraft, linker: Linker): boolean {
  if (linker.ownerOfAlias(alias) === draft.name) return true;
  linker.log.warning(
    "TS-DUP-001",
    placeOf(draft, "aliases"),
    `The alias '${alias}' already belongs to ${linker.find("datasets", alias) ?? "another dataset"}.`,
    "Remove it here.",
  );
  return false;
}
