import type { Column } from "#lib/contract/contract.ts";
import { type ChangeList, tick, tickList } from "#lib/contract/diff/change-list.ts";
import { diffColumn } from "#lib/contract/diff/column.ts";
import type { DatasetRenames } from "#lib/contract/diff/dataset-renames.ts";
import { pairColumns } from "#lib/contract/diff/pair-columns.ts";
import { diffSets } from "#lib/contract/diff/sets.ts";

/** Old name → new name, of columns that were renamed or only spelt in another way. */
export type ColumnRenames = ReadonlyMap<string, string>;

/** Columns and the key. @returns what was renamed, for checks and monitors that name columns */
export function diffColumns(
  before: readonly Column[],
  after: readonly Column[],
  datasets: DatasetRenames,
  list: ChangeList,
): ColumnRenames {
  const { pairs, added, removed } = pairColumns(before, after);
  const renames = new Map(pairs.filter((pair) => pair.before.name !== pair.after.name).map((pair) => [pair.before.name, pair.after.name]));
  for (const column of removed) list.add("column.removed", `${tick(column.name)} was removed.`, { before: column.type }, column.name);
  for (const { before: old, after: column, renamed } of pairs) {
    const names = { before: old.name, after: column.name };
    if (renamed)
      list.add(
        "column.renamed",
        `${tick(old.name)} is gone; it is probably ${tick(column.name)} now, which is new and like it.`,
        names,
        old.name,
      );
    else if (old.name !== column.name) list.add("column.respelt", `${tick(old.name)} is spelt ${tick(column.name)} now.`, names, old.name);
    diffColumn(old, column, datasets, list);
  }
  for (const column of added) list.add("column.added", `${tick(column.name)} was added.`, { after: column.type }, column.name);
  diffKey(before, after, renames, list);
  const were = pairs.map((pair) => pair.before);
  const order = new Map(before.map((column, place) => [column, place]));
  if (were.some((column, index) => index > 0 && (order.get(column) ?? 0) < (order.get(were[index - 1] ?? column) ?? 0)))
    list.add("columns.reordered", "Its columns stand in another order.");
  return renames;
}

function diffKey(before: readonly Column[], after: readonly Column[], renames: ColumnRenames, list: ChangeList): void {
  const keyOf = (columns: readonly Column[]) => columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name);
  const was = keyOf(before);
  const is = keyOf(after);
  const { added, removed } = diffSets(
    was.map((name) => renames.get(name) ?? name),
    is,
  );
  if (added.length + removed.length === 0) return;
  if (was.length === 0) list.add("key.added", `${tickList(is)} ${is.length === 1 ? "is" : "together are"} the key.`, { after: is });
  else if (is.length === 0)
    list.add("key.removed", `It has no key any longer; ${tickList(was)} ${was.length === 1 ? "was" : "were"} it.`, { before: was });
  else list.add("key.changed", `Its key is ${tickList(is)}; it was ${tickList(was)}.`, { before: was, after: is });
}
