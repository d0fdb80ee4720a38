import { CatalogReader } from "#lib/catalog/catalog.ts";
import { Finder } from "#lib/catalog/finder.ts";
import { HistoryReader } from "#lib/catalog/history.ts";
import { searchDocOf, thesaurusOf } from "#lib/catalog/search-doc.ts";
import { VocabularyReader } from "#lib/catalog/vocabulary-reader.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import type { DataPlaces } from "#lib/query/source-files.ts";
import { Turns } from "#lib/query/turn.ts";
import { openEmbeddedSearch } from "#lib/search/embedded/embedded.ts";
import { startProjection } from "#lib/search/projection.ts";
import { openCourier } from "#lib/server/alerts/open-courier.ts";
import { keepSwept } from "#lib/server/audit/sweep.ts";
import { openAuditWriter } from "#lib/server/audit/writer.ts";
import type { Env } from "#lib/server/env.ts";
import { glanceWith } from "#lib/server/glance.ts";
import { openIntake } from "#lib/server/intake/intake-services.ts";
import type { Log } from "#lib/server/log.ts";
import { openObservation } from "#lib/server/observe/observation.ts";
import { openEngines } from "#lib/server/open-engines.ts";
import { openPublisher } from "#lib/server/publish/publisher.ts";
import { ScopeRegistry } from "#lib/server/scope-registry.ts";
import { holdServices, type Services } from "#lib/server/services.ts";
import { SourceStates } from "#lib/server/source-states.ts";
import { openStore } from "#lib/store/prisma.ts";
import type { Store } from "#lib/store/store.ts";

/**
 * Opens store, search and engine and brings the index in step. What was opened is closed again when a later part fails.
 */
export async function openServices(env: Env, log: Log): Promise<Services> {
  const now = () => new Date();
  const opened: { close: () => Promise<void> }[] = [];
  const keep = <T extends { close: () => Promise<void> }>(service: T): T => {
    opened.unshift(service);
    return service;
  };
  const close = async () => {
    for (const service of opened.splice(0))
      await service.close().catch((error: unknown) => log.error({ err: error }, "a service did not close cleanly"));
    holdServices(undefined);
  };
  try {
    const store = keep(await openStore({ url: env.databaseUrl, log }));
    // Closed after all that records and before the store.
    const audit = keep(openAuditWriter({ write: store.writeAudit, log }));
    keep(keepSwept({ sweep: () => store.sweepAudit(now()), log }));
    const publisher = keep(openPublisher({ databaseUrl: env.databaseUrl, defaultVisibility: "everyone", heapMb: env.publishMb, log }));
    keep(openCourier({ env, outbox: store.alerts, log, now }));
    const search = keep(await openEmbeddedSearch({ log }));
    const { engine, ping } = openEngines(env, log);
    keep(engine);
    const places: DataPlaces = { catalogDir: env.catalogDir, dataRoots: env.dataRoots, home: env.home };
    const observation = keep(openObservation({ env, log, store, engine, places, now }));
    const catalog = new CatalogReader({ store, glance: glanceWith({ store, engine, places, log }), now });
    const vocabulary = new VocabularyReader({ store, catalog, now });
    const finder = new Finder({ store, search, catalog, vocabulary, now });
    const history = new HistoryReader({ store, catalog });
    const intake = keep(openIntake({ store, log, now }));
    const projection = await startProjection({ store, index: search, ...documentsOf(store, catalog), log });
    opened.unshift({ close: projection.stop });
    const services: Services = {
      env,
      log,
      store,
      publisher,
      search,
      projection,
      engine,
      sourceStates: new SourceStates(ping, log),
      audit,
      turns: new Turns(),
      places,
      catalog,
      vocabulary,
      finder,
      history,
      scopes: new ScopeRegistry(),
      intake,
      now,
      close,
    };
    intake.start({ observer: observation.observer, subjects: observation.subjects });
    observation.start();
    holdServices(services);
    return services;
  } catch (error) {
    await close();
    throw error;
  }
}

const BATCH = 500;

/** What the search projection asks of the catalog. The app itself sees everything; each document carries its audience. */
function documentsOf(store: Store, catalog: CatalogReader) {
  const everything = scopeOf(SYSTEM);
  const docsOf = async (ids: readonly string[]) => {
    const [records, glossary, evidence] = await Promise.all([
      store.datasetsById(everything, ids),
      catalog.glossary(),
      store.evidence.evidence(ids),
    ]);
    const docs = new Map(records.map((record) => [record.id, searchDocOf(record, glossary, evidence.get(record.id))]));
    return ids.map((id) => docs.get(id) ?? { id, deleted: true as const });
  };
  return {
    docsOf,
    async *source() {
      const ids = (await store.published()).map(({ id }) => id);
      for (let at = 0; at < ids.length; at += BATCH) {
        for (const doc of await docsOf(ids.slice(at, at + BATCH))) if (!("deleted" in doc)) yield doc;
      }
    },
    thesaurus: async () => thesaurusOf(await store.vocabulary()),
  };
}
