import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import { pushAnswerSchema } from "#lib/api/schemas/push.ts";
import type { CatalogPlan } from "#lib/catalog/catalog-plan.ts";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { planText } from "#lib/cli/plan-text.ts";
import { printProblems } from "#lib/cli/problem-format.ts";
import { countLevels } from "#lib/cli/problem-report.ts";
import type { PushFormat } from "#lib/cli/push-format.ts";
import { visibleJson, visibleText } from "#lib/cli/visible-text.ts";

export interface PushPlace {
  readonly folder: string;
  readonly url: string;
}

/** What a push did. @returns the exit code */
export async function printPush(answer: unknown, place: PushPlace, format: PushFormat, context: Context): Promise<number> {
  const { success, data } = pushAnswerSchema.safeParse(answer);
  if (!success)
    throw new UsageError(`What ${place.url} answered is not what this version of touchstone expects. What was sent may be published.`);
  const { outcome, revision, commit, counts, plan } = data;
  if (format === "json") await context.write(`${visibleJson(answer)}\n`);
  else {
    if (outcome === "published") await tellPlan(plan, format, context);
    await tellProblems(plan, place.folder, format, context);
    const from = commit === null ? "" : `, commit ${visibleText(commit)}`;
    const what = outcome === "published" ? `Published on ${place.url}` : "Nothing changed: that is published already";
    context.out(context.style("bold", `${what} (revision ${revision}${from}).`));
  }
  return counts.errors > 0 ? 1 : 0;
}

/** What a push would do. @returns the exit code */
export async function printDryRun(answer: unknown, place: PushPlace, format: PushFormat, context: Context): Promise<number> {
  const { success, data: plan } = catalogPlanSchema.safeParse(answer);
  if (!success) throw new UsageError(`What ${place.url} answered is not what this version of touchstone expects. Nothing was published.`);
  if (format === "json") await context.write(`${visibleJson(answer)}\n`);
  else {
    await tellPlan(plan, format, context);
    await tellProblems(plan, place.folder, format, context);
    context.out(context.style("bold", "This was a dry run: nothing was published."));
  }
  return countLevels(plan.problems).error > 0 ? 1 : 0;
}

async function tellPlan(plan: CatalogPlan, format: PushFormat, context: Context): Promise<void> {
  if (format === "text") await context.write([...planText(plan, context), "", ""].join("\n"));
}

/** Errors and warnings; a push is not the place for notes. */
async function tellProblems({ problems, counts }: CatalogPlan, folder: string, format: PushFormat, context: Context): Promise<void> {
  const told = problems.filter(({ level }) => level !== "note");
  if (told.length === 0) return;
  const { added, changed, unchanged, kept } = counts;
  await printProblems({ problems: told, folder, counts: { dataset: added + changed + unchanged + kept } }, format, context);
  if (format === "text") context.out("");
}
