import { AppError } from "#lib/errors.ts";
import type { Store } from "#lib/store/store.ts";
import { listAudit, readersOf, sweepAudit, writeAudit } from "./prisma/audit.ts";
import { contractsById } from "./prisma/contracts-by-id.ts";
import { countBy } from "./prisma/count-datasets.ts";
import { closeDatabase, type Database, openDatabase, type StoreLog } from "./prisma/database.ts";
import { storeEvidence } from "./prisma/evidence/store-evidence.ts";
import { beginExport, cancelExport, endExport, findExport, progressOfExport } from "./prisma/exports.ts";
import { datasetsById, findDataset } from "./prisma/find-dataset.ts";
import { findByRelation, namesNear } from "./prisma/find-relation.ts";
import { hiddenNames, hiddenNamesEver } from "./prisma/hidden-names.ts";
import { columnGuards, history, recentVersions } from "./prisma/history.ts";
import { readIngestions, readProblems, readProblemsOf } from "./prisma/ingestion.ts";
import { lineage } from "./prisma/lineage.ts";
import { listDatasets } from "./prisma/list-datasets.ts";
import { listen } from "./prisma/listen.ts";
import { outboxHead, readOutbox } from "./prisma/outbox.ts";
import { publish } from "./prisma/publish.ts";
import { readPublished } from "./prisma/published.ts";
import { putReports } from "./prisma/put-reports.ts";
import { qualitySeries } from "./prisma/quality-series.ts";
import { findReceipt, putReceipt } from "./prisma/receipt.ts";
import { adoptFolder, readState } from "./prisma/state.ts";
import { findToken, putToken, removeTokens } from "./prisma/token.ts";
import { translate } from "./prisma/unavailable.ts";
import { versionAt } from "./prisma/version-at.ts";
import { vocabularyReader } from "./prisma/vocabulary.ts";

export interface StoreOptions {
  /** `postgresql://…`, of a role that may read and write the tables. */
  readonly url: string;
  readonly log?: StoreLog;
  /** At most this many, and one more for each listener. Default 10. */
  readonly connections?: number;
}

/**
 * Opens the store on a migrated PostgreSQL (15 or later).
 * @throws AppError TS-SERVER-002 when the database does not answer or is not migrated; later, so does every method.
 */
export async function openStore({ url, log = { warn: () => undefined }, connections = 10 }: StoreOptions): Promise<Store> {
  const database = openDatabase(url, log, connections);
  try {
    await guarded(checkMigrated)(database);
  } catch (error) {
    await closeDatabase(database);
    throw error;
  }
  return storeOn(database);
}

function storeOn(database: Database): Store {
  /** The function with its first argument given and the database's absence said plainly. */
  const on = <A extends readonly unknown[], R>(work: (database: Database, ...args: A) => Promise<R>) => {
    const safe = guarded(work);
    return (...args: A): Promise<R> => safe(database, ...args);
  };
  const stops = new Set<() => Promise<void>>();
  let closing: Promise<void> | undefined;
  return {
    state: on(readState),
    publish: on(publish),
    published: on(readPublished),
    contractsById: on(contractsById),
    adoptFolder: on(adoptFolder),
    vocabulary: guarded(vocabularyReader(database)),
    findDataset: on(findDataset),
    findByRelation: on(findByRelation),
    namesNear: on(namesNear),
    hiddenNames: on(hiddenNames),
    hiddenNamesEver: on(hiddenNamesEver),
    datasetsById: on(datasetsById),
    listDatasets: on(listDatasets),
    countBy: on(countBy),
    lineage: on(lineage),
    qualitySeries: on(qualitySeries),
    putReports: on(putReports),
    history: on(history),
    recentVersions: on(recentVersions),
    versionAt: on(versionAt),
    columnGuards: on(columnGuards),
    problems: on(readProblems),
    problemsOf: on(readProblemsOf),
    ingestions: on(readIngestions),
    outbox: on(readOutbox),
    outboxHead: on(outboxHead),
    findToken: on(findToken),
    putToken: on(putToken),
    removeTokens: on(removeTokens),
    findReceipt: on(findReceipt),
    putReceipt: on(putReceipt),
    writeAudit: on(writeAudit),
    readersOf: on(readersOf),
    listAudit: on(listAudit),
    sweepAudit: on(sweepAudit),
    exports: {
      begin: on(beginExport),
      progress: on(progressOfExport),
      end: on(endExport),
      find: on(findExport),
      cancel: on(cancelExport),
    },
    ...storeEvidence(on),
    listen: async (onEvent) => {
      const stop = await listen(database, onEvent);
      stops.add(stop);
      return () => {
        stops.delete(stop);
        return stop();
      };
    },
    ping: on(async ({ pool }) => {
      const start = performance.now();
      await pool.query("select 1");
      return performance.now() - start;
    }),
    close: () => {
      closing ??= Promise.all([...stops].map((stop) => stop())).then(() => closeDatabase(database));
      return closing;
    },
  };
}

function guarded<A extends readonly unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      throw translate(error);
    }
  };
}

async function checkMigrated({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ ready: boolean }>("select to_regclass('catalog_state') is not null as ready");
  if (rows[0]?.ready !== true)
    throw new AppError("TS-SERVER-002", "The database has no tables yet. Run node prisma/migrate.ts, then start again.");
}
