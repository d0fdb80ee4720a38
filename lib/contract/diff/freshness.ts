import type { DatasetContract } from "#lib/contract/contract.ts";
import { type ChangeList, tick } from "#lib/contract/diff/change-list.ts";
import type { ColumnRenames } from "#lib/contract/diff/columns.ts";
import { formatAge } from "#lib/format.ts";

export function diffFreshness(before: DatasetContract, after: DatasetContract, columns: ColumnRenames, list: ChangeList): void {
  const was = before.freshness;
  const is = after.freshness;
  const sides = { before: was?.promised, after: is?.promised };
  if (was === null || is === null) {
    if (is !== null) list.add("freshness.added", `It is at most ${formatAge(is.maxAgeSeconds)} old.`, sides);
    if (was !== null)
      list.add("freshness.removed", `No age is promised any longer; it was at most ${formatAge(was.maxAgeSeconds)}.`, sides);
    return;
  }
  if (was.maxAgeSeconds !== is.maxAgeSeconds) {
    const kind = is.maxAgeSeconds > was.maxAgeSeconds ? "freshness.loosened" : "freshness.tightened";
    list.add(kind, `It is at most ${formatAge(is.maxAgeSeconds)} old; it was at most ${formatAge(was.maxAgeSeconds)}.`, sides);
  } else if (was.promised !== is.promised)
    list.add("freshness.reworded", `Its freshness is written ${tick(is.promised)} and is the same.`, sides);
  if (was.warnAfterSeconds !== is.warnAfterSeconds) {
    const words =
      is.warnAfterSeconds === null
        ? "There is no warning before it is too old."
        : `A warning comes after ${formatAge(is.warnAfterSeconds)}.`;
    list.add("freshness.warning", words, { before: was.warnAfterSeconds, after: is.warnAfterSeconds });
  }
  const column = was.column === null ? null : (columns.get(was.column) ?? was.column);
  if (column === is.column) return;
  const inferred = after.inferred.includes("freshness.column") ? ", which was inferred" : "";
  list.add(
    "freshness.measured-by",
    is.column === null ? "Its age is that of the last update." : `Its age is read from ${tick(is.column)}${inferred}.`,
    {
      before: was.column,
      after: is.column,
    },
  );
}
