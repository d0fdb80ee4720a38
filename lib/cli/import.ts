import { type Command, type Context, UsageError } from "#lib/cli/command.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

type Importer = (args: readonly string[], context: Context) => Promise<number>;

/** Loaded when called: each brings a library along. */
const KINDS: Readonly<Record<string, () => Promise<Importer>>> = {
  dbt: async () => (await import("#lib/cli/import-dbt.ts")).importDbt,
};

export const importCommand: Command = {
  name: "import",
  summary: "Write catalog files from dbt, a database, data files or ODCS",
  help: `Usage: touchstone import dbt <manifest.json | target folder> [--catalog catalog.json] [--select …] [--source ID] [options]

  --out      A file (name.yaml), or a folder: then one file for each dataset. Default: standard output.
  --force    Overwrite files that exist.
  --owner    Owner of datasets that name none. Default: unassigned.

Example:
  touchstone import dbt target/ --out catalog/`,
  async run([kind, ...args], context) {
    const load = kind !== undefined && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    if (load !== undefined) return (await load())(args, context);
    const kinds = Object.keys(KINDS);
    throw new UsageError(
      kind === undefined || kind.startsWith("-")
        ? `Name what to import: ${kinds.join(", ")}. See 'touchstone import --help'.`
        : `There is no import of '${kind}'. ${hintNearest(kind, kinds) ?? `Name one of ${kinds.join(", ")}.`}`,
    );
  },
};
