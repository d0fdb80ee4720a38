import type { DatasetContract } from "#lib/contract/contract.ts";
import { type ChangeList, tickList } from "#lib/contract/diff/change-list.ts";
import { diffSets, isSame } from "#lib/contract/diff/sets.ts";

/** Fields that were inferred and are written now with the same value, or the other way round. A value that changed is told by its kind. */
export function diffInferred(before: DatasetContract, after: DatasetContract, list: ChangeList): void {
  const { added, removed } = diffSets(before.inferred, after.inferred);
  const same = (field: string) => isSame(valueAt(before, field), valueAt(after, field));
  const written = removed.filter(same);
  const inferred = added.filter(same);
  if (written.length + inferred.length === 0) return;
  const verb = (names: readonly string[]) => (names.length === 1 ? "is" : "are");
  const said = [
    ...(written.length > 0 ? [`${tickList(written)} ${verb(written)} written now and ${verb(written)} what was inferred`] : []),
    ...(inferred.length > 0 ? [`${tickList(inferred)} ${verb(inferred)} inferred now and ${verb(inferred)} what was written`] : []),
  ];
  list.add("inferred.changed", `${said.join("; ")}.`, { before: before.inferred, after: after.inferred });
}

function valueAt(contract: DatasetContract, path: string): unknown {
  let value: unknown = contract;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    const entry = Object.entries(value).find(([name]) => name === key);
    value = entry?.[1] ?? null;
  }
  return value;
}
