import { CatalogReader } from "#lib/catalog/catalog.ts";
import type { Told } from "#lib/catalog/contract-for-reader.ts";
import { datasetNamesIn } from "#lib/catalog/telling.ts";
import type { Published } from "#lib/contract/export/dcat.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { Services } from "#lib/server/services.ts";

export interface ToldDataset extends Told {
  readonly published: Published;
  /** Datasets that it names and the reader sees. */
  readonly knows: (name: string) => boolean;
}

/** A dataset's contract as it is today, with what is needed to tell it to this reader; `null`: there is none, or not for them. */
export async function contractTold(
  { store, catalog, now }: Pick<Services, "store" | "catalog" | "now">,
  scope: Scope,
  name: string,
): Promise<ToldDataset | null> {
  // The promise does not depend on the data, so nothing looks at it.
  const reader = new CatalogReader({ store, now, glance: async () => ({ asOf: null, noData: null }) });
  const [record, view] = await Promise.all([catalog.find(scope, name), reader.dataset(scope, name)]);
  if (record === null || view === null) return null;
  const { contract, createdAt, updatedAt } = record;
  const [hidden, more] = await Promise.all([
    reader.hiddenNames(scope, contract),
    reader.hiddenAmong(scope, [datasetNamesIn([contract.odcs, contract.source?.relation, contract.source?.files])]),
  ]);
  return {
    ...knownTo(view),
    view,
    contract,
    hidden: hidden.union(more),
    published: { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  };
}

/** Which names of a view are datasets that the reader sees. */
export function knownTo({ upstream, replacedBy }: Told["view"]): Pick<ToldDataset, "knows"> {
  const seen = upstream.flatMap(({ kind, name }) => (kind === "dataset" && name !== null ? [foldName(name)] : []));
  const names = new Set([...seen, ...(replacedBy === null ? [] : [foldName(replacedBy.name)])]);
  return { knows: (name) => names.has(foldName(name)) };
}
