import { changeProblems } from "#lib/catalog/change-problems.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import type { Context } from "#lib/cli/command.ts";
import { parseWithProgress } from "#lib/cli/parse-with-progress.ts";
import { planGit, planPublished } from "#lib/cli/plan.ts";
import type { ProblemReport } from "#lib/cli/problem-report.ts";

/** What stands for the server's catalog where a Git revision could stand. A branch of this name is `refs/heads/published`. */
const PUBLISHED = "published";

/** Everything that is wrong in a folder. @param against also what breaks readers: a Git revision, or `published` */
export async function checkFolder(folder: string, against: string | undefined, context: Context): Promise<ProblemReport> {
  if (against !== undefined && against !== PUBLISHED) {
    const { plan, parsed, files } = await planGit(folder, against, context);
    const counts = { dataset: parsed.catalog.datasets.length, file: files };
    return { problems: [...parsed.problems, ...changeProblems(plan)], folder, counts };
  }
  const read = await readCatalog(folder);
  const plan = against === undefined ? null : await planPublished(folder, context);
  const { catalog, problems } = await parseWithProgress(read, context);
  const counts = { dataset: catalog.datasets.length, file: read.files.length };
  return { problems: [...problems, ...(plan === null ? [] : changeProblems(plan))], folder, counts };
}
