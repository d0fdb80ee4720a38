import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { ownerOption } from "#lib/cli/import-options.ts";
import { checkTexts, schemaUrlOf, withOwners } from "#lib/cli/import-output.ts";
import { findTarget, pathInCatalog } from "#lib/cli/import-target.ts";
import { type KnownCatalog, readKnownCatalog } from "#lib/cli/known-catalog.ts";
import { readTable } from "#lib/cli/new-dataset-from.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { writeFiles } from "#lib/cli/write-files.ts";
import { isDatasetName, toDatasetName } from "#lib/contract/name.ts";
import { catalogText } from "#lib/intake/catalog-text.ts";
import type { ImportedCatalog } from "#lib/intake/imported.ts";
import { templateDataset, withPrompts } from "#lib/intake/new-dataset.ts";

/** `touchstone new dataset <name>`. */
export async function newDataset(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { from: { type: "string" }, out: { type: "string" }, owner: { type: "string" } },
  });
  const name = nameFrom(positionals);
  const owner = ownerOption(values.owner);
  const folder = resolve(context.cwd, context.env["TOUCHSTONE_CATALOG"] ?? "catalog");
  const target = await findTarget(values.out ?? join(folder, `${name}.yaml`), context);
  if (target.kind === "folder")
    throw new UsageError(`--out names a file that ends with .yaml, for example: --out ${join(values.out ?? "", `${name}.yaml`)}`);
  const known = await readKnownCatalog(target.kind === "stdout" ? { kind: "folder", path: folder, catalog: folder } : target);
  const taken = known.fileOf("datasets", name);
  if (taken !== null && !(target.kind === "file" && taken === pathInCatalog(target, "")))
    throw new UsageError(`The catalog has ${name} already, in ${visibleText(taken)}. Choose another name, or edit that file.`);

  const { dataset, sources } =
    values.from === undefined
      ? { dataset: templateDataset(name), sources: [] }
      : await readTable(values.from, { name, owner, target, known, context });
  const imported = withOwners({
    datasets: [withPrompts({ ...dataset, owner }, known.owners)],
    owners: [],
    domains: [],
    sources,
    metrics: [],
  });
  const text = catalogText(withoutKnown(imported, known), {
    heading: `A new dataset. \`touchstone check\` tells whether it can be read.`,
    schemaUrl: schemaUrlOf(context),
  });
  const place = target.kind === "file" ? target.path : "-";
  if (target.kind === "stdout") await context.write(text);
  else await writeFiles(new Map([[target.path, text]]), false, context.signal, false);
  const problems = checkTexts(new Map([[place, text]]));
  for (const problem of problems) context.err(`${problem} This should not be: please report it.`);
  if (target.kind === "file") {
    context.err(
      `${visibleText(relative(context.cwd, target.path))} is written. Describe the dataset${owner === null ? ", name its owner" : ""}, and run 'touchstone check'.`,
    );
  }
  return problems.length > 0 ? 1 : 0;
}

function nameFrom(positionals: readonly string[]): string {
  const [name, second] = positionals;
  if (name === undefined || second !== undefined) throw new UsageError("Give one name: touchstone new dataset orders");
  if (isDatasetName(name)) return name;
  const nearest = toDatasetName(name);
  const hint = isDatasetName(nearest) ? `Write ${nearest}. ` : "";
  throw new UsageError(
    `'${visibleText(name)}' is no name of a dataset. ${hint}Use small letters, digits and _, beginning with a letter, at most 63 characters.`,
  );
}

function withoutKnown(imported: ImportedCatalog, known: KnownCatalog): ImportedCatalog {
  return {
    ...imported,
    owners: imported.owners.filter(({ id }) => known.fileOf("owners", id) === null),
    sources: imported.sources.filter(({ id }) => known.fileOf("sources", id) === null),
  };
}
