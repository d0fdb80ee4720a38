import type { DatasetContract } from "#lib/contract/contract.ts";
import type { DatasetRenames } from "#lib/contract/diff/dataset-renames.ts";
import { diffContracts } from "#lib/contract/diff.ts";
import { foldName } from "#lib/contract/name.ts";
import type { DatasetChange } from "#lib/store/store.ts";

/** Published contracts by the id of their dataset. */
export type ContractsById = ReadonlyMap<string, DatasetContract>;

/** Ids of the datasets whose published contracts a plan has to look at: those that change, go or are kept; never the unchanged ones. */
export function idsToCompare(changes: readonly DatasetChange[]): readonly string[] {
  return changes.flatMap((change) => {
    if (change.op === "put" && change.change.kind !== "changed") return [];
    return change.id === null ? [] : [change.id];
  });
}

/** The same changes, each with what is different in it. */
export function withDifferences(changes: readonly DatasetChange[], published: ContractsById): readonly DatasetChange[] {
  const renames = renamesOf(changes);
  return changes.map((change) => {
    const before = change.op === "put" && change.change.kind === "changed" && change.id !== null ? published.get(change.id) : undefined;
    if (change.op !== "put" || before === undefined) return change;
    return { ...change, change: { ...change.change, changes: diffContracts(before, change.contract, renames) } };
  });
}

function renamesOf(changes: readonly DatasetChange[]): DatasetRenames {
  return new Map(
    changes.flatMap((change) =>
      change.op === "put" && change.change.renamedFrom !== null
        ? [[foldName(change.change.renamedFrom), change.contract.name] as const]
        : [],
    ),
  );
}
