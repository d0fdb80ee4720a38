import type { DatasetDraft } from "#lib/contract/dataset.ts";
import { NameSet } from "#lib/contract/name-set.ts";

interface ColumnNames {
  /** Small letters → as defined. */
  readonly byName: ReadonlyMap<string, string>;
  readonly all: NameSet;
}

const known = new WeakMap<DatasetDraft, ColumnNames>();

/** The columns' names, put in order once for all that asks about them. */
export function columnNamesOf(dataset: DatasetDraft): ColumnNames {
  const before = known.get(dataset);
  if (before !== undefined) return before;
  const byName = new Map(dataset.columns.map(({ name }) => [name.toLowerCase(), name]));
  const names = { byName, all: new NameSet(new Set(byName.values())) };
  known.set(dataset, names);
  return names;
}
