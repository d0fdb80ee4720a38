import { parseArgs } from "node:util";
import { type Command, UsageError } from "#lib/cli/command.ts";
import { listFmtFiles } from "#lib/cli/fmt-files.ts";
import { type FmtMode, formatFiles, formatInput } from "#lib/cli/fmt-run.ts";
import { PROBLEM_FORMAT_OPTIONS, readProblemFormat } from "#lib/cli/problem-format.ts";
import type { FormChoice } from "#lib/contract/fmt/normalize.ts";

const HELP = `Usage: touchstone fmt [paths…] [--check | --diff] [--stdin] [--short | --long | --keep] [--format text|json|github|sarif]

Writes catalog files in one style: order of keys, indentation, quotes, columns in the short form. What a file means and its
comments stay; a file that cannot be read is listed and left as it is. ODCS contracts and other tools' files are left alone.
Paths are files or folders (default: TOUCHSTONE_CATALOG, else catalog).
Exit code 0: done. 1: a file cannot be read, or with --check or --diff is not formatted. 2: could not run or not write.

  --check    Write nothing; list the files that are not formatted, each with its first line that would change.
  --diff     Write nothing; show what would change, as \`git apply\` takes it.
  --stdin    Format standard input to standard output. A path, if given, names it in messages.
  --short    Write columns, freshness, SLA, lineage, masks, terms and domains in the short form wherever it says all of it.
  --long     Write them in the long form.
  --keep     Leave them in the form they are in.
  --format   With --check: text for people (default), json and sarif for programs, github for annotations in a pull request.
  --json     The same as --format json.

Example:
  touchstone fmt catalog --check`;

const OPTIONS = {
  check: { type: "boolean" },
  diff: { type: "boolean" },
  stdin: { type: "boolean" },
  short: { type: "boolean" },
  long: { type: "boolean" },
  keep: { type: "boolean" },
  ...PROBLEM_FORMAT_OPTIONS,
} as const;

export const fmt: Command = {
  name: "fmt",
  summary: "Write catalog files in one style, without changing what they mean",
  help: HELP,
  async run(args, context) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
    const form: FormChoice =
      only("Give one of --short, --long and --keep.", { short: values.short, long: values.long, keep: values.keep }) ?? "auto";
    const mode: FmtMode = only("Give --check or --diff, not both.", { check: values.check, diff: values.diff }) ?? "write";
    const format = readProblemFormat(values);
    if (format !== "text" && mode !== "check") throw new UsageError("Formats other than text need --check.");
    const choices = { form, mode, format };
    if (values.stdin !== true) return formatFiles(await listFmtFiles(positionals, context), choices, context);
    if (positionals.length > 1) throw new UsageError("Standard input is one file; give at most one name for it.");
    return formatInput(positionals[0] ?? "stdin.yaml", choices, context);
  },
};

/** The one flag that is set, or `null`. */
function only<T extends string>(complaint: string, flags: Readonly<Record<T, boolean | undefined>>): T | null {
  let found: T | null = null;
  for (const name in flags) {
    if (flags[name] !== true) continue;
    if (found !== null) throw new UsageError(complaint);
    found = name;
  }
  return found;
}
