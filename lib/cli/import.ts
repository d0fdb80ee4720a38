import { type Command, type Context, UsageError } from "#lib/cli/command.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

type Importer = (args: readonly string[], context: Context) => Promise<number>;

/** Loaded when called: each brings a library along. */
const KINDS: Readonly<Record<string, () => Promise<Importer>>> = {
  dbt: async () => (await import("#lib/cli/import-dbt.ts")).importDbt,
  postgres: async () => (await import("#lib/cli/import-postgres.ts")).importPostgres,
  trino: async () => (await import("#lib/cli/import-trino.ts")).importTrino,
  duckdb: async () => (await import("#lib/cli/import-duckdb.ts")).importDuckDb,
  parquet: async () => (await import("#lib/cli/import-files.ts")).importParquet,
  csv: async () => (await import("#lib/cli/import-files.ts")).importCsv,
  odcs: async () => (await import("#lib/cli/import-odcs.ts")).importOdcs,
};

export const importCommand: Command = {
  name: "import",
  summary: "Write catalog files from dbt, a database, data files or ODCS",
  help: `Usage: touchstone import <kind> …

  dbt <manifest.json | target folder> [--catalog catalog.json] [--select TERM]… [--source ID]
  postgres <variable | address> [--schema NAME]… [--table NAME]… [--source ID]
  trino <variable | address> --catalog NAME [--schema NAME]… [--table NAME]… [--source ID]
  duckdb <file> [--schema NAME]… [--table NAME]…
  parquet <file | folder | 'pattern'>…
  csv <file | folder | 'pattern'>… [--delimiter CHARACTER] [--no-header]
  odcs <contract.yaml>…

Writes catalog files from what you have already. They are yours to edit: a later import adds what is new, and changes nothing.
Exit code 0: written. 1: written, but of several files one could not be read, or the result has errors. 2: could not run.

  --out         A file (name.yaml), or a folder: then one file for each dataset. Default: standard output.
  --force       Overwrite files that exist.
  --owner       Id of the owner of datasets that name none. Default: unassigned.
  --catalog     dbt: a catalog.json elsewhere than beside the manifest. It knows the types of columns. trino: one of its catalogs.
  --select      dbt: a name, 'stg_*', tag:core, path:models/marts, package:shop, resource_type:seed, source:ecom, group:finance.
  --source      dbt, postgres, trino: id of the source in the catalog.
  --schema      postgres, trino, duckdb: only these schemas; '*' stands for any letters.
  --table       postgres, trino, duckdb: only these tables, for example orders, 'stg_*' or sales.orders.
  --delimiter   csv: what parts the fields, for example ';' or tab. Default: found out.
  --no-header   csv: the first line is a row, not names.

Examples:
  touchstone import dbt target/ --out catalog/
  touchstone import postgres TOUCHSTONE_SOURCE_SALES --schema sales --out catalog/
  touchstone import trino TOUCHSTONE_SOURCE_LAKE --catalog hive --schema sales --out catalog/
  touchstone import duckdb shop.duckdb --out catalog/shop.yaml
  touchstone import parquet 'data/orders/*.parquet' data/customers.parquet --owner order-platform
  touchstone import csv data/ --delimiter ';'
  touchstone import odcs contracts/orders.odcs.yaml --out catalog/orders.yaml`,
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
