import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import type { Prepared } from "#lib/catalog/publish.ts";

export function briefPlan({ state, changes, counts, problems, published }: Prepared): CatalogPlan {
  const { added, changed, removed, kept, unchanged } = counts;
  const files = new Map(published.map(({ name, file }) => [name, file]));
  const none = {
    level: null,
    changes: [],
    versionBefore: null,
    versionAfter: null,
    unannounced: null,
    downstream: [],
    readers: null,
  } as const;
  return {
    base: { kind: "published", commit: state.commit, revision: state.revision, broken: [] },
    datasets: changes.flatMap((change): DatasetPlan[] => {
      if (change.op === "put") {
        const { kind, renamedFrom } = change.change;
        if (kind === "moved") return [];
        return [{ ...none, name: change.contract.name, renamedFrom, op: kind, position: change.contract.position }];
      }
      const position = { file: files.get(change.name) ?? "", line: 1, column: 1 };
      return [
        { ...none, name: change.name, renamedFrom: null, op: change.op === "remove" ? ("removed" as const) : ("kept" as const), position },
      ];
    }),
    vocabulary: [],
    counts: { added, changed, removed, kept, unchanged, breaking: removed },
    problems,
  };
}
