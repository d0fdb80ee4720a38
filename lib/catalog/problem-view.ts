import type { ProblemView } from "#lib/catalog/views.ts";
import type { Problem } from "#lib/contract/problem.ts";

export function problemView({ code, level, position, message, hint, dataset }: Problem): ProblemView {
  return { code, level, ...position, message, hint, dataset };
}
