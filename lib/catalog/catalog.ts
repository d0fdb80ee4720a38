import { type DatasetViewInput, datasetView, splitReference } from "#lib/catalog/dataset-view.ts";
import { docForReader, referencesIn } from "#lib/catalog/doc-for-reader.ts";
import { type Glossary, glossaryOf, hiddenColumns, ownerView, summaryOf } from "#lib/catalog/summary.ts";
import { datasetNamesIn, relationsInCheck, sqlOf, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import type {
  DatasetSummary,
  DatasetView,
  DomainPage,
  DomainSummary,
  HomeView,
  OwnerPage,
  OwnerSummary,
  TermSummary,
  TermView,
} from "#lib/catalog/views.ts";
import type { DatasetContract, Doc, Metric } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { columnAccess, type Scope, scopeOf } from "#lib/policy/scope.ts";
import type { DatasetFilter, DatasetQuery, DatasetRecord, GroupCount, Page, Store } from "#lib/store/store.ts";

/** What can be said about a dataset's data without a measurement: whether there is any, and its newest row. */
export interface DataGlance {
  readonly asOf: string | null;
  /** Why no rows can be read, as a sentence; `null` when they can. */
  readonly noData: string | null;
}

export interface CatalogDeps {
  readonly store: Store;
  /** Looks at the data for a reader who may read it. Fails softly: what cannot be told in time is `null`. */
  readonly glance: (record: DatasetRecord, scope: Scope) => Promise<DataGlance>;
  readonly now: () => Date;
}

type Linked = Pick<DatasetViewInput, "visible" | "hidden" | "hiddenMetrics">;

const LIST = 200;
const HOME = 6;
const SERIES = 90;
const BY_NAME: DatasetQuery["sort"] = { by: "name", descending: false };

/** Reads of the catalog for pages and the API. Every one takes the reader's scope; nothing here asks again who may see what. */
export class CatalogReader {
  readonly #deps: CatalogDeps;
  #glossary: { revision: number; value: Glossary } | undefined;

  constructor(deps: CatalogDeps) {
    this.#deps = deps;
  }

  async glossary(): Promise<Glossary> {
    const vocabulary = await this.#deps.store.vocabulary();
    if (this.#glossary?.revision !== vocabulary.revision) this.#glossary = { revision: vocabulary.revision, value: glossaryOf(vocabulary) };
    return this.#glossary.value;
  }

  async list(scope: Scope, query: DatasetQuery): Promise<Page<DatasetSummary>> {
    const [page, glossary] = await Promise.all([this.#deps.store.listDatasets(scope, query), this.glossary()]);
    const now = this.#deps.now();
    return { ...page, items: page.items.map((record) => summaryOf(record, scope, glossary, now)) };
  }

  /** `null`: no such dataset, or not for this reader. The two cannot be told apart. */
  find(scope: Scope, name: string): Promise<DatasetRecord | null> {
    return this.#deps.store.findDataset(scope, name);
  }

  async dataset(scope: Scope, name: string): Promise<DatasetView | null> {
    const { store } = this.#deps;
    const record = await store.findDataset(scope, name);
    if (record === null) return null;
    const [glossary, neighbours, series, linked, glance] = await Promise.all([
      this.glossary(),
      store.lineage(scope, record.id),
      store.qualitySeries(scope, record.id, SERIES),
      this.#linked(scope, record),
      this.#deps.glance(record, scope),
    ]);
    return datasetView({ record, scope, glossary, neighbours, series, ...linked, ...glance, now: this.#deps.now() });
  }

  /** What a dataset refers to: the datasets that the reader sees, and the names of what is there but hidden. */
  async #linked(scope: Scope, { contract }: DatasetRecord): Promise<Linked> {
    const names = new Set([
      ...contract.columns.flatMap(({ references }) => (references === null ? [] : [splitReference(references).dataset])),
      ...(contract.replacedBy === null ? [] : [contract.replacedBy]),
    ]);
    const visible = new Map<string, DatasetRecord>();
    for (const name of names) {
      const record = await this.#deps.store.findDataset(scope, name);
      if (record !== null) visible.set(name, record);
    }
    return { visible, hidden: await this.hiddenNames(scope, contract), hiddenMetrics: await this.#hiddenMetrics(scope) };
  }

  /** Folded names to which a contract refers outside its prose, and which mean datasets that this reader may not know of. */
  async hiddenNames(scope: Scope, { columns, checks, examples, doc }: DatasetContract): Promise<ReadonlySet<string>> {
    const references = columns.map((column) => column.references);
    const queries = examples.map(({ sql }) => sqlOf(sql));
    return await this.#hiddenAmong(scope, [references, checks.map(relationsInCheck), queries, referencesIn(doc)].map(datasetNamesIn));
  }

  async #hiddenAmong(scope: Scope, names: readonly ReadonlySet<string>[]): Promise<ReadonlySet<string>> {
    return await this.#deps.store.hiddenNames(
      scope,
      names.flatMap((part) => [...part]),
    );
  }

  /** Names of metrics over datasets that this reader may not know of. */
  async #hiddenMetrics(scope: Scope): Promise<ReadonlySet<string>> {
    const { metrics } = (await this.glossary()).vocabulary;
    const hidden = await this.#deps.store.hiddenNames(
      scope,
      metrics.map(({ dataset }) => foldName(dataset)),
    );
    return new Set(metrics.filter(({ dataset }) => hidden.has(foldName(dataset))).map(({ name }) => name));
  }

  /** The document of a term or a domain, cut to the reader. */
  async #doc(scope: Scope, doc: Doc | null): Promise<Doc | null> {
    if (doc === null) return null;
    const [hidden, metrics] = await Promise.all([
      this.#hiddenAmong(scope, [datasetNamesIn(referencesIn(doc))]),
      this.#hiddenMetrics(scope),
    ]);
    return docForReader(doc, {
      namesNoDataset: tellableOutside(hidden),
      namesNoRelation: tellableOutside(hidden),
      namesNoColumn: () => true,
      knowsMetric: (name) => !metrics.has(name),
    });
  }

  async home(scope: Scope): Promise<HomeView> {
    const { store } = this.#deps;
    const [glossary, all, recent, tierOne, domains, terms] = await Promise.all([
      this.glossary(),
      this.#summaries(scope, {}, LIST),
      this.list(scope, { filter: {}, sort: { by: "updated", descending: true }, limit: HOME, after: null }),
      this.#summaries(scope, { tier: [1] }, HOME),
      this.domains(scope),
      this.terms(scope),
    ]);
    const total = (await store.listDatasets(scope, { filter: {}, sort: BY_NAME, limit: 1, after: null })).total;
    return {
      title: glossary.vocabulary.title,
      datasets: total,
      empty: total === 0 && (await store.published()).length === 0,
      domains,
      needingAttention: all
        .filter(({ verdict, status }) => verdict.state === "broken" || verdict.state === "at-risk" || status === "deprecated")
        .slice(0, HOME),
      critical: tierOne,
      recent: recent.items,
      terms: [...terms].sort((a, b) => b.datasets - a.datasets || compare(a.title, b.title)).slice(0, 5),
    };
  }

  async #summaries(scope: Scope, filter: DatasetFilter, limit: number): Promise<readonly DatasetSummary[]> {
    return (await this.list(scope, { filter, sort: BY_NAME, limit, after: null })).items;
  }

  async terms(scope: Scope): Promise<readonly TermSummary[]> {
    const [glossary, counts] = await Promise.all([this.glossary(), this.#deps.store.countBy(scope, "term")]);
    const datasets = countsById(counts);
    return glossary.vocabulary.terms
      .map(({ slug, title, definition, synonyms }) => ({ slug, title, definition, synonyms, datasets: datasets.get(slug) ?? 0 }))
      .sort((a, b) => compare(a.title, b.title));
  }

  async term(scope: Scope, slug: string): Promise<TermView | null> {
    const glossary = await this.glossary();
    const { terms, metrics } = glossary.vocabulary;
    const term = terms.find((candidate) => candidate.slug === slug);
    if (term === undefined) return null;
    const { items } = await this.#deps.store.listDatasets(scope, { filter: { term: [slug] }, sort: BY_NAME, limit: LIST, after: null });
    const now = this.#deps.now();
    const visible = new Set(items.map(({ contract }) => contract.name));
    const related = term.related.filter((other) => terms.some((candidate) => candidate.slug === other));
    const seen = await Promise.all(
      metrics
        .filter((metric) => metric.term === slug || visible.has(metric.dataset))
        .map(async (metric) => ({ metric, shown: isShown(metric, await this.find(scope, metric.dataset), scope) })),
    );
    return {
      slug,
      title: term.title,
      definition: term.definition,
      synonyms: term.synonyms,
      owner: term.owner === null ? null : glossary.owner(term.owner),
      related: related.map(glossary.term),
      doc: await this.#doc(scope, term.doc),
      datasets: items.map((record) => summaryOf(record, scope, glossary, now)),
      columns: items.flatMap(({ contract }) =>
        contract.columns
          .filter((column) => column.term === slug && columnAccess(column, scope).mask !== "hide")
          .map(({ name, description }) => ({ dataset: contract.name, column: name, description })),
      ),
      metrics: seen
        .filter(({ metric, shown }) => shown && (metric.term === slug || metric.name === slug))
        .map(({ metric: { name, title, dataset, measure } }) => ({ name, title, dataset, measure })),
    };
  }

  async owners(scope: Scope): Promise<readonly OwnerSummary[]> {
    const { vocabulary } = await this.glossary();
    const counts = await this.#visibleIds(
      scope,
      "owner",
      vocabulary.owners.map(({ id }) => id),
    );
    return [...counts]
      .map(([id, datasets]) => ({
        ...ownerView(
          id,
          vocabulary.owners.find((owner) => owner.id === id),
        ),
        datasets,
      }))
      .sort((a, b) => compare(a.title, b.title));
  }

  async owner(scope: Scope, id: string): Promise<OwnerPage | null> {
    const owner = (await this.owners(scope)).find((candidate) => candidate.id === id);
    if (owner === undefined) return null;
    const { datasets: _count, ...view } = owner;
    return { owner: view, datasets: await this.#summaries(scope, { owner: [id] }, LIST) };
  }

  async domains(scope: Scope): Promise<readonly DomainSummary[]> {
    const glossary = await this.glossary();
    const declared = glossary.vocabulary.domains;
    const counts = await this.#visibleIds(
      scope,
      "domain",
      declared.map(({ id }) => id),
    );
    return [...counts]
      .map(([id, datasets]) => {
        const domain = declared.find((candidate) => candidate.id === id);
        const owner = domain?.owner ?? null;
        return {
          id,
          title: domain?.title ?? glossary.domain(id).title,
          description: domain?.description ?? null,
          owner: owner === null ? null : glossary.owner(owner),
          datasets,
        };
      })
      .sort((a, b) => b.datasets - a.datasets || compare(a.title, b.title));
  }

  async domain(scope: Scope, id: string): Promise<DomainPage | null> {
    const domain = (await this.domains(scope)).find((candidate) => candidate.id === id);
    if (domain === undefined) return null;
    const glossary = await this.glossary();
    return {
      domain,
      doc: await this.#doc(scope, glossary.vocabulary.domains.find((candidate) => candidate.id === id)?.doc ?? null),
      datasets: await this.#summaries(scope, { domain: [id] }, LIST),
    };
  }

  /**
   * Owners or domains with what this reader sees of them. One whose every dataset is hidden does not exist for the reader;
   * one that is declared and owns nothing does.
   */
  async #visibleIds(scope: Scope, group: "owner" | "domain", declared: readonly string[]): Promise<Map<string, number>> {
    const [seen, all] = await Promise.all([this.#deps.store.countBy(scope, group), this.#deps.store.countBy(scopeOf(SYSTEM), group)]);
    const visible = countsById(seen);
    const used = countsById(all);
    for (const id of declared) if (!visible.has(id) && !used.has(id)) visible.set(id, 0);
    return visible;
  }
}

/** A metric is told where its dataset is, unless it is computed from a column that is hidden from the reader. */
function isShown(metric: Metric, record: DatasetRecord | null, scope: Scope): boolean {
  if (record === null) return false;
  const { name: _name, title: _title, position: _position, ...said } = metric;
  return tellableWithout(hiddenColumns(record.contract, scope))(said);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const countsById = (counts: readonly GroupCount[]) => new Map(counts.map(({ id, datasets }) => [id, datasets]));
