import type { CatalogPlan } from "#lib/catalog/catalog-plan.ts";
import { changeProblems } from "#lib/catalog/change-problems.ts";
import type { Context } from "#lib/cli/command.ts";
import { describeCounts } from "#lib/cli/plan-words.ts";
import { printProblems } from "#lib/cli/problem-format.ts";

/** What breaks, as annotations of a pull request. Everything else is one line of the log. */
export async function printPlanGithub(plan: CatalogPlan, folder: string, context: Context): Promise<void> {
  const { added, changed, unchanged, kept } = plan.counts;
  await printProblems(
    { problems: changeProblems(plan), folder, counts: { dataset: added + changed + unchanged + kept } },
    "github",
    context,
  );
  context.out(describeCounts(plan));
}
