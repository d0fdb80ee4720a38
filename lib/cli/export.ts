import { stat } from "node:fs/promises";
import { basename, extname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { findCatalogFolder } from "#lib/cli/catalog-folder.ts";
import { type Command, type Context, UsageError } from "#lib/cli/command.ts";
import { EXPORT_FORMATS, type ExportFormat, type ExportRequest } from "#lib/cli/export-format.ts";
import { writeFiles } from "#lib/cli/write-files.ts";
import type { Catalog, DatasetContract } from "#lib/contract/contract.ts";
import { surroundingsOf } from "#lib/contract/export/surroundings.ts";
import { foldName } from "#lib/contract/name.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import { formatPlural } from "#lib/format.ts";

const NAMES = Object.keys(EXPORT_FORMATS);

export const exportCommand: Command = {
  name: "export",
  summary: "Write datasets as ODCS, DCAT, Frictionless or native YAML",
  help: `Usage: touchstone export [dataset…] [folder] --to ${NAMES.join("|")} [--out FILE|FOLDER] [--url URL] [--force]

Reads the catalog folder (a name that is a folder here; default: TOUCHSTONE_CATALOG, else catalog) and writes the datasets
that are named, or all of them, in another format. Needs no server.
Exit code 0: written. 1: written, but the catalog has errors and what is broken was left out. 2: could not run.

  --to      odcs          Open Data Contract Standard 3.1, one contract for each dataset.
            dcat          DCAT-3 as JSON-LD, one document.
            frictionless  A Data Package, one document.
            native        Touchstone's own format, for example of datasets that were read from ODCS.
  --out     A file, or a folder for one file each. Default: standard output.
  --url     Where the catalog is served, for links. Default: TOUCHSTONE_URL, else http://localhost:3000.
  --force   Overwrite files that exist.

Example:
  touchstone export orders --to odcs --out orders.odcs.yaml`,
  async run(args, context) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { to: { type: "string" }, out: { type: "string" }, url: { type: "string" }, force: { type: "boolean" } },
    });
    const format = formatNamed(values.to);
    const origin = originOf(values.url ?? context.env["TOUCHSTONE_URL"] ?? "http://localhost:3000");
    const { folders, names } = await partFolders(positionals, context);
    const folder = await findCatalogFolder(folders, context);
    const { catalog, problems } = await createCatalogParser().parse(await readCatalog(folder), {
      defaultVisibility: "everyone",
      lastPolicy: null,
    });
    const datasets = chosen(catalog, names);
    const request = { catalog, datasets, around: surroundingsOf(catalog, origin) };
    const written = await write(request, format, { out: values.out, force: values.force === true, folder }, context);
    tellHidden(datasets, context);
    const errors = problems.filter(({ level }) => level === "error").length;
    if (errors > 0)
      context.err(`${formatPlural(errors, "error")} in the catalog: what is broken was left out. 'touchstone check' tells more.`);
    if (written > 0) context.err(`Wrote ${formatPlural(datasets.length, "dataset")} to ${formatPlural(written, "file")}.`);
    return errors > 0 ? 1 : 0;
  },
};

function formatNamed(name: string | undefined): ExportFormat {
  const format = name !== undefined && Object.hasOwn(EXPORT_FORMATS, name) ? EXPORT_FORMATS[name] : undefined;
  if (format !== undefined) return format;
  const said = name === undefined ? "Name a format with --to" : `There is no format '${name}'`;
  throw new UsageError(`${said}. ${(name === undefined ? null : hintNearest(name, NAMES)) ?? `Formats: ${NAMES.join(", ")}.`}`);
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new UsageError(`'${text}' is no address for links. Write for example --url https://data.example.com`);
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

/** What names an existing folder, or cannot be a name, is the folder. */
async function partFolders(positionals: readonly string[], { cwd }: Context) {
  const folders: string[] = [];
  const names: string[] = [];
  for (const word of positionals) {
    const isFolder = /[/\\]|^\.\.?$/.test(word) || (await stat(resolve(cwd, word)).catch(() => null))?.isDirectory() === true;
    (isFolder ? folders : names).push(word);
  }
  return { folders, names };
}

/** Datasets by name or alias; all of them without a name. */
function chosen({ datasets }: Catalog, names: readonly string[]): readonly DatasetContract[] {
  const known = new Map<string, DatasetContract>();
  for (const dataset of datasets) for (const alias of dataset.aliases) known.set(foldName(alias), dataset);
  for (const dataset of datasets) known.set(foldName(dataset.name), dataset);
  const found = names.map((name) => {
    const dataset = known.get(foldName(name));
    if (dataset !== undefined) return dataset;
    const hint =
      hintNearest(
        name,
        datasets.map((each) => each.name),
      ) ?? "'touchstone check' tells what could not be read.";
    throw new UsageError(`There is no dataset '${name}' in this catalog. ${hint}`);
  });
  if (datasets.length === 0) throw new UsageError("There is no dataset in this catalog.");
  return found.length === 0 ? datasets : [...new Set(found)];
}

interface Target {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly folder: string;
}

/** @returns the number of files */
async function write(request: ExportRequest, format: ExportFormat, { out, force, folder }: Target, context: Context): Promise<number> {
  const { datasets } = request;
  const [first] = datasets;
  if (first === undefined) return 0;
  // Names are seen from the catalog folder, whose files may stand in another one.
  const seen = (path: string) => relative(folder, path).split(sep).join("/");
  const isNative = format === EXPORT_FORMATS["native"];
  const single = format.together || datasets.length === 1 || isNative;
  if (out === undefined) {
    if (!single)
      throw new UsageError(`This gives ${datasets.length} contracts. Name a folder for them with --out, or the dataset that you want.`);
    await context.write(format.write(request, format.fileName(first)));
    return 0;
  }
  if (out === "") throw new UsageError("--out needs a name.");
  const path = resolve(context.cwd, out);
  const isFolder = /[/\\]$/.test(out) || (await stat(path).catch(() => null))?.isDirectory() === true;
  if (!isFolder && format.endings.some((ending) => path.endsWith(ending))) {
    if (!single)
      throw new UsageError(`This gives ${datasets.length} contracts, and ${basename(path)} is one file. Name a folder with --out.`);
    await writeFiles(new Map([[path, format.write(request, seen(path))]]), force, context.signal);
    return 1;
  }
  if (!isFolder && extname(path) !== "" && !/^\.[^.]*$/.test(basename(path)))
    throw new UsageError(`A file of this format ends with ${format.endings.join(" or ")}. Name such a file or a folder with --out.`);
  const files = new Map<string, string>();
  const bar = context.progress("Writing", datasets.length);
  try {
    for (const dataset of format.together ? [first] : datasets) {
      context.signal.throwIfAborted();
      const file = join(path, format.fileName(dataset));
      files.set(file, format.write(format.together ? request : { ...request, datasets: [dataset] }, seen(file)));
      bar.update(files.size);
      // Lets the terminal and Ctrl-C have a turn.
      if (files.size % 50 === 0) await new Promise((done) => setImmediate(done));
    }
  } finally {
    bar.end();
  }
  await writeFiles(files, force, context.signal);
  return files.size;
}

/** Whoever gets the file knows of all that is in it. */
function tellHidden(datasets: readonly DatasetContract[], { err }: Context): void {
  const hidden = datasets.filter(({ access }) => access.visibility !== "everyone").map(({ name }) => name);
  if (hidden.length === 0) return;
  const shown = hidden.slice(0, 3).join(", ") + (hidden.length > 3 ? ` and ${hidden.length - 3} more` : "");
  err(`Not for everyone by the catalog's policy, but in this export: ${shown}.`);
}
