import { type Context, UsageError } from "#lib/cli/command.ts";
import { problemGithub } from "#lib/cli/problem-github.ts";
import { problemJson } from "#lib/cli/problem-json.ts";
import { orderProblems, type ProblemReport } from "#lib/cli/problem-report.ts";
import { problemSarif } from "#lib/cli/problem-sarif.ts";
import { problemText } from "#lib/cli/problem-text.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

const PROBLEM_FORMATS = ["text", "json", "github", "sarif"] as const;
export type ProblemFormat = (typeof PROBLEM_FORMATS)[number];

/** For `parseArgs`, with {@link readProblemFormat}. `--json` is short for `--format json`. */
export const PROBLEM_FORMAT_OPTIONS = { format: { type: "string" }, json: { type: "boolean" } } as const;

export function readProblemFormat({ format, json }: { readonly format?: string; readonly json?: boolean }): ProblemFormat {
  if (format === undefined) return json === true ? "json" : "text";
  const found = PROBLEM_FORMATS.find((one) => one === format);
  if (found === undefined)
    throw new UsageError(
      `There is no format '${format}'. ${hintNearest(format, PROBLEM_FORMATS) ?? `Formats: ${PROBLEM_FORMATS.join(", ")}.`}`,
    );
  if (json === true && found !== "json") throw new UsageError("Give --json or --format, not both.");
  return found;
}

/** Writes all problems to standard output. The same report gives the same bytes. */
export async function printProblems(found: ProblemReport, format: ProblemFormat, context: Context): Promise<void> {
  const report = { ...found, problems: orderProblems(found.problems) };
  if (format === "text") return writeLines(problemText(report, context), context);
  if (format === "github") return writeLines(problemGithub(report, context), context);
  await context.write(`${await (format === "json" ? problemJson : problemSarif)(report, context)}\n`);
}

/** In blocks, so that a hundred thousand lines are not as many system calls. */
async function writeLines(lines: Iterable<string> | AsyncIterable<string>, { write }: Context): Promise<void> {
  let block = "";
  for await (const line of lines) {
    block += `${line}\n`;
    if (block.length < 65_536) continue;
    await write(block);
    block = "";
  }
  if (block !== "") await write(block);
}
