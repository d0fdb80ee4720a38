import { KeptRows } from "#lib/server/data/kept-rows.ts";
import { KnownDatasets } from "#lib/server/data/known-datasets.ts";
import type { DataServices } from "#lib/server/data/reading.ts";
import { RunningExports } from "#lib/server/data/running-exports.ts";
import type { Services } from "#lib/server/services.ts";

/** The services of the data plane, with what it remembers between requests. @param version see `KnownDatasets` */
export function openDataServices(services: Services, version: () => string | undefined): DataServices & Services {
  const { catalog, store, log, now } = services;
  return {
    ...services,
    known: new KnownDatasets({ catalog, version, now }),
    keptRows: new KeptRows(),
    exports: new RunningExports({ store: store.exports, log, now }),
  };
}
