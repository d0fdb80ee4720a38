import { parseArgs } from "node:util";
import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { findCatalogFolder } from "#lib/cli/catalog-folder.ts";
import type { Command } from "#lib/cli/command.ts";
import { PROBLEM_FORMAT_OPTIONS, printProblems, readProblemFormat } from "#lib/cli/problem-format.ts";
import { countLevels } from "#lib/cli/problem-report.ts";

export const check: Command = {
  name: "check",
  summary: "Find every problem in a catalog folder, without a server",
  help: `Usage: touchstone check [folder] [--strict] [--format text|json|github|sarif]

Reads every *.yaml below the folder (default: TOUCHSTONE_CATALOG, else catalog) with its documents and lists all problems.
Exit code 0: no errors. 1: errors, or warnings with --strict. 2: could not run.

  --strict   Warnings count as errors.
  --format   text for people (default), json and sarif for programs, github for annotations in a pull request.
  --json     The same as --format json.

Example:
  touchstone check catalog --strict`,
  async run(args, context) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { strict: { type: "boolean" }, ...PROBLEM_FORMAT_OPTIONS },
    });
    const format = readProblemFormat(values);
    const folder = await findCatalogFolder(positionals, context);
    const read = await readCatalog(folder);
    const { catalog, problems } = await createCatalogParser().parse(read, { defaultVisibility: "everyone", lastPolicy: null });
    await printProblems({ problems, folder, counts: { dataset: catalog.datasets.length, file: read.files.length } }, format, context);
    const { error, warning } = countLevels(problems);
    return error > 0 || (values.strict === true && warning > 0) ? 1 : 0;
  },
};
