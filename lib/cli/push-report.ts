import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import { type CatalogStateAnswer, catalogStateSchema, pushAnswerSchema } from "#lib/api/schemas/push.ts";
import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { printProblems } from "#lib/cli/problem-format.ts";
import { countLevels } from "#lib/cli/problem-report.ts";
import { visibleJson, visibleText } from "#lib/cli/visible-text.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import { formatPlural } from "#lib/format.ts";

export const PUSH_FORMATS = ["text", "json", "github"] as const;
export type PushFormat = (typeof PUSH_FORMATS)[number];

/** Datasets that are named one by one; of more, only how many there are. */
const NAMED = 50;
const MARKS: Readonly<Record<DatasetPlan["op"], string>> = { added: "+", changed: "~", removed: "-", kept: "!" };

export function readPushFormat({ format, json }: { readonly format?: string; readonly json?: boolean }): PushFormat {
  if (format === undefined) return json === true ? "json" : "text";
  const found = PUSH_FORMATS.find((one) => one === format);
  if (found !== undefined) return found;
  throw new UsageError(`There is no format '${format}'. ${hintNearest(format, PUSH_FORMATS) ?? `Formats: ${PUSH_FORMATS.join(", ")}.`}`);
}

/** What is published, as the server says it. */
export function readState(answer: unknown): CatalogStateAnswer {
  const { success, data } = catalogStateSchema.safeParse(answer);
  if (success) return data;
  throw new UsageError("The server did not say what is published. It may be of another version than this command line.");
}

/** What a push did. @returns the exit code */
export async function printPush(
  answer: unknown,
  { folder, url }: { readonly folder: string; readonly url: string },
  format: PushFormat,
  context: Context,
): Promise<number> {
  const { success, data } = pushAnswerSchema.safeParse(answer);
  if (!success)
    throw new UsageError(`What ${url} answered is not what this version of touchstone expects. What was sent may be published.`);
  const { outcome, revision, commit, counts, plan } = data;
  if (format === "json") await context.write(`${visibleJson(answer)}\n`);
  else {
    const from = commit === null ? "" : `, commit ${visibleText(commit)}`;
    const what = outcome === "unchanged" ? "Nothing changed: that is published already" : `Published on ${url}: ${summaryOf(plan.counts)}`;
    await tell(plan, folder, format, context, {
      dataset: counts.added + counts.changed + counts.unchanged + counts.kept,
      file: counts.files,
    });
    context.out(context.style("bold", `${what} (revision ${revision}${from}).`));
  }
  return counts.errors > 0 ? 1 : 0;
}

/** What a push would do. @returns the exit code */
export async function printPlan(answer: unknown, folder: string, format: PushFormat, context: Context): Promise<number> {
  const { success, data: plan } = catalogPlanSchema.safeParse(answer);
  if (!success) throw new UsageError("What the server answered is not what this version of touchstone expects. Nothing was published.");
  if (format === "json") await context.write(`${visibleJson(answer)}\n`);
  else {
    const { added, changed, kept, unchanged } = plan.counts;
    await tell(plan, folder, format, context, { dataset: added + changed + kept + unchanged });
    context.out(context.style("bold", `This would be published: ${summaryOf(plan.counts)}. Nothing was changed.`));
  }
  return countLevels(plan.problems).error > 0 ? 1 : 0;
}

async function tell(
  plan: CatalogPlan,
  folder: string,
  format: PushFormat,
  context: Context,
  counts: Record<string, number>,
): Promise<void> {
  const { datasets, vocabulary, problems } = plan;
  for (const dataset of datasets.slice(0, NAMED)) context.out(lineOf(dataset, context));
  if (datasets.length > NAMED) context.out(`  … and ${formatPlural(datasets.length - NAMED, "other dataset")}`);
  for (const { kind, id, op } of vocabulary.slice(0, NAMED))
    context.out(`  ${MARKS[op]} ${kind}${id === "" ? "" : ` ${visibleText(id)}`} ${op}`);
  if (vocabulary.length > NAMED) context.out(`  … and ${vocabulary.length - NAMED} more`);
  const told = problems.filter(({ level }) => level !== "note");
  if (told.length > 0) await printProblems({ problems: told, folder, counts }, format, context);
}

function lineOf({ name, renamedFrom, op, level, changes }: DatasetPlan, { style }: Pick<Context, "style">): string {
  const from = renamedFrom === null ? "" : ` (was ${visibleText(renamedFrom)})`;
  const what = op === "kept" ? "kept as it was: its text is broken" : op;
  const how = level === "breaking" ? style("red", ", breaking") : level === null || op === "added" ? "" : `, ${level}`;
  const why =
    changes.length === 0
      ? ""
      : `: ${changes
          .slice(0, 3)
          .map(({ message }) => visibleText(message))
          .join("; ")}${changes.length > 3 ? " …" : ""}`;
  return `  ${MARKS[op]} ${visibleText(name)}${from} ${what}${how}${why}`;
}

function summaryOf({ added, changed, removed, kept, breaking }: CatalogPlan["counts"]): string {
  const parts = [
    [added, "added"],
    [changed, "changed"],
    [removed, "removed"],
    [kept, "kept"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return (said.length === 0 ? "no dataset changes" : `${said.join(", ")}`) + (breaking > 0 ? `, ${breaking} breaking` : "");
}
