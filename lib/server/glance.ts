import { setTimeout as delay } from "node:timers/promises";
import type { DataGlance } from "#lib/catalog/catalog.ts";
import type { DataSize } from "#lib/catalog/views.ts";
import { timezoneOf } from "#lib/contract/source-zone.ts";
import type { Engine } from "#lib/engine/engine.ts";
import type { Relation } from "#lib/engine/relation.ts";
import { isAppError } from "#lib/errors.ts";
import { asOfColumn, datasetAccess } from "#lib/policy/dataset-access.ts";
import { admits, type Scope } from "#lib/policy/scope.ts";
import { type DataPlaces, resolveRelation } from "#lib/query/source-files.ts";
import type { Log } from "#lib/server/log.ts";
import type { DatasetRecord, Store } from "#lib/store/store.ts";

/** A page never waits longer than this for a look at the data; the next one finds what the look has learned meanwhile. */
const PATIENCE_MS = 1_500;
const LOOK_MS = 20_000;

export interface GlanceDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly places: DataPlaces;
  readonly log: Log;
}

/**
 * A look at a dataset's data for its page: is there any, and when is its newest row. Told only to readers who may read it, and
 * never about a column that is masked for them, nor how new the rows are where a row policy hides some.
 */
export function glanceWith({ store, engine, places, log }: GlanceDeps): (record: DatasetRecord, scope: Scope) => Promise<DataGlance> {
  return async (record, scope) => {
    const { contract } = record;
    const access = datasetAccess(contract, scope);
    if (!admits(scope, record.readBy) || access.rows.kind === "none") return { asOf: null, noData: null };
    const { sources } = await store.vocabulary();
    const resolved = await resolveRelation(contract, sources, places);
    if (resolved.kind === "missing") return { asOf: null, noData: resolved.reason };
    const sizing = access.rows.kind === "policy" ? null : within(sizeOf(resolved.relation), null);
    const column = asOfColumn(contract, access);
    if (column === null) return { asOf: null, noData: null, size: await sizing };
    const timezone = timezoneOf(contract.source?.source ?? null, sources);
    const look = engine.newest(resolved.relation, column, timezone, { timeoutMs: LOOK_MS, signal: AbortSignal.timeout(LOOK_MS) });
    const glance = look.then(
      (asOf): DataGlance => ({ asOf, noData: null }),
      (error: unknown): DataGlance => {
        // A source without an address is no failure: there is nothing to look at until somebody sets it.
        if (isAppError(error, "TS-DATA-001")) return { asOf: null, noData: error.message };
        log.warn({ dataset: contract.name, err: error }, "the newest row could not be read");
        return { asOf: null, noData: null };
      },
    );
    return { ...(await within(glance, { asOf: null, noData: null })), size: await sizing };
  };

  async function sizeOf(relation: Relation): Promise<DataSize | null> {
    try {
      const found = await engine.estimate(relation, { timeoutMs: LOOK_MS, signal: AbortSignal.timeout(LOOK_MS) });
      return { ...found, format: relation.kind === "files" ? relation.format : null };
    } catch {
      // What is wrong with the source is told by the look for its newest row, and to whoever reads it.
      return null;
    }
  }
}

/** What it resolves with, or `late` where that takes too long for a page. */
function within<T>(look: Promise<T>, late: T): Promise<T> {
  return Promise.race([look, delay(PATIENCE_MS, late, { ref: false })]);
}
