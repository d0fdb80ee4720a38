import type { ReadDocument } from "#lib/contract/documents.ts";
import type { Hints } from "#lib/contract/hints.ts";
import type { LinkTrace } from "#lib/contract/linker.ts";
import type { Problem } from "#lib/contract/problem.ts";

/** The problems of all that was linked, and of the documents that it names. What several things name is reported once for each place. */
export function linkProblems(traces: readonly LinkTrace[], hints: Hints): readonly Problem[] {
  const problems: Problem[] = [];
  const documents = new Map<string, ReadDocument>();
  const places = new Set<string>();
  for (const trace of traces) {
    for (const { file, document } of trace.documents) {
      if (documents.has(file)) continue;
      documents.set(file, document);
      for (const problem of document.problems) problems.push(problem.dataset === null ? { ...problem, dataset: trace.dataset } : problem);
    }
    for (const problem of hints.complete(trace)) {
      const { file, line, column } = problem.position;
      const place = documents.has(file) ? `${problem.code}:${line}:${column}:${file}` : null;
      if (place !== null && places.has(place)) continue;
      if (place !== null) places.add(place);
      problems.push(problem);
    }
  }
  return problems;
}
