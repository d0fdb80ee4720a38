import type { DatasetContract } from "#lib/contract/contract.ts";
import { canonicalJson } from "#lib/contract/hash.ts";

/**
 * Among new datasets, finds the one that is probably a removed one under another name: the same columns in the same source.
 * `null` when there is none, or more than one.
 */
export function successorFinder(added: readonly DatasetContract[]): (removed: DatasetContract) => string | null {
  const names = new Map<string, string | null>();
  for (const contract of added) {
    const key = keyOf(contract);
    if (key !== null) names.set(key, names.has(key) ? null : contract.name);
  }
  return (removed) => names.get(keyOf(removed) ?? "") ?? null;
}

const keyOf = ({ columns, source }: DatasetContract) =>
  columns.length === 0 ? null : canonicalJson([columns.map(({ name, type }) => [name, type]), source]);
