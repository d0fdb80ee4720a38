import { hiddenColumns } from "#lib/catalog/summary.ts";
import type { DatasetContract, Policy } from "#lib/contract/contract.ts";
import { columnAccess, type Scope } from "#lib/policy/scope.ts";
import type { ColumnGuard } from "#lib/store/history.ts";

/**
 * Names of columns that must not be told to this reader when the past of a dataset is told. For a column that is there today, the policy
 * of today decides alone. One that is gone must never have been hidden from the reader, and the policy of today must not hide what it
 * was classified as.
 * @param guards what any version said of columns that need care
 */
export function hiddenEver(
  contract: DatasetContract,
  guards: readonly ColumnGuard[],
  { classifications }: Pick<Policy, "classifications">,
  scope: Scope,
): readonly string[] {
  const there = new Set(contract.columns.map(({ name }) => name.toLowerCase()));
  const isHidden = ({ name, classification, except }: ColumnGuard) => {
    const then = except === null ? null : ({ as: "hide", except } as const);
    const now = classification === null || !Object.hasOwn(classifications, classification) ? null : classifications[classification];
    return [then, now ?? null].some((mask) => columnAccess({ name, classification, mask }, scope).mask === "hide");
  };
  const gone = guards.filter((guard) => !there.has(guard.name.toLowerCase()) && isHidden(guard)).map(({ name }) => name);
  return [...new Set([...hiddenColumns(contract, scope), ...gone])];
}
