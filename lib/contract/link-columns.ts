import type { Column, Policy } from "#lib/contract/contract.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import type { Linker } from "#lib/contract/linker.ts";
import type { MaskSaid } from "#lib/contract/mask.ts";

/**
 * Columns with names linked and masks resolved: `access.mask`, else the column's own `mask`, else the mask of its classification.
 * `none` at any of these places ends the search, so `Column.mask` alone tells what a reader gets.
 */
export function linkColumns(draft: DatasetDraft, linker: Linker, classifications: Policy["classifications"]): readonly Column[] {
  const { log } = linker;
  const masks = new Map<string, MaskSaid>();
  for (const { column, said, position } of draft.access.masks) {
    const name = linker.column(draft, column, "`mask`", position, "error");
    if (name === null) continue;
    if (masks.has(name)) log.error("TS-DUP-001", position, `The column '${name}' has two masks in \`access\`.`);
    masks.set(name, said);
  }
  return draft.columns.map((column) => linkColumn(column, masks.get(column.name), draft, linker, classifications));
}

function linkColumn(
  column: Column,
  accessMask: MaskSaid | undefined,
  draft: DatasetDraft,
  linker: Linker,
  classifications: Policy["classifications"],
): Column {
  const { position } = column;
  const maskSaid = draft.columnMasks.get(column.name);
  if (accessMask !== undefined && maskSaid !== undefined)
    linker.log.warning(
      "TS-DUP-001",
      position,
      `The column '${column.name}' has a mask here and in \`access\`; the one in \`access\` holds.`,
    );
  const classification = column.classification?.toLowerCase() ?? null;
  const byClass = classification !== null && Object.hasOwn(classifications, classification) ? classifications[classification] : undefined;
  const mask = accessMask ?? maskSaid ?? byClass ?? null;
  // Most columns name nothing. With a million of them, one object each is a hundred megabytes less than two.
  if (mask === null && classification === null && column.references === null && column.term === null) return column;
  return {
    ...column,
    classification,
    references: column.references === null ? null : linker.reference(column.references, draft, position),
    term: column.term === null ? null : linker.term(column.term, position),
    mask: mask === "none" ? null : mask,
  };
}
