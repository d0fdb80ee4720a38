import { join, relative } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { type ImportTarget, pathInCatalog } from "#lib/cli/import-target.ts";
import type { KnownCatalog } from "#lib/cli/known-catalog.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { writeFiles } from "#lib/cli/write-files.ts";
import { foldName, titleOf } from "#lib/contract/name.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import { MAX_FILE_BYTES } from "#lib/contract/parse-file.ts";
import { formatPlural } from "#lib/format.ts";
import { catalogText } from "#lib/intake/catalog-text.ts";
import { UNASSIGNED } from "#lib/intake/dataset-spec.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";
import type { ImportedCatalog, ImportedOwner } from "#lib/intake/imported.ts";

export interface ImportOutput {
  readonly imported: ImportedCatalog;
  readonly notes: ImportNotes;
  readonly target: ImportTarget;
  readonly known: KnownCatalog;
  readonly force: boolean;
  /** The kind of import, for the name of the file with what all datasets share: `dbt` → `_dbt.yaml`. */
  readonly kind: string;
  readonly heading: string;
}

/** Writes what was imported, and tells on standard error what a person must know. @returns the exit code. */
export async function writeImport(output: ImportOutput, context: Context): Promise<number> {
  const { target, force } = output;
  const { kept, leftOut } = withoutKnown(withOwners(output.imported), output);
  const files = await filesOf(kept, output, context);
  if (target.kind === "stdout") for (const text of files.values()) await context.write(text);
  else await writeFiles(files, force, context.signal);
  printNotes(output.notes, context);
  if (leftOut.length > 0)
    context.err(`Left out, because the catalog has ${leftOut.length === 1 ? "it" : "them"} already: ${listOf(leftOut)}.`);
  const problems = checkTexts(files);
  for (const problem of problems) context.err(`${problem} This should not be: please report it.`);
  const where =
    target.kind === "stdout" ? "" : files.size === 0 ? ", so nothing was written" : ` in ${placeOf(output.target, files.size, context)}`;
  context.err(`${formatPlural(kept.datasets.length, "dataset")}${where}.`);
  return problems.length > 0 ? 1 : 0;
}

/** As seen from where the person stands. */
function placeOf(target: ImportTarget, files: number, { cwd }: Pick<Context, "cwd">): string {
  const path = target.kind === "stdout" ? "" : visibleText(relative(cwd, target.path) || ".");
  return target.kind === "folder" ? `${formatPlural(files, "file")} below ${path}` : path;
}

/** The address of the JSON Schema for editors: of the server that is known, else of one on this machine. */
export const schemaUrlOf = ({ env }: Pick<Context, "env">) =>
  `${(env["TOUCHSTONE_URL"] ?? "http://localhost:3000").replace(/\/+$/, "")}/schema/v1/catalog.json`;

/** Every owner that a dataset names is defined, so that the catalog passes its check. */
export function withOwners(imported: ImportedCatalog): ImportedCatalog {
  const defined = new Map(imported.owners.map((owner) => [foldName(owner.id), owner]));
  for (const { owner } of imported.datasets) {
    const id = owner ?? UNASSIGNED;
    if (!defined.has(foldName(id))) defined.set(foldName(id), newOwner(id));
  }
  return { ...imported, owners: [...defined.values()] };
}

function newOwner(id: string): ImportedOwner {
  const isNobody = id === UNASSIGNED;
  return {
    id,
    title: isNobody ? "Nobody yet" : titleOf(id),
    description: isNobody ? "Datasets that were imported and have no owner. Give each of them a team that answers questions." : null,
    email: null,
    slack: null,
  };
}

function withoutKnown(
  imported: ImportedCatalog,
  { target, known, force, kind }: ImportOutput,
): { readonly kept: ImportedCatalog; readonly leftOut: readonly string[] } {
  const isNew = (section: "datasets" | "owners" | "domains" | "sources" | "metrics", name: string, file: string) => {
    const definedIn = known.fileOf(section, name);
    return definedIn === null || (force && target.kind !== "stdout" && definedIn === pathInCatalog(target, file));
  };
  const shared = sharedFile(kind);
  const datasets = imported.datasets.filter(({ name }) => isNew("datasets", name, datasetFile(name)));
  const metrics = imported.metrics.filter(({ name }) => isNew("metrics", name, shared));
  const used = new Set(datasets.map(({ owner }) => foldName(owner ?? UNASSIGNED)));
  const leftOut = [
    ...imported.datasets.filter((dataset) => !datasets.includes(dataset)),
    ...imported.metrics.filter((metric) => !metrics.includes(metric)),
  ];
  return {
    leftOut: leftOut.map(({ name }) => name).sort(),
    kept: {
      datasets,
      metrics,
      owners: imported.owners.filter(({ id }) => used.has(foldName(id)) && isNew("owners", id, shared)),
      domains: imported.domains.filter(({ id }) => isNew("domains", id, shared)),
      sources: imported.sources.filter(({ id }) => isNew("sources", id, shared)),
    },
  };
}

const datasetFile = (name: string) => `${name}.yaml`;
const sharedFile = (kind: string) => `_${kind}.yaml`;

/** Path → text. A folder gets one file for each dataset, and one for what they share. */
async function filesOf(
  kept: ImportedCatalog,
  { target, kind, heading }: ImportOutput,
  context: Context,
): Promise<ReadonlyMap<string, string>> {
  const options = { heading, schemaUrl: schemaUrlOf(context) };
  const { datasets, ...shared } = kept;
  const hasShared = Object.values(shared).some((items) => items.length > 0);
  if (target.kind === "file" && datasets.length === 0 && !hasShared) return new Map();
  if (target.kind !== "folder") {
    const text = catalogText(kept, options);
    if (target.kind === "file" && Buffer.byteLength(text) > MAX_FILE_BYTES)
      throw new UsageError(
        "The file would be larger than 1 MiB, which a catalog refuses. Give --out the name of a folder: then each dataset gets a file of its own.",
      );
    return new Map([[target.kind === "file" ? target.path : "-", text]]);
  }
  const nothing = { datasets: [], owners: [], domains: [], sources: [], metrics: [] };
  const files = new Map<string, string>();
  if (hasShared) files.set(join(target.path, sharedFile(kind)), catalogText({ ...nothing, ...shared }, options));
  const bar = context.progress("Writing", datasets.length);
  try {
    for (const [index, dataset] of datasets.entries()) {
      files.set(join(target.path, datasetFile(dataset.name)), catalogText({ ...nothing, datasets: [dataset] }, options));
      bar.update(index + 1);
      // So that Ctrl-C is heard.
      await setImmediate();
      context.signal.throwIfAborted();
    }
  } finally {
    bar.end();
  }
  return files;
}

/** What was written is read again: an error in it is a fault of ours, and is told. */
export function checkTexts(files: ReadonlyMap<string, string>): readonly string[] {
  const { problems } = parseCatalog(
    [...files].map(([path, text]) => ({ path, text })),
    { docs: () => null, parseDoc: () => ({ doc: null, problems: [] }), defaultVisibility: "everyone" },
  );
  return problems
    .filter(({ level }) => level === "error")
    .map(({ position: { file, line }, code, message }) => `${visibleText(file)}:${line} ${code} ${visibleText(message)}`);
}

function printNotes(notes: ImportNotes, { err, style }: Context): void {
  for (const { kind, names } of notes.list()) err(`${style("yellow", `${names.length} × ${kind}`)}: ${listOf(names)}`);
}

/** The first names; a list of thousands says no more. */
function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(visibleText).join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
