import type { Context } from "#lib/cli/command.ts";
import { countLevels, helpOf, type ProblemReport, placeFromRoot } from "#lib/cli/problem-report.ts";
import { visibleJson } from "#lib/cli/visible-text.ts";

/** The shape stands in `docs/command-line.md`. */
export async function problemJson(report: ProblemReport, { env, cwd }: Pick<Context, "env" | "cwd">): Promise<string> {
  const { error, warning, note } = countLevels(report.problems);
  const problems = (await placeFromRoot(report, cwd)).map(({ code, level, file, position, message, hint, dataset }) => ({
    code,
    level,
    file,
    line: position.line,
    column: position.column,
    message,
    hint,
    dataset,
    help: helpOf(code, env),
  }));
  const counts = Object.fromEntries(Object.entries(report.counts).map(([one, count]) => [`${one}s`, count]));
  return visibleJson({ ...counts, errors: error, warnings: warning, notes: note, problems });
}
