import type { Column, Mask } from "#lib/contract/contract.ts";
import { type AddChange, tick, tickList } from "#lib/contract/diff/change-list.ts";
import { diffSets } from "#lib/contract/diff/sets.ts";

/** What readers see of a column, whether the column, `access.mask` or the policy of its classification says so. */
export function diffMask({ mask: before }: Column, after: Column, add: AddChange): void {
  const shown = tick(after.name);
  const { mask } = after;
  const sides = { before, after: mask };
  if (before === null && mask === null) return;
  if (before === null || mask === null) {
    if (before === null) add("mask.added", `${shown} is ${howOf(mask)}.`, sides);
    else add("mask.removed", `${shown} is no longer masked; it was ${howOf(before)}.`, sides);
    return;
  }
  if (before.as !== mask.as) {
    const kind = before.as === "hide" ? "mask.loosened" : "mask.changed";
    add(kind, `${shown} is ${howOf(mask)}; it was ${howOf(before)}.`, { before: before.as, after: mask.as });
  }
  const { added, removed } = diffSets(before.except, mask.except);
  const lists = { before: before.except, after: mask.except };
  if (removed.length > 0) add("mask.readers-removed", `${tickList(removed)} no longer see ${shown} unmasked.`, lists);
  if (added.length > 0) add("mask.readers-added", `${tickList(added)} see ${shown} unmasked.`, lists);
}

const howOf = (mask: Mask | null) => (mask?.as === "hide" ? "hidden" : `masked as ${tick(mask?.as ?? "null")}`);
