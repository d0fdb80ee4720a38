import { cleanLabel, cleanText } from "#lib/intake/clean-text.ts";
import { toWritableType } from "#lib/intake/column-type.ts";
import type { DbtCatalog } from "#lib/intake/dbt/dbt-catalog.ts";
import type { DbtDataset } from "#lib/intake/dbt/dbt-dataset.ts";
import type { DbtColumn } from "#lib/intake/dbt/manifest.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";
import { plainColumn } from "#lib/intake/imported.ts";

interface Known {
  name: string;
  type: string | null;
  description: string | null;
  classification: string | null;
}

/** Columns in the warehouse's order, then those that only the project names. The project's spelling and description count. */
export function addColumns(dataset: DbtDataset, catalog: DbtCatalog | null, foldsUpper: boolean, notes: ImportNotes): void {
  const { table } = dataset;
  const known = new Map<string, Known>();
  for (const { unique_id } of [table.node, ...table.twins]) {
    for (const { name, type, comment } of catalog?.get(unique_id) ?? []) {
      const folded = foldsUpper && name === name.toUpperCase() ? name.toLowerCase() : name;
      const found = known.get(folded.toLowerCase());
      if (found === undefined)
        known.set(folded.toLowerCase(), { name: folded, type: type ?? null, description: comment ?? null, classification: null });
    }
  }
  for (const { columns } of [table.node, ...table.twins]) for (const column of columns ?? []) merge(known, column);

  dataset.typesUnknown = known.size > 0 && [...known.values()].every(({ type }) => type === null);
  for (const { name, type, description, classification } of known.values()) {
    const written = type === null ? { type: "STRING", comment: dataset.typesUnknown ? null : "type not known" } : toWritableType(type);
    const added = dataset.columns.add({
      ...plainColumn(name, written.type),
      comment: written.comment,
      description: cleanText(description),
      classification,
    });
    if (!added) notes.add("column whose name a catalog cannot hold, left out", `${table.name}.${cleanLabel(name) ?? ""}`);
  }
}

function merge(known: Map<string, Known>, column: DbtColumn): void {
  const before = known.get(column.name.toLowerCase());
  known.set(column.name.toLowerCase(), {
    name: column.name,
    type: before?.type ?? cleanText(column.data_type, 2_000),
    description: cleanText(column.description) ?? before?.description ?? null,
    classification: before?.classification ?? classificationOf(column),
  });
}

/** `meta: {contains_pii: true}`, `meta: {classification: confidential}` or a tag `pii`, as projects write it. */
function classificationOf({ meta, config, tags }: DbtColumn): string | null {
  const all = { ...meta, ...config?.meta };
  const said = all["classification"] ?? all["data_classification"];
  if (typeof said === "string" && said.trim() !== "") return said.trim().toLowerCase().slice(0, 60);
  const isPii = ["pii", "contains_pii", "is_pii", "has_pii"].some((key) => all[key] === true || all[key] === "true");
  return isPii || [...(tags ?? []), ...(config?.tags ?? [])].some((tag) => tag.toLowerCase() === "pii") ? "pii" : null;
}
