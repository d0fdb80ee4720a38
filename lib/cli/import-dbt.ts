import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { OUTPUT_OPTIONS, ownerOption, sourceOption } from "#lib/cli/import-options.ts";
import { writeImport } from "#lib/cli/import-output.ts";
import { findTarget } from "#lib/cli/import-target.ts";
import { readKnownCatalog } from "#lib/cli/known-catalog.ts";
import { DBT_CATALOG } from "#lib/intake/dbt/dbt-catalog.ts";
import { unknownMethod } from "#lib/intake/dbt/dbt-select.ts";
import { MANIFEST } from "#lib/intake/dbt/manifest.ts";
import { readDbt } from "#lib/intake/dbt/read-dbt.ts";

/** A manifest is read as one text, and JavaScript has none that is longer. */
const MAX_BYTES = 500 * 1024 * 1024;

/** `touchstone import dbt <manifest.json or target folder>`. */
export async function importDbt(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...OUTPUT_OPTIONS, catalog: { type: "string" }, select: { type: "string", multiple: true }, source: { type: "string" } },
  });
  const [given, second] = positionals;
  if (given === undefined || second !== undefined)
    throw new UsageError("Name one manifest or target folder: touchstone import dbt target/");
  const select = (values.select ?? []).flatMap((terms) => terms.split(/[\s,]+/)).filter((term) => term !== "");
  const wrong = select.map(unknownMethod).find((method) => method !== null);
  if (wrong !== undefined)
    throw new UsageError(`--select knows no '${wrong}:'. Write a name, or tag:, path:, package:, resource_type:, source: or group:.`);
  const owner = ownerOption(values.owner);
  const path = resolve(context.cwd, given);
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
  const file = isFolder ? join(path, "manifest.json") : path;
  const manifest = MANIFEST.safeParse(
    await readJson(file, "manifest", "Run `dbt parse` or `dbt build`, which write target/manifest.json."),
  );
  if (!manifest.success || (manifest.data.nodes.length === 0 && manifest.data.sources.length === 0))
    throw new UsageError(`${file} is no manifest of dbt: it has no nodes. Name the manifest.json in dbt's target folder.`);
  const beside = join(dirname(file), "catalog.json");
  const catalogFile =
    values.catalog === undefined
      ? (await stat(beside).catch(() => null))?.isFile() === true
        ? beside
        : null
      : resolve(context.cwd, values.catalog);
  const catalog =
    catalogFile === null ? null : DBT_CATALOG.safeParse(await readJson(catalogFile, "catalog", "`dbt docs generate` writes it."));
  if (catalog?.success === false) throw new UsageError(`${catalogFile} is no catalog.json of dbt. \`dbt docs generate\` writes it.`);

  const target = await findTarget(values.out, context);
  const known = await readKnownCatalog(target);
  const { catalog: imported, notes } = readDbt(manifest.data, catalog?.data ?? null, {
    select,
    owner,
    source: sourceOption(values.source),
    known: (alias) => known.nameOf(alias),
  });
  if (imported.datasets.length === 0)
    throw new UsageError(
      select.length > 0
        ? `Nothing in the manifest matches --select ${select.join(" ")}.`
        : `${basename(file)} has no models, seeds, snapshots or sources.`,
    );
  if (catalogFile === null) notes.add("catalog.json not found: types come from the project's YAML alone", beside);
  const project = manifest.data.metadata?.project_name;
  const heading = `Imported from ${project == null ? "dbt" : `the dbt project ${project}`} with \`touchstone import dbt\`. It is yours to edit now: later imports add, and change nothing.`;
  return writeImport({ imported, notes, target, known, force: values.force === true, kind: "dbt", heading }, context);
}

async function readJson(file: string, what: string, remedy: string): Promise<unknown> {
  const info = await stat(file).catch(() => null);
  if (info === null) throw new UsageError(`There is no ${file}. ${remedy}`);
  if (!info.isFile()) throw new UsageError(`${file} is not a file.`);
  if (info.size > MAX_BYTES) throw new UsageError(`${file} is larger than 500 MB. Write a smaller one with \`dbt parse --select\`.`);
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${file} is not valid JSON, so it is no ${what} of dbt. Was it written to the end?`, { cause: error });
  }
}
