import type { Watchers } from "#lib/store/alerts.ts";

export function memoryWatchers(): Watchers {
  /** By dataset, then by actor: the address. */
  const watching = new Map<string, Map<string, string>>();
  return {
    watch: async (datasetId, { actor, email }) => {
      const known = watching.get(datasetId) ?? new Map<string, string>();
      watching.set(datasetId, known.set(actor, email));
    },
    unwatch: async (datasetId, actor) => {
      watching.get(datasetId)?.delete(actor);
    },
    watching: async (datasetId) =>
      [...(watching.get(datasetId) ?? [])].map(([actor, email]) => ({ actor, email })).sort((a, b) => (a.actor < b.actor ? -1 : 1)),
  };
}
