import { parseArgs } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { OUTPUT_OPTIONS, ownerOption, sourceOption } from "#lib/cli/import-options.ts";
import { writeImport } from "#lib/cli/import-output.ts";
import { findTarget } from "#lib/cli/import-target.ts";
import { type KnownCatalog, readKnownCatalog } from "#lib/cli/known-catalog.ts";
import { readPostgres } from "#lib/cli/schema-source/postgres.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { toId } from "#lib/intake/clean-text.ts";
import { ImportNotes } from "#lib/intake/import-notes.ts";
import type { ImportedSource } from "#lib/intake/imported.ts";
import { namedEnv, sourceEnv } from "#lib/intake/source-name.ts";
import { tablesToDatasets } from "#lib/intake/table-dataset.ts";

/** `touchstone import postgres <address or variable>`. */
export async function importPostgres(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...OUTPUT_OPTIONS,
      schema: { type: "string", multiple: true },
      table: { type: "string", multiple: true },
      source: { type: "string" },
    },
  });
  const [given, second] = positionals;
  if (given === undefined || second !== undefined)
    throw new UsageError(
      "Name one database: its address, or better the variable that holds it: touchstone import postgres TOUCHSTONE_SOURCE_SALES",
    );
  const owner = ownerOption(values.owner);
  const sourceId = sourceOption(values.source);
  const { url, variable } = addressOf(given, context);
  const target = await findTarget(values.out, context);
  const known = await readKnownCatalog(target);
  const { database, tables, unreadable } = await readPostgres(
    url,
    { schemas: values.schema ?? [], tables: values.table ?? [] },
    context.signal,
  );
  const notes = new ImportNotes();
  for (const table of unreadable) notes.add("table that this user may not read", table);
  const source = postgresSource(database, variable, sourceId, known);
  const datasets = tablesToDatasets(
    tables,
    { source: source.id, owner, defaultSchema: "public", aliasPrefix: `postgres:${source.id}`, known: (alias) => known.nameOf(alias) },
    notes,
  );
  const heading = `Imported from the PostgreSQL database ${visibleText(database)} with \`touchstone import postgres\`. It is yours to edit now: later imports add, and change nothing.`;
  const imported = { datasets, owners: [], domains: [], sources: [source], metrics: [] };
  return writeImport({ imported, notes, target, known, force: values.force === true, kind: "postgres", heading }, context);
}

/** An address, or the name of a variable that holds one. @param example of an address, for whoever has to set the variable */
export function addressOf(
  given: string,
  { env }: Pick<Context, "env">,
  example = "postgresql://user:password@host:5432/database",
): { readonly url: string; readonly variable: string | null } {
  if (given.includes("://")) return { url: given, variable: null };
  const name = given.replace(/^\$\{?|\}$/g, "");
  const url = env[name];
  if (/^\w+$/.test(name) && url !== undefined && url !== "") return { url, variable: name };
  throw new UsageError(`The variable ${visibleText(name)} is not set. Set it to ${example}.`);
}

/** The secret itself stays in the environment; the file names the variable. */
export function postgresSource(database: string, variable: string | null, wanted: string | null, known: KnownCatalog): ImportedSource {
  const base = wanted ?? (toId(database).replaceAll(".", "-") || "postgres");
  const urlEnv = namedEnv(variable) ?? sourceEnv(base);
  const id = wanted ?? known.sourceId(base, { engine: "postgres", files: null, urlEnv });
  return {
    id,
    engine: "postgres",
    files: null,
    urlEnv,
    comment: `Set ${urlEnv} to its address where Touchstone runs, for example in .env.`,
  };
}
