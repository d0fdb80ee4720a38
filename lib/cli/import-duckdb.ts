import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { OUTPUT_OPTIONS, ownerOption } from "#lib/cli/import-options.ts";
import { writeImport } from "#lib/cli/import-output.ts";
import { findTarget } from "#lib/cli/import-target.ts";
import { readKnownCatalog } from "#lib/cli/known-catalog.ts";
import { readDuckDb } from "#lib/cli/schema-source/duckdb.ts";
import { ImportNotes } from "#lib/intake/import-notes.ts";
import { tablesToDatasets } from "#lib/intake/table-dataset.ts";

/** `touchstone import duckdb <file.db>`. */
export async function importDuckDb(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...OUTPUT_OPTIONS, schema: { type: "string", multiple: true }, table: { type: "string", multiple: true } },
  });
  const [given, second] = positionals;
  if (given === undefined || second !== undefined) throw new UsageError("Name one database file: touchstone import duckdb shop.duckdb");
  const owner = ownerOption(values.owner);
  const target = await findTarget(values.out, context);
  const known = await readKnownCatalog(target);
  const tables = await readDuckDb(resolve(context.cwd, given), { schemas: values.schema ?? [], tables: values.table ?? [] });
  const notes = new ImportNotes();
  const datasets = tablesToDatasets(tables, { source: null, owner, defaultSchema: "main", aliasPrefix: null, known: () => null }, notes);
  const heading = `${DUCKDB_HEADING}\nIt is yours to edit now: later imports add, and change nothing.`;
  const imported = { datasets, owners: [], domains: [], sources: [], metrics: [] };
  return writeImport({ imported, notes, target, known, force: values.force === true, kind: "duckdb", heading }, context);
}

/** Touchstone's DuckDB engine reads files of rows, not databases. */
const DUCKDB_HEADING = `Imported from a DuckDB database with \`touchstone import duckdb\`.
Touchstone reads Parquet, CSV and JSON files, not DuckDB databases: for rows and checks, COPY the tables to Parquet files and name those as the source.`;
