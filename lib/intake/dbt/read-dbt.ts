import type { JsonObject, SourceRef } from "#lib/contract/contract.ts";
import { cleanLabel, cleanText, toId } from "#lib/intake/clean-text.ts";
import type { DbtCatalog } from "#lib/intake/dbt/dbt-catalog.ts";
import { addColumns } from "#lib/intake/dbt/dbt-columns.ts";
import { addConstraints } from "#lib/intake/dbt/dbt-constraints.ts";
import { type DbtDataset, newDbtDataset } from "#lib/intake/dbt/dbt-dataset.ts";
import { addFreshness } from "#lib/intake/dbt/dbt-freshness.ts";
import { readMetrics } from "#lib/intake/dbt/dbt-metrics.ts";
import { DbtOwners } from "#lib/intake/dbt/dbt-owners.ts";
import { isSelected } from "#lib/intake/dbt/dbt-select.ts";
import { DbtSources } from "#lib/intake/dbt/dbt-sources.ts";
import { DbtTables } from "#lib/intake/dbt/dbt-tables.ts";
import { addTest } from "#lib/intake/dbt/dbt-tests.ts";
import type { DbtManifest, DbtNode } from "#lib/intake/dbt/manifest.ts";
import { ImportNotes } from "#lib/intake/import-notes.ts";
import { type ImportedCatalog, type ImportedDataset, plainDataset } from "#lib/intake/imported.ts";
import { toJsonObject } from "#lib/intake/json-value.ts";

export interface DbtOptions {
  /** As dbt's own `--select`; empty: everything. */
  readonly select: readonly string[];
  /** Owner of what names none. */
  readonly owner: string | null;
  /** Id of the catalog's source that the relations are in; `null`: made from the manifest where its engine is one of ours. */
  readonly source: string | null;
  /** The name that a dataset with this alias has in the catalog already. */
  readonly known?: (alias: string) => string | null;
}

/** A dbt project, as its artifacts tell it → datasets, owners, metrics. Pure; the same artifacts give the same answer. */
export function readDbt(
  manifest: DbtManifest,
  catalog: DbtCatalog | null,
  options: DbtOptions,
): { readonly catalog: ImportedCatalog; readonly notes: ImportNotes } {
  const notes = new ImportNotes();
  const tables = new DbtTables(manifest, notes, (id) => options.known?.(aliasOf(id)) ?? null);
  const datasets = new Map(tables.all.map((table) => [table.name, newDbtDataset(table)]));
  const foldsUpper = manifest.metadata?.adapter_type === "snowflake";
  for (const dataset of datasets.values()) {
    addColumns(dataset, catalog, foldsUpper, notes);
    addConstraints(dataset, tables, notes);
    for (const node of [dataset.table.node, ...dataset.table.twins])
      if (node.resource_type === "source" || node.source_name != null) addFreshness(dataset, node, notes);
  }
  for (const node of manifest.nodes)
    if (node.resource_type === "test" && node.config?.enabled !== false) addTest(node, datasets, tables, notes);
  for (const dataset of datasets.values()) markKey(dataset);
  for (const { name, label, type, url, owner, depends_on: depends } of manifest.exposures)
    for (const behind of tables.datasetsBehind(depends?.nodes ?? [], null))
      datasets.get(behind)?.exposures.push(toJsonObject({ name: label ?? name, type, url, owner: owner?.name ?? null }));

  const owners = new DbtOwners(manifest);
  const sources = new DbtSources(manifest, options.source);
  const domains = new Map<string, string>();
  const wanted = [...datasets.values()].filter(({ table }) => isSelected(table, options.select));
  const imported = wanted.map((dataset) => toImported(dataset, { tables, owners, sources, domains, notes, options }));
  const names = new Set(imported.map(({ name }) => name));
  const used = new Set(imported.map(({ owner }) => owner));
  return {
    notes,
    catalog: {
      datasets: imported,
      domains: [...domains].map(([id, title]) => ({ id, title })),
      owners: owners.list().filter(({ id }) => used.has(id)),
      sources: sources.list(),
      metrics: readMetrics(manifest, tables, notes).filter(({ dataset }) => names.has(dataset)),
    },
  };
}

export const aliasOf = (id: string) => `dbt:${id}`;

/** The only column that is tested to be unique and never empty is the key: those two tests say just that. */
function markKey({ columns }: DbtDataset): void {
  const all = columns.list();
  const [only, second] = all.filter(({ unique, required }) => unique && required);
  if (only !== undefined && second === undefined && !all.some(({ primaryKey }) => primaryKey))
    columns.patch(only.name, { primaryKey: true });
}

interface Surroundings {
  readonly tables: DbtTables;
  readonly owners: DbtOwners;
  readonly sources: DbtSources;
  readonly domains: Map<string, string>;
  readonly notes: ImportNotes;
  readonly options: DbtOptions;
}

function toImported(dataset: DbtDataset, { tables, owners, sources, domains, notes, options }: Surroundings): ImportedDataset {
  const { table, columns, checks, freshness } = dataset;
  const { node, twins } = table;
  const nodes = [node, ...twins];
  const meta = metaOf(nodes);
  const { owner: _owner, owners: _owners, tier, domain, title, ...rest } = meta;
  const domainName = typeof domain === "string" ? cleanLabel(domain) : null;
  const domainId = domainName === null ? "" : toId(domainName);
  if (domainName !== null && domainId !== "") domains.set(domainId, domainName);
  const description = nodes.map((each) => cleanText(each.description)).find((text) => text !== null) ?? null;
  if (description === null) notes.add("dataset without a description", table.name);
  const owner = nodes.map((each) => owners.ownerOf(each, meta)).find((id) => id !== null) ?? options.owner;
  if (owner === null) notes.add("dataset without an owner", table.name);
  const relation: SourceRef | null = sources.refOf(node, notes);
  const deprecated = node.deprecation_date != null;
  const latest = deprecated ? latestOf(table.node, tables) : null;
  return {
    ...plainDataset(table.name),
    title: typeof title === "string" ? title : null,
    description,
    domain: domainId === "" ? null : domainId,
    owner,
    tags: nodes.flatMap((each) => [...(each.tags ?? []), ...(each.config?.tags ?? [])]).sort(),
    tier: tierOf(tier),
    status: deprecated ? "deprecated" : null,
    replacedBy: latest === table.name ? null : latest,
    source: relation,
    freshness,
    columns: columns.list(),
    checks,
    upstream: tables.datasetsBehind(node.depends_on?.nodes ?? [], table.name),
    aliases: nodes.map(({ unique_id }) => aliasOf(unique_id)),
    custom: customOf(dataset, rest),
    comments: commentsOf(dataset),
  };
}

function metaOf(nodes: readonly DbtNode[]): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...nodes.toReversed().map((node) => ({ ...node.source_meta, ...node.meta, ...node.config?.meta })));
}

/** `1`, `"2"`, `tier-3`, `P1`. */
function tierOf(value: unknown): number | null {
  const text =
    typeof value === "number" || typeof value === "string" ? /^(?:tier|p|t)?[-_ ]?([1-4])$/i.exec(String(value).trim())?.[1] : undefined;
  return text === undefined ? null : Number(text);
}

function latestOf(node: DbtNode, tables: DbtTables): string | null {
  if (node.latest_version == null) return null;
  const found = tables.all.find(
    ({ node: other }) =>
      other.name === node.name && other.package_name === node.package_name && String(other.version) === String(node.latest_version),
  );
  return found?.name ?? null;
}

function customOf({ table, keptTests, exposures }: DbtDataset, meta: Readonly<Record<string, unknown>>): JsonObject {
  const { node } = table;
  const dbt = toJsonObject({
    path: node.original_file_path ?? node.path ?? null,
    materialized: table.kind === "source" ? null : (node.config?.materialized ?? null),
    access: node.access === "protected" ? null : (node.access ?? null),
    deprecation_date: node.deprecation_date ?? null,
    ...(keptTests.length === 0 ? {} : { tests: keptTests }),
    ...(exposures.length === 0 ? {} : { exposures }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
  });
  return Object.keys(dbt).length === 0 ? {} : { dbt };
}

function commentsOf({ typesUnknown, columns }: DbtDataset): ImportedDataset["comments"] {
  if (columns.list().length === 0)
    return { schema: "dbt documents no columns here; `dbt docs generate` makes the catalog.json that knows them." };
  return typesUnknown
    ? { schema: "Types are not known: STRING stands for all. Import again with the catalog.json of `dbt docs generate`." }
    : {};
}
