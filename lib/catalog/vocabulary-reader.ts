import type { CatalogReader } from "#lib/catalog/catalog.ts";
import { docForReader, referencesIn } from "#lib/catalog/doc-for-reader.ts";
import { hiddenColumns, ownerView, summaryOf } from "#lib/catalog/summary.ts";
import { datasetNamesIn, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import { withTrust } from "#lib/catalog/trust.ts";
import type { DatasetSummary, DomainPage, DomainSummary, OwnerPage, OwnerSummary, TermSummary, TermView } from "#lib/catalog/views.ts";
import type { Doc, Metric } from "#lib/contract/contract.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { columnsFor } from "#lib/policy/dataset-access.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import type { DatasetFilter, DatasetQuery, DatasetRecord, GroupCount, Store } from "#lib/store/store.ts";

export interface VocabularyDeps {
  readonly store: Store;
  readonly catalog: CatalogReader;
  readonly now: () => Date;
}

/** Datasets on the page of a term, an owner or a domain; search shows the rest. */
const LIST = 200;
const BY_NAME: DatasetQuery["sort"] = { by: "name", descending: false };

/** Terms, owners and domains with what a reader sees of them. */
export class VocabularyReader {
  readonly #store: Store;
  readonly #catalog: CatalogReader;
  readonly #now: () => Date;

  constructor({ store, catalog, now }: VocabularyDeps) {
    this.#store = store;
    this.#catalog = catalog;
    this.#now = now;
  }

  /** The document of a term or a domain, cut to the reader. */
  async #doc(scope: Scope, doc: Doc | null): Promise<Doc | null> {
    if (doc === null) return null;
    const [hidden, metrics] = await Promise.all([
      this.#catalog.hiddenAmong(scope, [datasetNamesIn(referencesIn(doc))]),
      this.#catalog.hiddenMetrics(scope),
    ]);
    return docForReader(doc, {
      namesNoDataset: tellableOutside(hidden),
      namesNoRelation: tellableOutside(hidden),
      namesNoColumn: () => true,
      knowsMetric: (name) => !metrics.has(name),
    });
  }

  async #listing(scope: Scope, filter: DatasetFilter): Promise<{ readonly datasets: readonly DatasetSummary[]; readonly total: number }> {
    const { items, total } = await this.#catalog.list(scope, { filter, sort: BY_NAME, limit: LIST, after: null });
    return { datasets: items, total };
  }

  async terms(scope: Scope): Promise<readonly TermSummary[]> {
    const [glossary, counts] = await Promise.all([this.#catalog.glossary(), this.#store.countBy(scope, "term")]);
    const datasets = countsById(counts);
    return glossary.vocabulary.terms
      .map(({ slug, title, definition, synonyms }) => ({ slug, title, definition, synonyms, datasets: datasets.get(slug) ?? 0 }))
      .sort((a, b) => compare(a.title, b.title));
  }

  async term(scope: Scope, slug: string): Promise<TermView | null> {
    const glossary = await this.#catalog.glossary();
    const { terms, metrics } = glossary.vocabulary;
    const term = terms.find((candidate) => candidate.slug === slug);
    if (term === undefined) return null;
    const { items, total } = await this.#store.listDatasets(scope, { filter: { term: [slug] }, sort: BY_NAME, limit: LIST, after: null });
    const now = this.#now();
    const visible = new Set(items.map(({ contract }) => contract.name));
    const related = term.related.filter((other) => terms.some((candidate) => candidate.slug === other));
    const seen = await Promise.all(
      metrics
        .filter((metric) => metric.term === slug || visible.has(metric.dataset))
        .map(async (metric) => ({ metric, shown: isShown(metric, await this.#catalog.find(scope, metric.dataset), scope) })),
    );
    const trust = await this.#catalog.trust(scope, items);
    return {
      slug,
      title: term.title,
      definition: term.definition,
      synonyms: term.synonyms,
      owner: term.owner === null ? null : glossary.owner(term.owner),
      related: related.map(glossary.term),
      doc: await this.#doc(scope, term.doc),
      datasets: items.map((record) => withTrust(summaryOf(record, scope, glossary, now), trust.get(record.id))),
      total,
      columns: items.flatMap(({ contract }) => {
        const access = columnsFor(contract.columns, scope);
        return contract.columns
          .filter((column, index) => column.term === slug && access[index]?.mask !== "hide")
          .map(({ name, description }) => ({ dataset: contract.name, column: name, description }));
      }),
      metrics: seen
        .filter(({ metric, shown }) => shown && (metric.term === slug || metric.name === slug))
        .map(({ metric: { name, title, dataset, measure } }) => ({ name, title, dataset, measure })),
    };
  }

  async owners(scope: Scope): Promise<readonly OwnerSummary[]> {
    const { vocabulary } = await this.#catalog.glossary();
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
    return { owner: view, ...(await this.#listing(scope, { owner: [id] })) };
  }

  async domains(scope: Scope): Promise<readonly DomainSummary[]> {
    const glossary = await this.#catalog.glossary();
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
    const glossary = await this.#catalog.glossary();
    return {
      domain,
      doc: await this.#doc(scope, glossary.vocabulary.domains.find((candidate) => candidate.id === id)?.doc ?? null),
      ...(await this.#listing(scope, { domain: [id] })),
    };
  }

  /**
   * Owners or domains with what this reader sees of them. One whose every dataset is hidden does not exist for the reader;
   * one that is declared and owns nothing does.
   */
  async #visibleIds(scope: Scope, group: "owner" | "domain", declared: readonly string[]): Promise<Map<string, number>> {
    const [seen, all] = await Promise.all([this.#store.countBy(scope, group), this.#store.countBy(scopeOf(SYSTEM), group)]);
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
