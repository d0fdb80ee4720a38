import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseFolder } from "#lib/catalog/parse-folder.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { type Command, UsageError } from "#lib/cli/command.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { formatPlural } from "#lib/format.ts";

export const check: Command = {
  name: "check",
  summary: "Find every problem in a catalog folder, without a server",
  help: `Usage: touchstone check [folder] [--strict] [--json]

Reads every *.yaml below the folder (default: TOUCHSTONE_CATALOG, else catalog) with its documents and lists all problems.
Exit code 0: no errors. 1: errors, or warnings with --strict. 2: could not run.

Example:
  touchstone check catalog --strict`,
  async run(args, { env, cwd, out }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { strict: { type: "boolean" }, json: { type: "boolean" } },
    });
    if (positionals.length > 1) throw new UsageError("Give one folder. See 'touchstone check --help'.");
    const folder = resolve(cwd, positionals[0] ?? env["TOUCHSTONE_CATALOG"] ?? "catalog");
    const info = await stat(folder).catch(() => null);
    if (info === null || !info.isDirectory())
      throw new UsageError(`There is no folder ${folder}. Name your catalog folder: touchstone check path/to/catalog`);
    const read = await readCatalog(folder);
    const { catalog, problems } = parseFolder(read, { defaultVisibility: "everyone", lastPolicy: null });
    const count = (level: Problem["level"]) => problems.filter((problem) => problem.level === level).length;
    if (values.json === true) out(JSON.stringify({ datasets: catalog.datasets.length, files: read.files.length, problems }, null, 2));
    else {
      for (const problem of problems) out(line(problem));
      out(
        `${formatPlural(catalog.datasets.length, "dataset")} in ${formatPlural(read.files.length, "file")}: ${formatPlural(count("error"), "error")}, ${formatPlural(count("warning"), "warning")}, ${formatPlural(count("note"), "note")}`,
      );
    }
    return count("error") > 0 || (values.strict === true && count("warning") > 0) ? 1 : 0;
  },
};

function line({ position, level, code, message, hint }: Problem): string {
  return `${position.file}:${position.line}:${position.column}  ${level} ${code}  ${message}${hint === null ? "" : `\n    ${hint}`}`;
}
