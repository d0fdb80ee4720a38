import type { DatasetContract, SourceRef } from "#lib/contract/contract.ts";
import { type ChangeList, tick } from "#lib/contract/diff/change-list.ts";
import { isSame } from "#lib/contract/diff/sets.ts";

/** Where its rows lie. Without a named source nothing can be read, whatever the relation. */
export function diffSource({ source: before }: DatasetContract, { source: after }: DatasetContract, list: ChangeList): void {
  if (isSame(before, after)) return;
  const sides = { before: wordsOf(before), after: wordsOf(after) };
  const was = tick(sides.before);
  if (before?.source == null && after?.source != null) list.add("source.added", `Its rows are in ${tick(sides.after)}.`, sides);
  else if (before?.source != null && after?.source == null)
    list.add("source.removed", `Its rows cannot be found any longer; they were in ${was}.`, sides);
  else list.add("source.moved", `Its rows are in ${tick(sides.after)}; they were in ${was}.`, sides);
}

/** As a contract writes it. */
function wordsOf(ref: SourceRef | null): string | null {
  if (ref === null) return null;
  return `${ref.source ?? "(no source)"}${ref.relation === null ? "" : `.${ref.relation}`}${ref.files === null ? "" : ` (${ref.files})`}`;
}
