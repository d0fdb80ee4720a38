import { type DatasetViewInput, datasetView } from "#lib/catalog/dataset-view.ts";
import { referencesIn } from "#lib/catalog/doc-for-reader.ts";
import { staleReasons } from "#lib/catalog/stale-reasons.ts";
import { type Glossary, glossaryOf, summaryOf } from "#lib/catalog/summary.ts";
import { datasetNamesIn, relationsInCheck, sqlOf } from "#lib/catalog/telling.ts";
import { datasetsJudged, type Trust, trustIn, withTrust } from "#lib/catalog/trust.ts";
import type { DataSize, DatasetSummary, DatasetView } from "#lib/catalog/views.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import { splitReference } from "#lib/contract/reference.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetQuery, DatasetRecord, Page, Store } from "#lib/store/store.ts";

/** What can be said about a dataset's data without a measurement: whether there is any, and its newest row. */
export interface DataGlance {
  readonly asOf: string | null;
  /** Why no rows can be read, as a sentence; `null` when they can. */
  readonly noData: string | null;
  /** How much there is, for a reader who may have all of it. */
  readonly size?: DataSize | null;
}

export interface CatalogDeps {
  readonly store: Store;
  /** Looks at the data for a reader who may read it. Fails softly: what cannot be told in time is `null`. */
  readonly glance: (record: DatasetRecord, scope: Scope) => Promise<DataGlance>;
  readonly now: () => Date;
}

type Linked = Pick<DatasetViewInput, "visible" | "hidden" | "hiddenMetrics">;

const SERIES = 90;

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
    const trust = await this.trust(scope, page.items);
    return { ...page, items: page.items.map((record) => withTrust(summaryOf(record, scope, glossary, now), trust.get(record.id))) };
  }

  /** Verdict and quality as they are now, by id: from what was observed, cut to what this reader may know. */
  async trust(scope: Scope, records: readonly DatasetRecord[]): Promise<ReadonlyMap<string, Trust>> {
    const { store } = this.#deps;
    const evidence = await store.evidence.evidence(records.map(({ id }) => id));
    const names = new Set([...evidence.values()].flatMap(datasetsJudged));
    const hidden = names.size === 0 ? new Set<string>() : await store.hiddenNames(scope, [...names]);
    const now = this.#deps.now();
    return new Map(records.map((record) => [record.id, trustIn(record, evidence.get(record.id), { scope, now, hidden })]));
  }

  /** `null`: no such dataset, or not for this reader. The two cannot be told apart. */
  find(scope: Scope, name: string): Promise<DatasetRecord | null> {
    return this.#deps.store.findDataset(scope, name);
  }

  async dataset(scope: Scope, name: string): Promise<DatasetView | null> {
    const { store } = this.#deps;
    const record = await store.findDataset(scope, name);
    if (record === null) return null;
    const [glossary, neighbours, series, linked, glance, problems, trust, evidence] = await Promise.all([
      this.glossary(),
      store.lineage(scope, record.id),
      store.qualitySeries(scope, record.id, SERIES),
      this.#linked(scope, record),
      this.#deps.glance(record, scope),
      staleReasons(store, scope, record),
      this.trust(scope, [record]),
      store.evidence.evidence([record.id]),
    ]);
    const now = this.#deps.now();
    const around = await this.trust(
      scope,
      neighbours.flatMap(({ dataset }) => dataset ?? []),
    );
    const view = datasetView({
      record,
      scope,
      glossary,
      neighbours,
      around,
      evidence: evidence.get(record.id),
      series,
      problems,
      ...linked,
      ...glance,
      now,
    });
    return withTrust(view, trust.get(record.id));
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
    return { visible, hidden: await this.hiddenNames(scope, contract), hiddenMetrics: await this.hiddenMetrics(scope) };
  }

  /** Folded names to which a contract refers outside its prose, and which mean datasets that this reader may not know of. */
  async hiddenNames(scope: Scope, { columns, checks, examples, doc }: DatasetContract): Promise<ReadonlySet<string>> {
    const references = columns.map((column) => column.references);
    const queries = examples.map(({ sql }) => sqlOf(sql));
    return await this.hiddenAmong(scope, [references, checks.map(relationsInCheck), queries, referencesIn(doc)].map(datasetNamesIn));
  }

  /** The same for names that a document or a contract says, part by part. */
  async hiddenAmong(scope: Scope, names: readonly ReadonlySet<string>[]): Promise<ReadonlySet<string>> {
    return await this.#deps.store.hiddenNames(
      scope,
      names.flatMap((part) => [...part]),
    );
  }

  /** Names of metrics over datasets that this reader may not know of. */
  async hiddenMetrics(scope: Scope): Promise<ReadonlySet<string>> {
    const { metrics } = (await this.glossary()).vocabulary;
    const hidden = await this.#deps.store.hiddenNames(
      scope,
      metrics.map(({ dataset }) => foldName(dataset)),
    );
    return new Set(metrics.filter(({ dataset }) => hidden.has(foldName(dataset))).map(({ name }) => name));
  }
}
