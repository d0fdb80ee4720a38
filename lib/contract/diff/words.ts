import type { ChangeKind } from "#lib/contract/change-kinds.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { type ChangeList, tick, tickList } from "#lib/contract/diff/change-list.ts";
import { type DatasetRenames, followName } from "#lib/contract/diff/dataset-renames.ts";
import { changedKeys, diffSets, isSame } from "#lib/contract/diff/sets.ts";

const LABELS = ["title", "domain", "owner", "tier", "version"] as const;

/** What is for people only: words, labels, where it is made from, and what is merely kept. */
export function diffWords(before: DatasetContract, after: DatasetContract, renames: DatasetRenames, list: ChangeList): void {
  for (const field of LABELS) {
    if (before[field] === after[field]) continue;
    const message =
      before[field] === null
        ? `Its ${field} is ${tick(after[field])}; it had none.`
        : after[field] === null
          ? `It has no ${field} any longer; it was ${tick(before[field])}.`
          : `Its ${field} is ${tick(after[field])}; it was ${tick(before[field])}.`;
    list.add(`${field}.changed`, message, { before: before[field], after: after[field] });
  }
  if (before.description !== after.description)
    list.add("description.changed", "Its description was rewritten.", { before: before.description, after: after.description });
  diffLabels("tags.changed", "tag", before.tags, after.tags, list);
  diffLabels("terms.changed", "term", before.terms, after.terms, list);
  diffUpstream(before, after, renames, list);
  diffDocs(before, after, list);
  const custom = changedKeys(before.custom, after.custom);
  if (custom.length > 0) {
    const sides = { before: pick(before.custom, custom), after: pick(after.custom, custom) };
    list.add("custom.changed", `Below ${tick("custom")}, ${tickList(custom)} changed.`, sides);
  }
}

function diffLabels(kind: ChangeKind, word: string, before: readonly string[], after: readonly string[], list: ChangeList): void {
  const { added, removed } = diffSets(before, after);
  const said = [
    ...(added.length > 0 ? [`has the ${word}${added.length === 1 ? "" : "s"} ${tickList(added)}`] : []),
    ...(removed.length > 0 ? [`no longer has the ${word}${removed.length === 1 ? "" : "s"} ${tickList(removed)}`] : []),
  ];
  if (said.length > 0) list.add(kind, `It ${said.join(" and ")}.`, { before: removed, after: added });
}

function diffUpstream(before: DatasetContract, after: DatasetContract, renames: DatasetRenames, list: ChangeList): void {
  const { added, removed } = diffSets(
    before.upstream.map((name) => followName(name, renames)),
    after.upstream,
  );
  if (added.length > 0) list.add("lineage.added", `It is made from ${tickList(added)} as well.`, { after: added });
  if (removed.length > 0) list.add("lineage.removed", `It is no longer made from ${tickList(removed)}.`, { before: removed });
}

function diffDocs({ doc: before }: DatasetContract, { doc: after }: DatasetContract, list: ChangeList): void {
  const sides = { before: before?.file, after: after?.file };
  if (before === null && after === null) return;
  if (before === null) list.add("docs.added", `It is documented in ${tick(sides.after ?? "")}.`, sides);
  else if (after === null) list.add("docs.removed", `It is no longer documented; ${tick(before.file)} was.`, sides);
  else if (!isSame(before, after)) list.add("docs.changed", `Its documentation ${tick(after.file)} changed.`, sides);
}

/** What an ODCS contract says that we model; a change there is told by its own kind. */
const MODELLED = new Set([..."schema name version status domain tags description team slaProperties slaDefaultElement".split(" ")]);

/** After everything else: of an ODCS contract everything is kept, also what was told already. */
export function diffOdcs(before: DatasetContract, after: DatasetContract, list: ChangeList): void {
  const all = changedKeys(before.odcs, after.odcs);
  const unknown = all.filter((key) => !MODELLED.has(key));
  const keys = list.size === 0 ? all : unknown;
  if (keys.length === 0) return;
  list.add("odcs.changed", `Of the ODCS contract, ${tickList(keys)} changed.`, {
    before: pick(before.odcs, keys),
    after: pick(after.odcs, keys),
  });
}

const pick = (map: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => Object.hasOwn(map, key)).map((key) => [key, map[key]]));
