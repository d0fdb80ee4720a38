import type { DatasetContract } from "#lib/contract/contract.ts";
import type { ChangeList } from "#lib/contract/diff/change-list.ts";
import { tick, tickList } from "#lib/contract/diff/change-list.ts";
import { type DatasetRenames, followName } from "#lib/contract/diff/dataset-renames.ts";
import { diffSets } from "#lib/contract/diff/sets.ts";
import { foldName } from "#lib/contract/name.ts";

const isForeign = (alias: string) => alias.includes(":");

/** Name, aliases and what replaces it: by which names readers find what. */
export function diffNames(before: DatasetContract, after: DatasetContract, renames: DatasetRenames, list: ChangeList): void {
  const found = new Set([after.name, ...after.aliases].map(foldName));
  if (before.name !== after.name) {
    const sides = { before: before.name, after: after.name };
    if (found.has(foldName(before.name)))
      list.add("name.changed", `It is called ${tick(after.name)} now; ${tick(before.name)} still finds it.`, sides);
    else list.add("name.lost", `It is called ${tick(after.name)} now, and nothing finds it as ${tick(before.name)}.`, sides);
  }
  diffAliases(before, after, found, list);
  const replaced = before.replacedBy === null ? null : followName(before.replacedBy, renames);
  if (replaced === after.replacedBy) return;
  const sides = { before: before.replacedBy, after: after.replacedBy };
  if (replaced === null) list.add("replacement.named", `${tick(after.replacedBy)} is named as its replacement.`, sides);
  else if (after.replacedBy === null) list.add("replacement.changed", `${tick(replaced)} no longer replaces it.`, sides);
  else list.add("replacement.changed", `${tick(after.replacedBy)} replaces it, not ${tick(replaced)}.`, sides);
}

function diffAliases(before: DatasetContract, after: DatasetContract, found: ReadonlySet<string>, list: ChangeList): void {
  const known = new Set([before.name, ...before.aliases].map(foldName));
  const { added, removed } = diffSets(before.aliases, after.aliases);
  const fresh = added.filter((alias) => !isForeign(alias) && !known.has(foldName(alias)));
  const gone = removed.filter((alias) => !isForeign(alias) && !found.has(foldName(alias)));
  if (gone.length > 0)
    list.add("alias.removed", `${tickList(gone)} no longer ${gone.length === 1 ? "finds" : "find"} it.`, { before: gone });
  if (fresh.length > 0) list.add("alias.added", `${tickList(fresh)} ${fresh.length === 1 ? "finds" : "find"} it too.`, { after: fresh });
  const foreign = { before: removed.filter(isForeign), after: added.filter(isForeign) };
  const count = foreign.before.length + foreign.after.length;
  if (count > 0)
    list.add("alias.foreign", `Its name in another tool changed: ${tickList([...foreign.before, ...foreign.after])}.`, foreign);
}
