import type { Context, Style } from "#lib/cli/command.ts";
import { helpOf, type PlacedProblem, type ProblemReport, placeFromHere, summaryOf } from "#lib/cli/problem-report.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import type { ProblemLevel } from "#lib/contract/problem.ts";
import { compareText } from "#lib/contract/problem-log.ts";

const STYLES: Readonly<Record<ProblemLevel, Style>> = { error: ["bold", "red"], warning: "yellow", note: "cyan" };

/** File by file, line by line. @yields lines */
export function* problemText(report: ProblemReport, { style, env, cwd }: Pick<Context, "style" | "env" | "cwd">): Generator<string> {
  const byFile = Map.groupBy(placeFromHere(report, cwd), ({ file }) => file);
  for (const [file, problems] of [...byFile].sort(([a], [b]) => compareText(a, b))) {
    yield style("underline", visibleText(file).replace(/^(?=::|##)/, "./"));
    const rows = problems.toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
    const width = Math.max(...rows.map((problem) => placeOf(problem).length));
    for (const problem of rows) {
      const { level, code, message, hint } = problem;
      yield `  ${style("dim", placeOf(problem).padEnd(width))}  ${style(STYLES[level], level.padEnd(7))}  ${style("dim", code.padEnd(13))}  ${visibleText(message)}`;
      if (hint !== null) yield `${" ".repeat(width + 28)}${visibleText(hint)}`;
    }
    yield "";
  }
  const summary = summaryOf(report);
  yield report.problems.some(({ level }) => level === "error") ? style("bold", summary) : summary;
  const [code, another] = new Set(report.problems.map((problem) => problem.code));
  if (code !== undefined)
    yield style("dim", another === undefined ? `Explained at ${helpOf(code, env)}` : `Every code is explained at ${helpOf("<code>", env)}`);
}

const placeOf = ({ position: { line, column } }: PlacedProblem) => `${line}:${column}`;
