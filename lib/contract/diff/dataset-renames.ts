import { foldName } from "#lib/contract/name.ts";

/** Folded old name → new name, for datasets that were renamed in the same change: who follows them changes nothing. */
export type DatasetRenames = ReadonlyMap<string, string>;

export const NO_RENAMES: DatasetRenames = new Map();

/** The new name of a dataset that was renamed, else the name as it is. */
export const followName = (name: string, renames: DatasetRenames): string => renames.get(foldName(name)) ?? name;

/** As `followName`, for `dataset.column`. Names of datasets may hold dots, so the longest one that was renamed counts. */
export function followReference(reference: string, renames: DatasetRenames): string {
  if (renames.size === 0) return reference;
  for (let dot = reference.lastIndexOf("."); dot > 0; dot = reference.lastIndexOf(".", dot - 1)) {
    const renamed = renames.get(foldName(reference.slice(0, dot)));
    if (renamed !== undefined) return renamed + reference.slice(dot);
  }
  return reference;
}
