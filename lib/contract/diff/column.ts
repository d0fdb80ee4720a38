import type { ChangeKind } from "#lib/contract/change-kinds.ts";
import type { Column } from "#lib/contract/contract.ts";
import { type AddChange, type ChangeList, type Sides, tick, tickList } from "#lib/contract/diff/change-list.ts";
import { type DatasetRenames, followReference } from "#lib/contract/diff/dataset-renames.ts";
import { diffMask } from "#lib/contract/diff/mask.ts";
import { compareRanges, formatRange } from "#lib/contract/diff/range.ts";
import { diffSets } from "#lib/contract/diff/sets.ts";
import { compareTypes } from "#lib/contract/diff/type.ts";

/** One column, known under the name of `after`. That it is (part of) the key is told of the dataset. */
export function diffColumn(before: Column, after: Column, renames: DatasetRenames, list: ChangeList): void {
  const { name } = after;
  const shown = tick(name);
  const add = (kind: ChangeKind, message: string, sides?: Sides) => list.add(kind, message, sides, name);

  diffType(before, after, add);
  if (before.required && !after.required) add("required.dropped", `${shown} may be empty now.`, { before: true, after: false });
  // A key is never empty, so a new key says it already.
  else if (!before.required && after.required && !(after.primaryKey && !before.primaryKey))
    add("required.added", `${shown} is never empty.`, { before: false, after: true });
  if (before.unique && !after.unique) add("unique.dropped", `${shown} is no longer unique.`, { before: true, after: false });
  else if (!before.unique && after.unique) add("unique.added", `${shown} is unique.`, { before: false, after: true });
  diffValues(before, after, add);
  const range = compareRanges(before, after);
  if (range !== null) {
    const sides = { before: formatRange(before), after: formatRange(after) };
    add(`range.${range}`, rangeMessage(shown, sides), sides);
  }
  diffText("pattern", before.pattern, after.pattern, `${shown} looks like`, add);
  diffReference(before, after, renames, add);
  diffMask(before, after, add);
  const classes = { before: before.classification, after: after.classification };
  if (classes.before !== classes.after) add("column.classified", wordMessage(shown, "classification", classes), classes);
  const terms = { before: before.term, after: after.term };
  if (terms.before !== terms.after) add("column.term", wordMessage(shown, "term", terms), terms);
  if (before.description !== after.description)
    add("column.described", `The description of ${shown} changed.`, { before: before.description, after: after.description });
}

function diffType(before: Column, after: Column, add: AddChange): void {
  const change = compareTypes(before, after);
  if (change === "same") return;
  const kind = change === "respelt" ? "column.type-respelt" : (`column.${change}` as const);
  const same = before.type === after.type;
  const sides = same ? { before: before.logicalType, after: after.logicalType } : { before: before.type, after: after.type };
  add(kind, `${tick(after.name)} is ${tick(sides.after)} now; it was ${tick(sides.before)}.`, sides);
}

function diffValues({ values: before }: Column, { values: after, name }: Column, add: AddChange): void {
  const shown = tick(name);
  const sides = { before, after };
  if (before === null || after === null) {
    if (before === null && after !== null) add("values.added", `${shown} is one of ${tickList(after)}.`, sides);
    if (before !== null && after === null) add("values.removed", `${shown} may be anything now; it was one of ${tickList(before)}.`, sides);
    return;
  }
  const { added, removed } = diffSets(before, after);
  if (added.length > 0 && removed.length > 0)
    add("values.changed", `${shown} may be ${tickList(added)} now, and no longer ${tickList(removed)}.`, sides);
  else if (added.length > 0) add("values.widened", `${shown} may be ${tickList(added)} as well.`, sides);
  else if (removed.length > 0) add("values.narrowed", `${shown} is no longer ${tickList(removed)}.`, sides);
}

/** A promise in words of its own, which a machine cannot compare. */
function diffText(part: "pattern", before: string | null, after: string | null, what: string, add: AddChange): void {
  if (before === after) return;
  const sides = { before, after };
  if (before === null) add(`${part}.added`, `${what} ${tick(after)}.`, sides);
  else if (after === null) add(`${part}.removed`, `It is no longer promised that ${what} ${tick(before)}.`, sides);
  else add(`${part}.changed`, `${what} ${tick(after)} now, not ${tick(before)}.`, sides);
}

function diffReference(before: Column, after: Column, renames: DatasetRenames, add: AddChange): void {
  const was = before.references === null ? null : followReference(before.references, renames);
  const is = after.references;
  if (was === is) return;
  const sides = { before: before.references, after: is };
  const shown = tick(after.name);
  if (was === null) add("reference.added", `${shown} points to ${tick(is)}.`, sides);
  else if (is === null) add("reference.removed", `${shown} no longer points to ${tick(was)}.`, sides);
  else add("reference.retargeted", `${shown} points to ${tick(is)} now, not to ${tick(was)}.`, sides);
}

function rangeMessage(shown: string, { before, after }: { readonly before: string | null; readonly after: string | null }): string {
  if (after === null) return `${shown} may be any number now; it was ${before}.`;
  return before === null ? `${shown} is ${after}.` : `${shown} is ${after}; it was ${before}.`;
}

function wordMessage(
  shown: string,
  word: string,
  { before, after }: { readonly before: string | null; readonly after: string | null },
): string {
  if (after === null) return `${shown} has no ${word} any longer; it was ${tick(before)}.`;
  return before === null ? `${shown} has the ${word} ${tick(after)}.` : `${shown} has the ${word} ${tick(after)}; it was ${tick(before)}.`;
}
