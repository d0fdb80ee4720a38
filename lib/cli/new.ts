import { type Command, UsageError } from "#lib/cli/command.ts";
import { newDataset } from "#lib/cli/new-dataset.ts";

export const newCommand: Command = {
  name: "new",
  summary: "Write a commented file for a new dataset, from a table that exists",
  help: `Usage: touchstone new dataset <name> [--from <table>] [--out FILE] [--owner ID]

Writes a file with what is known of the table, questions where your answer is needed, and suggestions as comments.
It passes 'touchstone check' as it is. A file that exists is never overwritten.
Exit code 0: written. 2: could not run.

  --from    Where the data is: a variable with the address of a PostgreSQL database and a table (TOUCHSTONE_SOURCE_SHOP#sales.orders),
            a DuckDB file and a table (shop.duckdb#orders), Parquet or CSV files (data/orders.csv, 'data/orders/*.parquet').
            Without it, the file is a template.
  --out     A file. Default: <name>.yaml in the catalog folder (TOUCHSTONE_CATALOG, else catalog). '-' is standard output.
  --owner   The id of its owner. Default: unassigned.

Example:
  touchstone new dataset orders --from data/orders.csv --owner order-platform`,
  async run([kind, ...args], context) {
    if (kind === "dataset") return newDataset(args, context);
    throw new UsageError("Write: touchstone new dataset <name>. See 'touchstone new --help'.");
  },
};
