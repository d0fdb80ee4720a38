import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Command, UsageError } from "#lib/cli/command.ts";
import { writeFiles } from "#lib/cli/write-files.ts";
import { catalogSchemaText } from "#lib/contract/schema/schema-text.ts";

export const schema: Command = {
  name: "schema",
  summary: "Print the JSON Schema of catalog files, for editors",
  help: `Usage: touchstone schema [--out FILE]

Prints the JSON Schema (draft-07) that a server publishes at /schema/v1/catalog.json. An editor that speaks the YAML language
server completes and explains keys by it when the first line of a catalog file says where it is:

  # yaml-language-server: $schema=schema/v1/catalog.json

  --out   Writes to this file instead. A path in the first line is relative to the catalog file.

Example:
  touchstone schema --out catalog/schema/v1/catalog.json`,
  async run(args, { cwd, err, write, signal }) {
    const { values } = parseArgs({ args: [...args], options: { out: { type: "string" } } });
    if (values.out === "") throw new UsageError("--out needs the name of a file.");
    const text = catalogSchemaText();
    if (values.out === undefined) await write(text);
    else {
      await writeFiles(new Map([[resolve(cwd, values.out), text]]), true, signal);
      err(`Wrote ${values.out}.`);
    }
    return 0;
  },
};
