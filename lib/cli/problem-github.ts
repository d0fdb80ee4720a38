import type { Context } from "#lib/cli/command.ts";
import { countLevels, type ProblemReport, placeFromRoot, summaryOf } from "#lib/cli/problem-report.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { PROBLEMS, type ProblemLevel } from "#lib/contract/problem.ts";

/** GitHub shows this many annotations of each kind for a step, and keeps the rest in the log. */
const SHOWN = 10;
const KINDS: Readonly<Record<ProblemLevel, string>> = { error: "error", warning: "warning", note: "notice" };

/** Workflow commands of GitHub Actions, which annotate the lines of a pull request. @yields lines */
export async function* problemGithub(report: ProblemReport, { cwd }: Pick<Context, "cwd">): AsyncGenerator<string> {
  const placed = await placeFromRoot(report, cwd);
  for (const { level, code, file, position, message, hint } of placed) {
    const title = property(`${code} ${PROBLEMS[code]}`);
    const text = data(hint === null ? message : `${message} ${hint}`);
    yield `::${KINDS[level]} file=${property(file)},line=${position.line},col=${position.column},title=${title}::${text}`;
  }
  const isCut = Object.values(countLevels(placed)).some((count) => count > SHOWN);
  yield `${summaryOf(report)}${isCut ? `. GitHub shows the first ${SHOWN} of each kind; all of them are in this log.` : ""}`;
}

/** As `actions/toolkit` escapes a message. */
const data = (text: string) => visibleText(text).replaceAll("%", "%25");

/** As `actions/toolkit` escapes a property. */
const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
