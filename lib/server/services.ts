import { CatalogReader } from "#lib/catalog/catalog.ts";
import { Finder } from "#lib/catalog/finder.ts";
import { searchDocOf, thesaurusOf } from "#lib/catalog/search-doc.ts";
import { openDuckDb } from "#lib/engine/duckdb/duckdb.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import type { DataPlaces } from "#lib/query/source-files.ts";
import { openEmbeddedSearch } from "#lib/search/embedded/embedded.ts";
import { type Projection, startProjection } from "#lib/search/projection.ts";
import type { SearchIndex } from "#lib/search/search.ts";
import type { Env } from "#lib/server/env.ts";
import { glanceWith } from "#lib/server/glance.ts";
import type { Log } from "#lib/server/log.ts";
import { ScopeRegistry } from "#lib/server/scope-registry.ts";
import { openStore } from "#lib/store/prisma.ts";
import type { Store } from "#lib/store/store.ts";

/** Everything that lives as long as the process. Built once, before Next, by `front.ts`. */
export interface Services {
  readonly env: Env;
  readonly log: Log;
  readonly store: Store;
  readonly search: SearchIndex;
  readonly projection: Projection;
  readonly engine: Engine;
  readonly places: DataPlaces;
  readonly catalog: CatalogReader;
  readonly finder: Finder;
  readonly scopes: ScopeRegistry;
  readonly now: () => Date;
  readonly close: () => Promise<void>;
}

const KEY = Symbol.for("touchstone");
type Holder = { [KEY]?: Services };

/**
 * The services of this process. Next loads one module several times inside one server, so they are kept on `globalThis`.
 * @throws AppError TS-SERVER-002 before `openServices` or in a process that has none.
 */
export function services(): Services {
  const held = (globalThis as Holder)[KEY];
  if (held === undefined) throw new AppError("TS-SERVER-002", "The server is still starting. Try again in a moment.");
  return held;
}

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
    delete (globalThis as Holder)[KEY];
  };
  try {
    const store = keep(await openStore({ url: env.databaseUrl, log }));
    const search = keep(await openEmbeddedSearch({ log }));
    const engine = keep(openDuckDb({ ...env.engine, uid: env.workerUid, home: env.home, secret: env.secret, log }));
    const places: DataPlaces = { catalogDir: env.catalogDir, dataRoots: env.dataRoots, home: env.home };
    const catalog = new CatalogReader({ store, glance: glanceWith({ store, engine, places, log }), now });
    const finder = new Finder({ store, search, catalog, now });
    const projection = await startProjection({ store, index: search, ...documentsOf(store, catalog), log });
    opened.unshift({ close: projection.stop });
    const services: Services = {
      env,
      log,
      store,
      search,
      projection,
      engine,
      places,
      catalog,
      finder,
      scopes: new ScopeRegistry(),
      now,
      close,
    };
    (globalThis as Holder)[KEY] = services;
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
    const [records, glossary] = await Promise.all([store.datasetsById(everything, ids), catalog.glossary()]);
    const docs = new Map(records.map((record) => [record.id, searchDocOf(record, glossary)]));
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
