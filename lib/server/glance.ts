import type { DataGlance } from "#lib/catalog/catalog.ts";
import type { Source } from "#lib/contract/contract.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { admits, columnAccess, type Scope } from "#lib/policy/scope.ts";
import { type DataPlaces, resolveRelation } from "#lib/query/source-files.ts";
import type { Log } from "#lib/server/log.ts";
import type { DatasetRecord, Store } from "#lib/store/store.ts";

/** A page never waits longer than this for a look at the data. */
const PATIENCE_MS = 1_500;

export interface GlanceDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly places: DataPlaces;
  readonly log: Log;
}

/**
 * A look at a dataset's data for its page: is there any, and when is its newest row. Told only to readers who may read it, and
 * never about a column that is masked for them or under a row policy.
 */
export function glanceWith({ store, engine, places, log }: GlanceDeps): (record: DatasetRecord, scope: Scope) => Promise<DataGlance> {
  return async (record, scope) => {
    const { contract } = record;
    if (!admits(scope, record.readBy) || contract.access.rows !== null) return { asOf: null, noData: null };
    const { sources } = await store.vocabulary();
    const resolved = await resolveRelation(contract, sources, places);
    if (resolved.kind === "missing") return { asOf: null, noData: resolved.reason };
    const column = contract.columns.find(({ name }) => name === contract.freshness?.column);
    if (column === undefined || columnAccess(column, scope).mask !== null) return { asOf: null, noData: null };
    try {
      const limits = { timeoutMs: PATIENCE_MS, signal: AbortSignal.timeout(PATIENCE_MS) };
      return {
        asOf: await engine.newest(resolved.relation, column.name, timezoneOf(contract.source?.source ?? null, sources), limits),
        noData: null,
      };
    } catch (error) {
      log.warn({ dataset: contract.name, err: error }, "the newest row could not be read");
      return { asOf: null, noData: null };
    }
  };
}

/** Zone of the times in a source. Without a name it is the default source, when there is exactly one. */
export function timezoneOf(id: string | null, sources: readonly Source[]): string {
  const source = id === null ? (sources.length === 1 ? sources[0] : undefined) : sources.find((candidate) => candidate.id === id);
  return source?.timezone ?? "UTC";
}
