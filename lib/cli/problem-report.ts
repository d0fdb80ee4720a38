import { join } from "node:path";
import { findRepositoryRoot, relativePath } from "#lib/cli/repository-root.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareProblems } from "#lib/contract/problem-log.ts";
import { formatPlural } from "#lib/format.ts";

/** What a command found in a catalog folder, for {@link printProblems}. */
export interface ProblemReport {
  /** In any order. Places are relative to `folder`. */
  readonly problems: readonly Problem[];
  /** The catalog folder, absolute. */
  readonly folder: string;
  /** What was looked at, for the last line and the JSON document: `{dataset: 12, file: 3}`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A problem whose file is named from a root that the reader of the report knows. */
export interface PlacedProblem extends Problem {
  readonly file: string;
}

/** From where the person stands, for a terminal: what is named can be opened. */
export function placeFromHere({ problems, folder }: ProblemReport, cwd: string): PlacedProblem[] {
  return place(problems, folder, cwd);
}

/** From the root of the repository, for programs; from `cwd` where there is none. */
export async function placeFromRoot({ problems, folder }: ProblemReport, cwd: string): Promise<PlacedProblem[]> {
  return place(problems, folder, (await findRepositoryRoot(folder)) ?? cwd);
}

function place(problems: readonly Problem[], folder: string, root: string): PlacedProblem[] {
  return problems.map((problem) => ({ ...problem, file: relativePath(root, join(folder, problem.position.file)) }));
}

/**
 * The worst first, then by place. One of several that say the same of the same place, as the datasets of one ODCS contract do: what is
 * said of it depends on no order.
 */
export function orderProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  const sorted = problems.toSorted(compareProblems);
  return sorted.filter(({ code, level, position: { file, line, column }, message }) => {
    const size = seen.size;
    return seen.add(JSON.stringify([code, level, file, line, column, message])).size > size;
  });
}

export function countLevels(problems: readonly Problem[]): Readonly<Record<Problem["level"], number>> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { level } of problems) counts[level] += 1;
  return counts;
}

/** `12 datasets in 3 files: 1 error, 0 warnings, 2 notes`. */
export function summaryOf({ problems, counts }: ProblemReport): string {
  const plurals = (values: Readonly<Record<string, number>>) => Object.entries(values).map(([one, count]) => formatPlural(count, one));
  return `${plurals(counts).join(" in ")}: ${plurals(countLevels(problems)).join(", ")}`;
}

/** Where the page of a problem code is: on the server that is set, else on one on this machine. */
export function helpOf(code: string, env: Readonly<Record<string, string | undefined>>): string {
  return `${(env["TOUCHSTONE_URL"] ?? "http://localhost:3000").replace(/\/+$/, "")}/docs/errors/${code}`;
}
