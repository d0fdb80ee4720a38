import type { Context } from "#lib/cli/command.ts";
import { decodeText, type FmtFile, type FmtFiles, type FmtText, readFmtFile } from "#lib/cli/fmt-files.ts";
import { type ProblemFormat, printProblems } from "#lib/cli/problem-format.ts";
import { countLevels } from "#lib/cli/problem-report.ts";
import { problemText } from "#lib/cli/problem-text.ts";
import { NotWritten, replaceFile } from "#lib/cli/replace-file.ts";
import { colourDiff, unifiedDiff } from "#lib/cli/unified-diff.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { formatFile } from "#lib/contract/fmt/format-file.ts";
import type { FormChoice } from "#lib/contract/fmt/normalize.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { formatPlural } from "#lib/format.ts";

export type FmtMode = "write" | "check" | "diff";

export interface FmtChoices {
  readonly form: FormChoice;
  readonly mode: FmtMode;
  /** Of the list of problems. */
  readonly format: ProblemFormat;
}

/** What became of the files. */
interface Tally {
  formatted: number;
  /** In order already. */
  fine: number;
  /** No catalog files. */
  foreign: number;
  unwritten: number;
  readonly problems: Problem[];
}

/** Formats files one after the other; a stop comes between two of them. @returns the exit code */
export async function formatFiles({ files, problems }: FmtFiles, choices: FmtChoices, context: Context): Promise<number> {
  const tally: Tally = { formatted: 0, fine: 0, foreign: 0, unwritten: 0, problems: [...problems] };
  const { signal } = context;
  const progress = context.progress("Formatting", files.length);
  try {
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      await formatOne(file, choices, tally, context);
      progress.update(index + 1);
    }
  } finally {
    progress.end();
  }
  await report(tally, choices, context);
  if (tally.unwritten > 0) return 2;
  const isUnformatted = choices.mode !== "write" && tally.formatted > 0;
  return isUnformatted || countLevels(tally.problems).error > 0 ? 1 : 0;
}

/** Standard input to standard output. What is refused is not repeated, so that an editor keeps what it has. @returns the exit code */
export async function formatInput(name: string, choices: FmtChoices, context: Context): Promise<number> {
  const tally: Tally = { formatted: 0, fine: 0, foreign: 0, unwritten: 0, problems: [] };
  const input = decodeText(await context.readStdin(), name);
  const result = format(name, input, choices, tally);
  const isRefused = countLevels(tally.problems).error > 0;
  if (choices.mode === "write" && "text" in input && !isRefused) await context.write(result ?? input.text);
  if (choices.mode !== "write" && "text" in input && result !== null) await show(name, input, result, choices, tally, context);
  if (choices.mode === "check") await report(tally, choices, context);
  else printAside(tally, context);
  return isRefused || (choices.mode !== "write" && result !== null) ? 1 : 0;
}

async function formatOne(file: FmtFile, choices: FmtChoices, tally: Tally, context: Context): Promise<void> {
  const read = await readFmtFile(file);
  const after = format(file.shown, read, choices, tally);
  if (after === null || !("text" in read)) return;
  if (choices.mode !== "write") return show(file.shown, read, after, choices, tally, context);
  try {
    await replaceFile(file.real, read.bytes, after);
    tally.formatted += 1;
    context.out(`${context.style("green", "formatted")} ${visibleText(file.shown)}`);
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error;
    tally.unwritten += 1;
    context.err(`${visibleText(file.shown)} was not written: ${error.message}`);
  }
}

/** @returns the text as it should be, when it is not so */
function format(name: string, read: FmtText | Problem, { form }: FmtChoices, tally: Tally): string | null {
  if (!("text" in read)) {
    tally.problems.push(read);
    return null;
  }
  const result = formatFile({ file: name, text: read.text }, { form });
  if (result.kind === "refused") tally.problems.push(...result.problems);
  else if (result.kind === "foreign") tally.foreign += 1;
  else if (result.text === read.text) tally.fine += 1;
  else return result.text;
  return null;
}

async function show(name: string, { text }: FmtText, after: string, { mode }: FmtChoices, tally: Tally, context: Context): Promise<void> {
  tally.formatted += 1;
  if (mode === "diff") await context.write(colourDiff(unifiedDiff(name, text, after), context));
  else tally.problems.push(notFormatted(name, text, after));
}

function notFormatted(file: string, before: string, after: string): Problem {
  const [was, is] = [before.split("\n"), after.split("\n")];
  const line = was.findIndex((text, index) => text !== is[index]);
  return {
    code: "TS-FMT-002",
    level: "error",
    position: { file, line: line === -1 ? was.length : line + 1, column: 1 },
    message: "The file is not formatted; this is the first line that would change.",
    hint: "Run `touchstone fmt`, or `touchstone fmt --diff` to see all of it.",
    dataset: null,
  };
}

async function report(tally: Tally, { mode, format }: FmtChoices, context: Context): Promise<void> {
  const { formatted, fine, foreign, unwritten, problems } = tally;
  if (mode === "check") {
    const counts = { file: formatted + fine + foreign + problems.filter(({ code }) => code !== "TS-FMT-002").length };
    return printProblems({ problems, folder: context.cwd, counts }, format, context);
  }
  printAside(tally, context);
  const parts = [
    `${formatPlural(formatted, "file")} ${mode === "write" ? "formatted" : "would change"}`,
    `${fine} already in order`,
    ...(foreign > 0 ? [`${foreign} left alone`] : []),
    ...(unwritten > 0 ? [`${unwritten} not written`] : []),
  ];
  context.err(parts.join(", "));
}

/** Beside an answer that is a text or a list of files. */
function printAside({ problems }: Tally, context: Context): void {
  if (problems.length === 0) return;
  const files = new Set(problems.map(({ position }) => position.file)).size;
  for (const line of problemText({ problems, folder: context.cwd, counts: { file: files } }, context)) context.err(line);
}
