import { parseArgs } from "node:util";
import { findCatalogFolder } from "#lib/cli/catalog-folder.ts";
import { checkFolder } from "#lib/cli/check-against.ts";
import type { Command } from "#lib/cli/command.ts";
import { PROBLEM_FORMAT_OPTIONS, printProblems, readProblemFormat } from "#lib/cli/problem-format.ts";
import { countLevels } from "#lib/cli/problem-report.ts";

export const check: Command = {
  name: "check",
  summary: "Find every problem in a catalog folder, without a server",
  help: `Usage: touchstone check [folder] [--strict] [--against REVISION] [--format text|json|github|sarif]

Reads every *.yaml below the folder (default: TOUCHSTONE_CATALOG, else catalog) with its documents and lists all problems.
Exit code 0: no errors. 1: errors, or warnings with --strict. 2: could not run.

  --strict   Warnings count as errors.
  --against  A Git revision, or 'published' for what a server has: a change that breaks readers without notice is an error.
  --format   text for people (default), json and sarif for programs, github for annotations in a pull request.
  --json     The same as --format json.

Example:
  touchstone check catalog --strict
  touchstone check catalog --against origin/main`,
  async run(args, context) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { strict: { type: "boolean" }, against: { type: "string" }, ...PROBLEM_FORMAT_OPTIONS },
    });
    const format = readProblemFormat(values);
    const folder = await findCatalogFolder(positionals, context);
    const report = await checkFolder(folder, values.against, context);
    await printProblems(report, format, context);
    const { error, warning } = countLevels(report.problems);
    return error > 0 || (values.strict === true && warning > 0) ? 1 : 0;
  },
};
