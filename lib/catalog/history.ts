import type { CatalogReader } from "#lib/catalog/catalog.ts";
import { changeForReader, namesOf } from "#lib/catalog/change-for-reader.ts";
import { hiddenEver } from "#lib/catalog/past-columns.ts";
import { datasetNamesIn, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import type { ChangeLevel, ContractChange } from "#lib/contract/change.ts";
import { foldName } from "#lib/contract/name.ts";
import { admits, type Scope } from "#lib/policy/scope.ts";
import type { ColumnGuard, VersionQuery, VersionRecord } from "#lib/store/history.ts";
import type { DatasetRecord, Page, Store } from "#lib/store/store.ts";

/** One version of a contract, cut to what the reader may know today. Times are RFC 3339 in UTC. */
export interface VersionView {
  readonly id: string;
  /** What `?at=` takes for this version: the shortest that means no other one. */
  readonly ref: string;
  readonly version: string;
  readonly hash: string;
  readonly commit: string | null;
  readonly author: string | null;
  readonly publishedAt: string;
  /** `added`: the first one, or the first after the dataset had been removed. */
  readonly kind: "added" | "changed";
  /** The first that there ever was. */
  readonly first: boolean;
  readonly current: boolean;
  readonly renamedFrom: string | null;
  /** The worst of `changes`; `null` without changes. */
  readonly level: ChangeLevel | null;
  readonly changes: readonly ContractChange[];
}

export interface HistoryView {
  readonly dataset: { readonly id: string; readonly name: string; readonly title: string };
  /** Newest first. */
  readonly versions: readonly VersionView[];
  readonly total: number;
  /** Id of the version after which the next page begins. */
  readonly next: string | null;
}

/** One entry of a feed: a version with the dataset that it is of. */
export interface ChangeNews {
  readonly dataset: HistoryView["dataset"];
  readonly version: VersionView;
}

export interface HistoryDeps {
  readonly store: Store;
  readonly catalog: CatalogReader;
}

/** Longer words are no good in an address. */
const LONGEST_REF = 60;
const LEVELS: readonly ChangeLevel[] = ["breaking", "additive", "editorial"];

/** What changed in contracts, and who may know it. A dataset that the reader sees today has all its versions. */
export class HistoryReader {
  readonly #deps: HistoryDeps;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
  }

  /** `null`: no such dataset, or not for this reader. */
  async ofDataset(scope: Scope, name: string, query: VersionQuery): Promise<HistoryView | null> {
    const { store } = this.#deps;
    const record = await store.findDataset(scope, name);
    if (record === null) return null;
    const [page, guards] = await Promise.all([store.history(scope, record.id, query), store.columnGuards(scope, [record.id])]);
    const toView = await this.#viewer(scope, [record], page.items, guards);
    const versions = page.items.flatMap((version) => toView(version) ?? []);
    const next = page.hasMore ? (page.items.at(-1)?.id ?? null) : null;
    return { dataset: placeOf(record), versions: markFirst(versions, page), total: page.total, next };
  }

  /** The newest changes of all datasets that the reader sees, newest first. */
  async recent(scope: Scope, limit: number): Promise<readonly ChangeNews[]> {
    const { store } = this.#deps;
    const versions = await store.recentVersions(scope, limit);
    const ids = [...new Set(versions.map(({ datasetId }) => datasetId))];
    const [records, guards] = await Promise.all([store.datasetsById(scope, ids), store.columnGuards(scope, ids)]);
    const toView = await this.#viewer(scope, records, versions, guards);
    const byId = new Map(records.map((record) => [record.id, record]));
    return versions.flatMap((version) => {
      const record = byId.get(version.datasetId);
      const view = toView(version);
      return record === undefined || view === null ? [] : [{ dataset: placeOf(record), version: view }];
    });
  }

  /** @returns `null` for a version of a dataset that is not among `records` */
  async #viewer(
    scope: Scope,
    records: readonly DatasetRecord[],
    versions: readonly VersionRecord[],
    guards: ReadonlyMap<string, readonly ColumnGuard[]>,
  ): Promise<(version: VersionRecord) => VersionView | null> {
    const { store, catalog } = this.#deps;
    const said = versions.map(({ change }) => [change.renamedFrom, change.changes.flatMap(namesOf).map(({ value }) => value)]);
    const [{ vocabulary }, hidden] = await Promise.all([catalog.glossary(), store.hiddenNamesEver(scope, [...datasetNamesIn(said)])]);
    const namesNoDataset = tellableOutside(hidden);
    const views = new Map(
      records.map((record) => {
        const own = ownColumns(record, guards.get(record.id) ?? [], versions);
        const columns = hiddenEver(record.contract, guards.get(record.id) ?? [], vocabulary.policy, scope);
        return [
          record.id,
          {
            namesNoColumn: tellableWithout(columns),
            namesNoDataset,
            namesNoRelation: tellableOutside(hidden.difference(own)),
            readsRows: admits(scope, record.readBy),
            seesAll: scope.audience === "all" && columns.length === 0,
          },
        ];
      }),
    );
    return ({ change, datasetId, labelMoved, publishedAt, ...version }) => {
      const view = views.get(datasetId);
      if (view === undefined) return null;
      const changes = change.changes.flatMap((one) => changeForReader(one, view) ?? []);
      const { id, hash, commit, author, current } = version;
      return {
        ...{ id, version: version.version, hash, commit, author, current, changes },
        ref: labelMoved || version.version.length > LONGEST_REF ? id : version.version,
        publishedAt: publishedAt.toISOString(),
        kind: change.kind === "added" ? "added" : "changed",
        first: false,
        renamedFrom: change.renamedFrom !== null && namesNoDataset(change.renamedFrom) ? change.renamedFrom : null,
        level: LEVELS.find((level) => changes.some((one) => one.level === level)) ?? null,
      };
    };
  }
}

const placeOf = ({ id, contract: { name, title } }: DatasetRecord): HistoryView["dataset"] => ({ id, name, title });

/** Folded names of the columns that a dataset has or had, as far as its past says: in a sentence they are columns and no datasets. */
function ownColumns(
  { id, contract }: DatasetRecord,
  guards: readonly ColumnGuard[],
  versions: readonly VersionRecord[],
): ReadonlySet<string> {
  const changed = versions.filter(({ datasetId }) => datasetId === id).flatMap(({ change }) => change.changes);
  const names = [...contract.columns, ...guards].map(({ name }) => name);
  return new Set([...names, ...changed.flatMap(({ column }) => column ?? [])].map(foldName));
}

function markFirst(versions: readonly VersionView[], { hasMore }: Page<VersionRecord>): readonly VersionView[] {
  return hasMore ? versions : versions.map((version, index) => (index === versions.length - 1 ? { ...version, first: true } : version));
}
