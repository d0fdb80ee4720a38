import type { CatalogReader } from "#lib/catalog/catalog.ts";
import { datasetView, relationsOnly } from "#lib/catalog/dataset-view.ts";
import { referencesIn } from "#lib/catalog/doc-for-reader.ts";
import { hiddenEver } from "#lib/catalog/past-columns.ts";
import { datasetNamesIn, relationsInCheck, sqlOf, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import type { DatasetView } from "#lib/catalog/views.ts";
import type { Column, DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import { splitReference } from "#lib/contract/reference.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { VersionRecord } from "#lib/store/history.ts";
import type { DatasetRecord, LineageNeighbour, Store } from "#lib/store/store.ts";

/** The version that an answer is about. */
export interface VersionMark {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly commit: string | null;
  readonly author: string | null;
  readonly publishedAt: string;
  /** It is what is promised today. */
  readonly current: boolean;
}

/** A promise of the past under the policy of today, with what its contract needs besides to be told. */
export interface VersionAtView {
  readonly dataset: DatasetView;
  /** As `dataset` shows it: masks of today, and columns that must not be told marked as hidden. */
  readonly contract: DatasetContract;
  /** Folded names in the contract that mean datasets which this reader may not know of. */
  readonly hidden: ReadonlySet<string>;
  readonly hiddenColumns: readonly string[];
}

export type VersionAt =
  | {
      readonly kind: "found";
      readonly mark: VersionMark /** `null`: today's, which is told as always. */;
      readonly view: VersionAtView | null;
    }
  /** No such dataset, or not for this reader. */
  | { readonly kind: "no-dataset" }
  | { readonly kind: "no-version"; readonly dataset: { readonly name: string; readonly title: string } }
  | {
      readonly kind: "ambiguous";
      readonly dataset: { readonly name: string; readonly title: string };
      readonly candidates: readonly string[];
    };

export interface VersionAtDeps {
  readonly store: Store;
  readonly catalog: CatalogReader;
  readonly now: () => Date;
}

const NOT_OF_THEN = "Rows are those of today. Leave out `at` to see how to get them.";

/**
 * What a dataset promised at a version or commit. Who may see it, which columns exist for a reader and which names may be told is
 * decided by the policy of today; where a column is gone, by the strictest policy that it ever had. Nothing observed is part of it.
 */
export async function versionAt({ store, catalog, now }: VersionAtDeps, scope: Scope, name: string, ref: string): Promise<VersionAt> {
  const record = await store.findDataset(scope, name);
  if (record === null) return { kind: "no-dataset" };
  const lookup = await store.versionAt(scope, record.id, ref);
  const dataset = { name: record.contract.name, title: record.contract.title };
  if (lookup.kind === "none") return { kind: "no-version", dataset };
  if (lookup.kind === "ambiguous") return { ...lookup, dataset };
  const mark = markOf(lookup.version);
  if (mark.current) return { kind: "found", mark, view: null };

  const [glossary, guards, hiddenMetrics] = await Promise.all([
    catalog.glossary(),
    store.columnGuards(scope, [record.id]),
    catalog.hiddenMetrics(scope),
  ]);
  const hiddenColumns = hiddenEver(record.contract, guards.get(record.id) ?? [], glossary.vocabulary.policy, scope);
  const promised = underPolicyOf(record.contract, lookup.contract, hiddenColumns);
  const hidden = await store.hiddenNamesEver(scope, [...namesIn(promised)]);
  const contract = { ...promised, access: { ...promised.access, ...declaredFor(promised, hidden, hiddenColumns) } };
  const then: DatasetRecord = { ...ofVersion(record, lookup.version), contract };
  const visible = await visibleDatasets(store, scope, contract);
  const view = datasetView({
    ...{ record: then, scope, glossary, hidden, hiddenMetrics, hiddenColumns, visible },
    ...{ neighbours: upstreamOf(contract, visible, hidden), series: [], asOf: null, noData: NOT_OF_THEN, now: now() },
  });
  return { kind: "found", mark, view: { dataset: withoutObservations(view, mark), contract, hidden, hiddenColumns } };
}

function markOf({ id, version, hash, commit, author, publishedAt, current }: VersionRecord): VersionMark {
  return { id, version, hash, commit, author, publishedAt: publishedAt.toISOString(), current };
}

/** What was promised then, to whom it is open now. */
function underPolicyOf(today: DatasetContract, then: DatasetContract, hiddenColumns: readonly string[]): DatasetContract {
  const hidden = new Set(hiddenColumns.map((name) => name.toLowerCase()));
  const masks = new Map(today.columns.map(({ name, mask }) => [name.toLowerCase(), mask]));
  const columns = then.columns.map((column): Column => {
    const name = column.name.toLowerCase();
    if (hidden.has(name)) return { ...column, mask: { as: "hide", except: [] } };
    return { ...column, mask: masks.get(name) ?? null };
  });
  const { visibility, data, readers, rows } = today.access;
  return { ...then, name: today.name, columns, access: { ...then.access, visibility, data, readers, rows } };
}

/** Ways in that the owner named then, unless they name what this reader may not know of: nobody can mend them any more. */
function declaredFor(contract: DatasetContract, hidden: ReadonlySet<string>, hiddenColumns: readonly string[]) {
  const namesNoColumn = tellableWithout(hiddenColumns);
  const namesNoRelation = tellableOutside(relationsOnly(hidden, contract));
  const tell = (text: string | null) => (namesNoColumn(text) && namesNoRelation(text) ? text : null);
  const { query, export: file, api } = contract.access;
  return { query: tell(query), export: tell(file), api: tell(api) };
}

function ofVersion(record: DatasetRecord, { version, commit, author, publishedAt }: VersionRecord): DatasetRecord {
  return { ...record, version, commit, author, updatedAt: publishedAt, staleSince: null, latestReport: null };
}

/** Everything outside of prose that could be the name of a dataset. */
function namesIn({ columns, checks, examples, doc, upstream, replacedBy, access }: DatasetContract): ReadonlySet<string> {
  const references = columns.map((column) => column.references);
  return datasetNamesIn([
    references,
    checks.map(relationsInCheck),
    examples.map(({ sql }) => sqlOf(sql)),
    referencesIn(doc),
    upstream,
    replacedBy,
    [access.query, access.export, access.api],
  ]);
}

async function visibleDatasets(store: Store, scope: Scope, { columns, replacedBy, upstream }: DatasetContract) {
  const pointed = columns.flatMap(({ references }) => (references === null ? [] : [splitReference(references).dataset]));
  const found = new Map<string, DatasetRecord>();
  for (const name of new Set([...pointed, ...upstream, ...(replacedBy === null ? [] : [replacedBy])])) {
    const record = await store.findDataset(scope, name);
    if (record !== null) found.set(name, record);
  }
  return found;
}

/** What it was made from. What is made from it is told of today only. */
function upstreamOf(
  { upstream }: DatasetContract,
  visible: ReadonlyMap<string, DatasetRecord>,
  hidden: ReadonlySet<string>,
): readonly LineageNeighbour[] {
  const names = new Map(upstream.map((name) => [foldName(name), name]));
  return [...names].map(([folded, name]): LineageNeighbour => {
    const dataset = visible.get(name) ?? null;
    const isHidden = dataset === null && hidden.has(folded);
    const provenance = isHidden ? [] : [{ by: "contract", job: null, at: null } as const];
    return { direction: "up", dataset, name: dataset !== null || isHidden ? null : name, provenance };
  });
}

/** A measurement belongs to the day on which it was made, and so to what was promised then: nothing of today is shown beside it. */
function withoutObservations(view: DatasetView, mark: VersionMark): DatasetView {
  const reason = `This is version ${mark.version} of ${mark.publishedAt.slice(0, 10)}; what is observed belongs to what is promised today`;
  const { access } = view;
  return {
    ...view,
    canRead: false,
    verdict: { state: "unknown", reasons: [reason], since: null },
    access: access.level === "closed" ? access : { ...access, level: "none", reason: NOT_OF_THEN, policy: [] },
  };
}
