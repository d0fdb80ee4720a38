/** The subjects of observation as the store publishes them. The app itself looks, so nothing is hidden from it. */
import { timezoneOf } from "#lib/contract/source-zone.ts";
import type { Subject, Subjects } from "#lib/observe/subject.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { type DataPlaces, resolveRelation } from "#lib/query/source-files.ts";
import type { DatasetRecord, Store, Vocabulary } from "#lib/store/store.ts";

type ReadStore = Pick<Store, "datasetsById" | "findDataset" | "vocabulary" | "lineage" | "published" | "contractsById" | "state">;

/** Ids asked for at once. */
const BATCH = 500;

export function publishedSubjects(store: ReadStore, places: DataPlaces): Subjects {
  const scope = scopeOf(SYSTEM);
  let kept: { readonly revision: number; readonly all: Awaited<ReturnType<Subjects["all"]>> } | null = null;
  const subjectOf = async (record: DatasetRecord, vocabulary: Vocabulary): Promise<Subject> => {
    const { id, contract, updatedAt, staleSince, latestReport } = record;
    const neighbours = await store.lineage(scope, id);
    const side = (direction: "up" | "down") =>
      neighbours.flatMap((neighbour) => (neighbour.direction === direction && neighbour.dataset !== null ? [neighbour.dataset.id] : []));
    return {
      id,
      contract,
      publishedAt: updatedAt.toISOString(),
      isStale: staleSince !== null,
      reportedAt: latestReport?.measuredAt.toISOString() ?? null,
      owner: vocabulary.owners.find((owner) => owner.id === contract.owner) ?? null,
      timezone: timezoneOf(contract.source?.source ?? null, vocabulary.sources),
      dimensionWeights: vocabulary.policy.dimensionWeights,
      upstream: side("up"),
      downstream: side("down"),
    };
  };
  return {
    find: async (datasetId) => {
      const [[record], vocabulary] = await Promise.all([store.datasetsById(scope, [datasetId]), store.vocabulary()]);
      return record === undefined ? null : await subjectOf(record, vocabulary);
    },
    named: async (name) => {
      const [record, vocabulary] = await Promise.all([store.findDataset(scope, name), store.vocabulary()]);
      return record === null ? null : await subjectOf(record, vocabulary);
    },
    resolve: async (contract) => await resolveRelation(contract, (await store.vocabulary()).sources, places),
    all: async () => {
      const { revision } = await store.state();
      if (kept?.revision === revision) return kept.all;
      const ids = (await store.published()).map(({ id }) => id);
      const found: { id: string; contract: DatasetRecord["contract"] }[] = [];
      for (let at = 0; at < ids.length; at += BATCH)
        for (const [id, contract] of await store.contractsById(ids.slice(at, at + BATCH))) found.push({ id, contract });
      kept = { revision, all: found };
      return found;
    },
  };
}
