import { parseArgs } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { OUTPUT_OPTIONS, ownerOption, sourceOption } from "#lib/cli/import-options.ts";
import { writeImport } from "#lib/cli/import-output.ts";
import { addressOf } from "#lib/cli/import-postgres.ts";
import { findTarget } from "#lib/cli/import-target.ts";
import { readKnownCatalog } from "#lib/cli/known-catalog.ts";
import { readTrino } from "#lib/cli/schema-source/trino.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { toId } from "#lib/intake/clean-text.ts";
import { ImportNotes } from "#lib/intake/import-notes.ts";
import { namedEnv, sourceEnv } from "#lib/intake/source-name.ts";
import { tablesToDatasets } from "#lib/intake/table-dataset.ts";

/** `touchstone import trino <address or variable> --catalog hive`. */
export async function importTrino(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...OUTPUT_OPTIONS,
      catalog: { type: "string" },
      schema: { type: "string", multiple: true },
      table: { type: "string", multiple: true },
      source: { type: "string" },
    },
  });
  const [given, second] = positionals;
  const { catalog } = values;
  if (given === undefined || second !== undefined || catalog === undefined || catalog === "")
    throw new UsageError("Name one cluster and one of its catalogs: touchstone import trino TOUCHSTONE_SOURCE_LAKE --catalog hive");
  const owner = ownerOption(values.owner);
  const wanted = sourceOption(values.source);
  const { url, variable } = addressOf(given, context, "https://user:password@host:8443");
  const target = await findTarget(values.out, context);
  const known = await readKnownCatalog(target);
  const base = wanted ?? (toId(catalog).replaceAll(".", "-") || "trino");
  const urlEnv = namedEnv(variable) ?? sourceEnv(base);
  const id = wanted ?? known.sourceId(base, { engine: "trino", files: null, urlEnv });
  const tables = await readTrino(
    { url, catalog, sourceId: id },
    { schemas: values.schema ?? [], tables: values.table ?? [] },
    context.signal,
  );
  const notes = new ImportNotes();
  const datasets = tablesToDatasets(
    tables,
    { source: id, owner, defaultSchema: "default", aliasPrefix: `trino:${id}`, known: (alias) => known.nameOf(alias) },
    notes,
  );
  const comment = `Set ${urlEnv} to its address where Touchstone runs, for example in .env.`;
  const sources = [{ id, engine: "trino" as const, files: null, urlEnv, catalog, comment }];
  const heading = `Imported from the Trino catalog ${visibleText(catalog)} with \`touchstone import trino\`. It is yours to edit now: later imports add, and change nothing.`;
  const imported = { datasets, owners: [], domains: [], sources, metrics: [] };
  return writeImport({ imported, notes, target, known, force: values.force === true, kind: "trino", heading }, context);
}
