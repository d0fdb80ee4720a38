import { resolve } from "node:path";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { CSV, csvTable, fileDatasets, PARQUET, parquetTable } from "#lib/cli/import-files.ts";
import { addressOf, postgresSource } from "#lib/cli/import-postgres.ts";
import type { ImportTarget } from "#lib/cli/import-target.ts";
import type { KnownCatalog } from "#lib/cli/known-catalog.ts";
import { findFiles } from "#lib/cli/schema-source/data-files.ts";
import { readDuckDb } from "#lib/cli/schema-source/duckdb.ts";
import { readPostgres } from "#lib/cli/schema-source/postgres.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { ImportNotes } from "#lib/intake/import-notes.ts";
import type { ImportedDataset, ImportedSource } from "#lib/intake/imported.ts";
import { tablesToDatasets } from "#lib/intake/table-dataset.ts";
import type { TableSchema } from "#lib/intake/table-schema.ts";

export interface FromOptions {
  readonly name: string;
  readonly owner: string | null;
  readonly target: ImportTarget;
  readonly known: KnownCatalog;
  readonly context: Context;
}

interface FoundTable {
  readonly dataset: ImportedDataset;
  readonly sources: readonly ImportedSource[];
}

/** The one table that `--from` names. A database without `#table` has one that is called as the dataset. */
export async function readTable(from: string, options: FromOptions): Promise<FoundTable> {
  const hash = from.indexOf("#");
  const place = hash < 0 ? from : from.slice(0, hash);
  const table = hash < 0 ? options.name : decodeURIComponent(from.slice(hash + 1));
  if (place.includes("://") || /^\$?\{?[A-Z][A-Z0-9_]*\}?$/.test(place)) return fromPostgres(place, table, options);
  if (/\.(?:duckdb|ddb|db)$/i.test(place)) return fromDuckDb(place, table, options);
  return fromFiles(from, options);
}

async function fromPostgres(place: string, table: string, { name, owner, known, context }: FromOptions): Promise<FoundTable> {
  const { url, variable } = addressOf(place, context);
  const { database, tables } = await readPostgres(url, { schemas: [], tables: [table] }, context.signal);
  const source = postgresSource(database, variable, null, known);
  const options = {
    source: source.id,
    owner,
    defaultSchema: "public",
    aliasPrefix: `postgres:${source.id}`,
    known: (alias: string) => known.nameOf(alias),
    name,
  };
  return { dataset: only(tables, tablesToDatasets(tables, options, new ImportNotes())), sources: [source] };
}

async function fromDuckDb(place: string, table: string, { name, owner, context }: FromOptions): Promise<FoundTable> {
  const tables = await readDuckDb(resolve(context.cwd, place), { schemas: [], tables: [table] });
  const options = { source: null, owner, defaultSchema: "main", aliasPrefix: null, known: () => null, name };
  return { dataset: only(tables, tablesToDatasets(tables, options, new ImportNotes())), sources: [] };
}

async function fromFiles(from: string, { name, owner, target, known, context }: FromOptions): Promise<FoundTable> {
  const isCsv = CSV.test(from);
  const isParquet = PARQUET.test(from);
  // A folder says nothing about its kind: Parquet first, because it knows its types.
  const set = isCsv
    ? await findFiles(from, context.cwd, CSV)
    : await findFiles(from, context.cwd, PARQUET).catch((error: unknown) => {
        if (isParquet) throw error;
        return findFiles(from, context.cwd, CSV).catch(() => {
          throw new UsageError(
            `'${visibleText(from)}' is nothing that a dataset can be read from. Name a variable with a database's address and a table (NAME#schema.table), a .duckdb file and a table, or .parquet or .csv files.`,
          );
        });
      });
  const isText = CSV.test(set.files[0] ?? "");
  const table = isText ? await csvTable(set, null, null) : await parquetTable(set);
  const { datasets, sources } = fileDatasets([{ set, table }], { owner, target, known, notes: new ImportNotes(), context, name });
  return { dataset: only([table], datasets), sources };
}

function only(tables: readonly TableSchema[], datasets: readonly ImportedDataset[]): ImportedDataset {
  const [dataset, second] = datasets;
  if (dataset === undefined || second !== undefined)
    throw new UsageError(
      `Several tables are called so: ${tables.map(({ schema, name }) => `${schema ?? ""}.${name}`).join(", ")}. Name one with its schema.`,
    );
  return dataset;
}
