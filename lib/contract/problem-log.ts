import type { Position } from "#lib/contract/contract.ts";
import type { Problem, ProblemCode, ProblemLevel } from "#lib/contract/problem.ts";

/** Collects problems. `failed` tells whether an error came through this very log, so that a reader can leave its thing out. */
export class ProblemLog {
  readonly #sink: Problem[];
  readonly #dataset: string | null;
  #failed = false;

  constructor(sink: Problem[], dataset: string | null = null) {
    this.#sink = sink;
    this.#dataset = dataset;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** A log of its own for one thing, with the name of the dataset that all its problems concern. */
  child(dataset: string | null = this.#dataset): ProblemLog {
    return new ProblemLog(this.#sink, dataset);
  }

  error(code: ProblemCode, position: Position, message: string, hint: string | null = null): void {
    this.#failed = true;
    this.#add("error", code, position, message, hint);
  }

  warning(code: ProblemCode, position: Position, message: string, hint: string | null = null): void {
    this.#add("warning", code, position, message, hint);
  }

  note(code: ProblemCode, position: Position, message: string, hint: string | null = null): void {
    this.#add("note", code, position, message, hint);
  }

  #add(level: ProblemLevel, code: ProblemCode, position: Position, message: string, hint: string | null): void {
    this.#sink.push({ code, level, position, message, hint, dataset: this.#dataset });
  }
}

/** At most this many errors, and as many other problems, are listed per file. */
export const MAX_PROBLEMS_PER_FILE = 1000;

/** By file, line and column; a file with too many problems ends with a sentence that says how many more there are. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted(comparePlaces);
  const seen = new Map<string, number>();
  const kept: Problem[] = [];
  for (const problem of sorted) {
    const key = `${problem.level === "error"}:${problem.position.file}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count <= MAX_PROBLEMS_PER_FILE) kept.push(problem);
    else if (count === MAX_PROBLEMS_PER_FILE + 1)
      kept.push({ ...problem, message: `${problem.message} More problems in this file are not listed.` });
  }
  return kept;
}

/** By code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const LEVELS: readonly ProblemLevel[] = ["error", "warning", "note"];

/** The order in which people read problems: the worst first, then by file and place; the same in every run. */
export function compareProblems(a: Problem, b: Problem): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || comparePlaces(a, b) || compareText(a.dataset ?? "", b.dataset ?? "");
}

function comparePlaces(a: Problem, b: Problem): number {
  return (
    compareText(a.position.file, b.position.file) ||
    a.position.line - b.position.line ||
    a.position.column - b.position.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}
