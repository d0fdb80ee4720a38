import type { CatalogReader } from "#lib/catalog/catalog.ts";
import type { Finder } from "#lib/catalog/finder.ts";
import type { HistoryReader } from "#lib/catalog/history.ts";
import type { VocabularyReader } from "#lib/catalog/vocabulary-reader.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import type { DataPlaces } from "#lib/query/source-files.ts";
import type { Turns } from "#lib/query/turn.ts";
import type { Projection } from "#lib/search/projection.ts";
import type { SearchIndex } from "#lib/search/search.ts";
import type { Audit } from "#lib/server/audit/audit.ts";
import type { Env } from "#lib/server/env.ts";
import type { IntakeServices } from "#lib/server/intake/intake-services.ts";
import type { Log } from "#lib/server/log.ts";
import type { Publisher } from "#lib/server/publish/publisher.ts";
import type { ScopeRegistry } from "#lib/server/scope-registry.ts";
import type { SourceStates } from "#lib/server/source-states.ts";
import type { Store } from "#lib/store/store.ts";

/** Everything that lives as long as the process. Built once, before Next, by `front.ts`. */
export interface Services {
  readonly env: Env;
  readonly log: Log;
  readonly store: Store;
  readonly publisher: Publisher;
  readonly search: SearchIndex;
  readonly projection: Projection;
  readonly engine: Engine;
  readonly sourceStates: SourceStates;
  readonly audit: Audit;
  readonly turns: Turns;
  readonly places: DataPlaces;
  readonly catalog: CatalogReader;
  readonly vocabulary: VocabularyReader;
  readonly finder: Finder;
  readonly history: HistoryReader;
  readonly scopes: ScopeRegistry;
  readonly intake: IntakeServices;
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

/** Called by `front.ts` alone. */
export function holdServices(services: Services | undefined): void {
  if (services === undefined) delete (globalThis as Holder)[KEY];
  else (globalThis as Holder)[KEY] = services;
}
