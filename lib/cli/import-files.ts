import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { OUTPUT_OPTIONS, ownerOption } from "#lib/cli/import-options.ts";
import { writeImport } from "#lib/cli/import-output.ts";
import { findTarget, type ImportTarget } from "#lib/cli/import-target.ts";
import { type KnownCatalog, readKnownCatalog } from "#lib/cli/known-catalog.ts";
import { readCsv } from "#lib/cli/schema-source/csv.ts";
import { type FileSet, findFiles } from "#lib/cli/schema-source/data-files.ts";
import { fileTable, mergeColumns } from "#lib/cli/schema-source/file-tables.ts";
import { readParquetColumns } from "#lib/cli/schema-source/parquet.ts";
import { toId } from "#lib/intake/clean-text.ts";
import { ImportNotes } from "#lib/intake/import-notes.ts";
import type { ImportedDataset, ImportedSource } from "#lib/intake/imported.ts";
import { tablesToDatasets } from "#lib/intake/table-dataset.ts";
import type { TableSchema } from "#lib/intake/table-schema.ts";

export const PARQUET = /\.parquet$/i;
export const CSV = /\.(?:csv|tsv)(?:\.gz)?$/i;

/** `touchstone import parquet <file, folder or 'pattern'>…`. */
export async function importParquet(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OUTPUT_OPTIONS });
  return importFiles("parquet", positionals, values, PARQUET, parquetTable, context);
}

/** `touchstone import csv <file, folder or 'pattern'>…`. */
export async function importCsv(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...OUTPUT_OPTIONS, delimiter: { type: "string" }, "no-header": { type: "boolean" } },
  });
  const delimiter = delimiterOption(values.delimiter);
  const header = values["no-header"] === true ? false : null;
  return importFiles("csv", positionals, values, CSV, (set) => csvTable(set, delimiter, header), context);
}

export async function parquetTable(set: FileSet): Promise<TableSchema> {
  const files: { name: string; columns: Awaited<ReturnType<typeof readParquetColumns>> }[] = [];
  for (const path of set.files) files.push({ name: nameIn(set, path), columns: await readParquetColumns(path) });
  return fileTable(set, mergeColumns(files), []);
}

export async function csvTable(set: FileSet, delimiter: string | null, header: boolean | null): Promise<TableSchema> {
  const files: { name: string; columns: TableSchema["columns"] }[] = [];
  let remarks: readonly string[] = [];
  for (const path of set.files) {
    const table = await readCsv(path, { delimiter, header });
    files.push({ name: nameIn(set, path), columns: table.columns });
    if (files.length === 1) remarks = table.remarks;
  }
  const first = set.files.length === 1 ? [] : [`Of ${set.files.length} files; what follows was seen in ${files[0]?.name ?? ""}.`];
  return fileTable(set, mergeColumns(files), [...first, ...remarks]);
}

/** A file as people know it: below the folder of its dataset. */
const nameIn = (set: FileSet, path: string) =>
  relative(set.folder, path)
    .split(sep)
    .slice(set.pattern.includes("/") ? 1 : 0)
    .join("/");

function delimiterOption(text: string | undefined): string | null {
  if (text === undefined) return null;
  const delimiter = text === "\\t" || text === "tab" ? "\t" : text;
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new UsageError("--delimiter is one character, for example: --delimiter ';' (or tab)");
  return delimiter;
}

async function importFiles(
  kind: string,
  positionals: readonly string[],
  values: { readonly out?: string; readonly force?: boolean; readonly owner?: string },
  endings: RegExp,
  read: (set: FileSet) => Promise<TableSchema>,
  context: Context,
): Promise<number> {
  if (positionals.length === 0)
    throw new UsageError(`Name files, a folder, or a pattern in quotes: touchstone import ${kind} 'data/orders/*.${kind}'`);
  const owner = ownerOption(values.owner);
  const target = await findTarget(values.out, context);
  const known = await readKnownCatalog(target);
  const notes = new ImportNotes();
  const found: { readonly set: FileSet; readonly table: TableSchema }[] = [];
  let failed = 0;
  const bar = context.progress("Reading", positionals.length);
  for (const [index, argument] of positionals.entries()) {
    context.signal.throwIfAborted();
    try {
      const set = await findFiles(argument, context.cwd, endings);
      found.push({ set, table: await read(set) });
    } catch (error) {
      // One broken file among many is told, and the others are written.
      if (!(error instanceof UsageError) || positionals.length === 1) throw error;
      context.err(error.message);
      failed += 1;
    }
    bar.update(index + 1);
  }
  bar.end();
  if (found.length === 0) return 2;
  noteSameShape(found, notes);
  const { datasets, sources } = fileDatasets(found, { owner, target, known, notes, context });
  const heading = `Imported from files with \`touchstone import ${kind}\`. It is yours to edit now: later imports add, and change nothing.`;
  const imported = { datasets, owners: [], domains: [], sources, metrics: [] };
  const code = await writeImport({ imported, notes, target, known, force: values.force === true, kind, heading }, context);
  return failed > 0 ? 1 : code;
}

interface Surroundings {
  readonly owner: string | null;
  readonly target: ImportTarget;
  readonly known: KnownCatalog;
  readonly notes: ImportNotes;
  readonly context: Pick<Context, "cwd" | "env">;
  /** The name that somebody chose for the only dataset. */
  readonly name?: string;
}

/** Datasets over files, and the source that their folder is. */
export function fileDatasets(
  found: readonly { readonly set: FileSet; readonly table: TableSchema }[],
  { owner, target, known, notes, context, name }: Surroundings,
): { readonly datasets: readonly ImportedDataset[]; readonly sources: readonly ImportedSource[] } {
  const folder = commonFolder(found.map(({ set }) => set.folder));
  const source = folderSource(folder, target, known, notes, context);
  const tables = found.map(({ table }, index) => ({ ...table, schema: null, name: uniqueName(found, index) }));
  const datasets = tablesToDatasets(
    tables,
    { source: source.id, owner, defaultSchema: "", aliasPrefix: null, known: () => null, ...(name === undefined ? {} : { name }) },
    notes,
  ).map((dataset, index): ImportedDataset => {
    const set = found[index]?.set;
    if (set === undefined) return dataset;
    const below = relative(folder, set.folder).split(sep).join("/");
    const files = below === "" ? set.pattern : `${below}/${set.pattern}`;
    return { ...dataset, source: { source: source.id, relation: null, files } };
  });
  return { datasets, sources: [source] };
}

/** Two files of the same name in two folders are told apart by their folder. */
function uniqueName(found: readonly { readonly set: FileSet }[], index: number): string {
  const set = found[index]?.set;
  if (set === undefined) return "files";
  const isTaken = found.some((other, at) => at !== index && other.set.name.toLowerCase() === set.name.toLowerCase());
  return isTaken ? `${basename(set.folder)} ${set.name}` : set.name;
}

function folderSource(
  folder: string,
  target: ImportTarget,
  known: KnownCatalog,
  notes: ImportNotes,
  { cwd, env }: Pick<Context, "cwd" | "env">,
): ImportedSource {
  const catalog = target.kind === "stdout" ? resolve(cwd, env["TOUCHSTONE_CATALOG"] ?? "catalog") : target.catalog;
  const below = relative(catalog, folder);
  const isInside = below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
  const files = isInside ? `./${below.split(sep).join("/")}`.replace(/^\.\/$/, ".") : folder;
  if (!isInside) notes.add("folder outside of the catalog: Touchstone reads it only when TOUCHSTONE_DATA_ROOTS names it", folder);
  const wanted = toId(basename(folder)).replaceAll(".", "-") || "files";
  const id = known.sourceId(wanted, { engine: "duckdb", files, urlEnv: null });
  const comment = isInside ? null : "Outside of the catalog folder: name it in TOUCHSTONE_DATA_ROOTS, or Touchstone may not read it.";
  return { id, engine: "duckdb", files, urlEnv: null, comment };
}

function commonFolder(folders: readonly string[]): string {
  let [common = sep] = folders;
  while (!folders.every((folder) => folder === common || folder.startsWith(common.endsWith(sep) ? common : common + sep)))
    common = dirname(common);
  return common;
}

/** A shell makes many arguments of one pattern, and then each file is a dataset of its own. */
function noteSameShape(found: readonly { readonly set: FileSet; readonly table: TableSchema }[], notes: ImportNotes): void {
  const groups = Map.groupBy(
    found.filter(({ set }) => set.files.length === 1),
    ({ set, table }) => JSON.stringify([set.folder, table.columns.map(({ name, type }) => [name, type])]),
  );
  for (const group of groups.values())
    if (group.length > 2)
      notes.add(
        "files of one folder with the same columns: for one dataset, name the folder or put the pattern in quotes",
        group.map(({ set }) => set.pattern).join(" "),
      );
}
