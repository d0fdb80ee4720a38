import { parseConstraint } from "#lib/contract/column-constraint.ts";
import { cleanLabel } from "#lib/intake/clean-text.ts";
import type { DbtDataset } from "#lib/intake/dbt/dbt-dataset.ts";
import type { DbtTables } from "#lib/intake/dbt/dbt-tables.ts";
import { isTemplate } from "#lib/intake/dbt/dbt-test-kinds.ts";
import type { DbtConstraint } from "#lib/intake/dbt/manifest.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";
import { conditionName, failingRows } from "#lib/intake/sql-text.ts";

/** Constraints of a model's contract, of the model and of its columns. */
export function addConstraints(dataset: DbtDataset, tables: DbtTables, notes: ImportNotes): void {
  const { node } = dataset.table;
  for (const column of node.columns ?? [])
    for (const constraint of column.constraints ?? []) addConstraint(dataset, constraint, [column.name], tables, notes);
  for (const constraint of node.constraints ?? []) addConstraint(dataset, constraint, constraint.columns ?? [], tables, notes);
}

function addConstraint(
  dataset: DbtDataset,
  constraint: DbtConstraint,
  names: readonly string[],
  tables: DbtTables,
  notes: ImportNotes,
): void {
  const { columns, checks, table } = dataset;
  const [first, second] = names;
  const type = (constraint.type ?? "").toLowerCase();
  for (const name of names) columns.ensure(name);
  if (type === "not_null") for (const name of names) columns.patch(name, { required: true });
  else if (type === "primary_key" && first !== undefined) for (const name of names) columns.patch(name, { primaryKey: true });
  else if (type === "unique" && first !== undefined) {
    if (second === undefined) columns.patch(first, { unique: true });
    else checks.push({ unique: names });
  } else if (type === "check" && constraint.expression != null && !isTemplate(constraint.expression))
    checks.push({
      sql: failingRows(table.name, constraint.expression),
      name: cleanLabel(constraint.name) ?? conditionName(constraint.expression),
    });
  else {
    const target = type === "foreign_key" ? targetOf(constraint, tables) : null;
    const pointed = target !== null && first !== undefined && second === undefined && columns.patch(first, { references: target });
    if (!pointed) notes.add("constraint of a model that cannot be said", `${table.name}: ${type === "" ? "without a type" : type}`);
  }
}

/** `to: ref('customers')` with `to_columns`, or the expression `analytics.customers (customer_id)`. */
function targetOf({ to, to_columns: columns, expression }: DbtConstraint, tables: DbtTables): string | null {
  const name = /ref\s*\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"]([^'"]+)['"]/.exec(to ?? "")?.[1] ?? to;
  const written = /^([\w."`-]+)\s*\(\s*["`]?(\w+)["`]?\s*\)$/.exec((expression ?? "").trim());
  const relation = (name ?? written?.[1])?.replace(/["`]/g, "");
  const column = columns?.length === 1 ? columns[0] : written?.[2];
  const last = relation?.split(".").at(-1)?.toLowerCase();
  const table = tables.all.find(({ node }) => node.name.toLowerCase() === last || node.alias?.toLowerCase() === last);
  const reference = table === undefined || column === undefined ? null : `${table.name}.${column}`;
  return reference !== null && parseConstraint(`FK -> ${reference}`).ok ? reference : null;
}
