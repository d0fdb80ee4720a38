import type { JsonObject } from "#lib/contract/contract.ts";
import { isRelation } from "#lib/contract/source-ref.ts";
import { readCheckExpression } from "#lib/intake/check-expression.ts";
import { cleanText } from "#lib/intake/clean-text.ts";
import { ColumnSet } from "#lib/intake/column-set.ts";
import { toWritableType } from "#lib/intake/column-type.ts";
import { nameDatasets } from "#lib/intake/dataset-names.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";
import { type ImportedCheck, type ImportedDataset, plainColumn, plainDataset } from "#lib/intake/imported.ts";
import { failingRows } from "#lib/intake/sql-text.ts";
import type { TableSchema } from "#lib/intake/table-schema.ts";

export interface TableOptions {
  /** Id of the source that the tables are in; `null`: none that Touchstone could read. */
  readonly source: string | null;
  readonly owner: string | null;
  /** Schemas whose tables keep their short name where another schema has the same. */
  readonly defaultSchema: string;
  /** Aliases such as `postgres:sales.orders` begin so; `null`: no aliases. */
  readonly aliasPrefix: string | null;
  readonly known: (alias: string) => string | null;
  /** The name that somebody chose for the only table. */
  readonly name?: string;
}

/** Tables → datasets. Only what the database itself enforces becomes a promise. */
export function tablesToDatasets(tables: readonly TableSchema[], options: TableOptions, notes: ImportNotes): readonly ImportedDataset[] {
  const keys = tables.map((table) => ({ table, key: keyOf(table.schema, table.name), alias: aliasOf(table, options) }));
  const names = options.name === undefined ? namesOf(keys, options) : new Map(keys.map(({ key }) => [key, options.name ?? ""]));
  return keys.map(({ table, key, alias }) => toDataset(table, names.get(key) ?? table.name, alias, names, options, notes));
}

interface KeyedTable {
  readonly table: TableSchema;
  readonly key: string;
  readonly alias: string | null;
}

function namesOf(keys: readonly KeyedTable[], options: TableOptions): ReadonlyMap<string, string> {
  const pinned = keys.flatMap(({ key, alias }) => {
    const name = alias === null ? null : options.known(alias);
    return name === null ? [] : [[key, name] as const];
  });
  return nameDatasets(
    keys.map(({ table: { schema, name }, key }) => ({
      key,
      names: schema === null ? [[name]] : [[name], [schema, name]],
      rank: schema === null || schema === options.defaultSchema ? 0 : 1,
    })),
    new Map(pinned),
  );
}

const keyOf = (schema: string | null, name: string) => JSON.stringify([schema, name]);

function aliasOf({ schema, name }: TableSchema, { aliasPrefix }: TableOptions): string | null {
  const alias = `${aliasPrefix ?? ""}:${schema === null ? "" : `${schema}.`}${name}`;
  return aliasPrefix === null || alias.length > 200 ? null : alias;
}

function toDataset(
  table: TableSchema,
  name: string,
  alias: string | null,
  names: ReadonlyMap<string, string>,
  options: TableOptions,
  notes: ImportNotes,
): ImportedDataset {
  const { source, owner } = options;
  const columns = new ColumnSet();
  const checks: ImportedCheck[] = [];
  const shown = table.schema === null ? table.name : `${table.schema}.${table.name}`;
  for (const column of table.columns) {
    const written = toWritableType(column.type);
    const comment = [written.comment, column.comment].filter((text) => text !== null).join("; ");
    const { values, required } = column;
    const added = columns.add({
      ...plainColumn(column.name, written.type),
      description: cleanText(column.description),
      required,
      values,
      comment: comment === "" ? null : comment,
    });
    if (!added) notes.add("column whose name a catalog cannot hold, left out", `${shown}.${column.name}`);
  }
  for (const key of table.primaryKey) columns.patch(key, { primaryKey: true });
  for (const { columns: unique, where } of table.uniques) {
    const [first, second] = unique;
    if (first !== undefined && second === undefined && where === null && columns.patch(first, { unique: true })) continue;
    checks.push({ unique, ...(where === null ? {} : { where }) });
  }
  for (const check of table.checks) addCheck(name, check, columns, checks);
  const custom = addReferences(table, columns, names, options, notes);
  if (table.description === null) notes.add("dataset without a description", name);
  const parts = table.schema === null ? [table.name] : [table.schema, table.name];
  const fits = !parts.some((part) => part.includes(".")) && isRelation(parts.join("."));
  if (!fits) notes.add("relation whose name a catalog cannot hold, left out", shown);
  const remarks = fits
    ? table.remarks
    : [`Its relation is ${shown}, which \`source:\` cannot name because of its characters.`, ...table.remarks];
  if (columns.list().length === 0) notes.add("table without columns", shown);
  return {
    ...plainDataset(name),
    description: table.description,
    owner,
    source: fits ? { source, relation: parts.join("."), files: null } : null,
    columns: columns.list(),
    checks,
    upstream: upstreamOf(table, names, options),
    aliases: alias === null ? [] : [alias],
    custom,
    comments: remarks.length === 0 ? {} : { schema: remarks.join("\n") },
  };
}

function upstreamOf(
  { readsFrom }: TableSchema,
  names: ReadonlyMap<string, string>,
  { aliasPrefix, known }: TableOptions,
): readonly string[] {
  const found = readsFrom.flatMap(({ schema, table }) => {
    const alias = `${aliasPrefix ?? ""}:${schema === null ? "" : `${schema}.`}${table}`;
    return names.get(keyOf(schema, table)) ?? (aliasPrefix === null ? null : known(alias)) ?? [];
  });
  return [...new Set(found)].sort();
}

/** A condition over single columns becomes their promises; any other one a check in SQL. */
function addCheck(dataset: string, { name, expression }: TableSchema["checks"][number], columns: ColumnSet, checks: ImportedCheck[]): void {
  const facts = readCheckExpression(expression);
  const said =
    facts?.every(({ column }) => columns.find(column) !== null) === true &&
    facts.every((fact) => {
      if ("required" in fact) return columns.patch(fact.column, { required: true });
      if ("values" in fact) return columns.patch(fact.column, { values: fact.values });
      const exclusive = fact.sign === ">" || fact.sign === "<";
      return columns.patch(
        fact.column,
        fact.sign.startsWith(">")
          ? { min: fact.bound, ...(exclusive ? { exclusiveMin: true } : {}) }
          : { max: fact.bound, ...(exclusive ? { exclusiveMax: true } : {}) },
      );
    });
  if (!said) checks.push({ sql: failingRows(dataset, expression), name: name.slice(0, 200) });
}

/** Foreign keys of one column are promises; those of several columns are kept, because a column alone does not say them. */
function addReferences(
  table: TableSchema,
  columns: ColumnSet,
  names: ReadonlyMap<string, string>,
  { aliasPrefix, known }: TableOptions,
  notes: ImportNotes,
): JsonObject {
  const kept: JsonObject[] = [];
  const shown = table.schema === null ? table.name : `${table.schema}.${table.name}`;
  for (const { columns: own, schema, table: target, toColumns } of table.references) {
    const [column, second] = own;
    const [to] = toColumns;
    if (column === undefined || to === undefined) continue;
    const there = schema === null ? target : `${schema}.${target}`;
    const found = names.get(keyOf(schema, target)) ?? (aliasPrefix === null ? null : known(`${aliasPrefix}:${there}`));
    if (second !== undefined) {
      kept.push({ columns: own, to: found ?? there, to_columns: toColumns });
      notes.add("foreign key of several columns, kept below custom", `${shown} (${own.join(", ")})`);
    } else if (found === null) {
      columns.remark(column, `points to ${there}.${to}, which is not in this catalog`);
      notes.add("reference to a table that is not in this import, kept as a comment", `${shown} → ${there}`);
    } else if (!columns.patch(column, { references: `${found}.${to}` })) columns.remark(column, `also points to ${found}.${to}`);
  }
  return kept.length === 0 ? {} : { foreign_keys: kept };
}
