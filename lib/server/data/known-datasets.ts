import { LRUCache } from "lru-cache";
import type { Trust } from "#lib/catalog/trust.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { Services } from "#lib/server/services.ts";
import type { DatasetRecord, Vocabulary } from "#lib/store/store.ts";

export interface KnownDataset {
  /** `null`: no such dataset, or not for this reader. */
  readonly record: DatasetRecord | null;
  readonly vocabulary: Vocabulary;
  /** Whether it can be used, as of now; `null` without a record. */
  readonly trust: Trust | null;
}

export interface KnownDatasetsOptions {
  readonly catalog: Pick<Services["catalog"], "find" | "glossary" | "trust">;
  readonly now: () => Date;
  /** Of the catalog as this process has heard of it; `undefined`: changes cannot be heard now, so everything is looked up. */
  readonly version: () => string | undefined;
}

/** Time alone changes no verdict before. */
const holds = ({ trust }: KnownDataset, now: Date) => trust?.validUntil == null || now.getTime() < Date.parse(trust.validUntil);

const MAX_DATASETS = 200;
const MAX_NAME = 200;

interface Entry extends KnownDataset {
  readonly version: string;
}

/** Datasets as a scope sees them, looked up once for each state of the catalog, as whole pages are. */
export class KnownDatasets {
  readonly #options: KnownDatasetsOptions;
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_DATASETS });

  constructor(options: KnownDatasetsOptions) {
    this.#options = options;
  }

  async find(scope: Scope, name: string): Promise<KnownDataset> {
    const { catalog, version, now } = this.#options;
    const before = version();
    const key = JSON.stringify([scope.key, name]);
    const known = this.#entries.get(key);
    if (known !== undefined && known.version === before && holds(known, now())) return known;
    const [record, { vocabulary }] = await Promise.all([catalog.find(scope, name), catalog.glossary()]);
    const trust = record === null ? null : ((await catalog.trust(scope, [record])).get(record.id) ?? null);
    // What was looked up while the catalog moved may be of either state. Names that mean nothing are not worth a place.
    if (before !== undefined && version() === before && record !== null && name.length <= MAX_NAME)
      this.#entries.set(key, { record, vocabulary, trust, version: before });
    return { record, vocabulary, trust };
  }
}
