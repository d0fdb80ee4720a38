import { canonicalJson } from "#lib/contract/hash.ts";

export interface SetDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Which entries are new and which are gone, each in the order of its list. Order alone is no difference. */
export function diffSets(before: readonly string[], after: readonly string[]): SetDifference {
  const was = new Set(before);
  const is = new Set(after);
  return { added: after.filter((item) => !was.has(item)), removed: before.filter((item) => !is.has(item)) };
}

/** The same meaning, wherever it stands. */
export const isSame = (before: unknown, after: unknown): boolean => canonicalJson(before) === canonicalJson(after);

/** Keys of two maps whose values differ, in alphabetical order. The maps are kept verbatim: a key `position` is their own. */
export function changedKeys(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const textOf = (map: Readonly<Record<string, unknown>>, key: string) =>
    Object.hasOwn(map, key) ? canonicalJson(map[key], true) : "absent";
  return keys.filter((key) => textOf(before, key) !== textOf(after, key));
}
