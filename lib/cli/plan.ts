import { parseArgs } from "node:util";
import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import type { CatalogPlan } from "#lib/catalog/catalog-plan.ts";
import { planAgainst } from "#lib/catalog/plan-against.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { findCatalogFolder } from "#lib/cli/catalog-folder.ts";
import { type Command, type Context, UsageError } from "#lib/cli/command.ts";
import { printPlanGithub } from "#lib/cli/plan-github.ts";
import { planMarkdown } from "#lib/cli/plan-markdown.ts";
import { planText } from "#lib/cli/plan-text.ts";
import { countLevels } from "#lib/cli/problem-report.ts";
import { readGitCatalog } from "#lib/cli/read-git-catalog.ts";
import { filesOf, sendCatalog } from "#lib/cli/send-catalog.ts";
import { readServerAddress } from "#lib/cli/server-address.ts";
import { visibleJson } from "#lib/cli/visible-text.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

const FORMATS = ["text", "json", "markdown", "github"] as const;
type PlanFormat = (typeof FORMATS)[number];

export const plan: Command = {
  name: "plan",
  summary: "Say what publishing a catalog folder would change, and whom it breaks",
  help: `Usage: touchstone plan [folder] [--git REVISION] [--format text|json|markdown|github] [--exit-code]

Compares the folder (default: TOUCHSTONE_CATALOG, else catalog) with what is published on a server, or with a Git revision. Each
change is breaking, additive or editorial; a breaking one names the datasets that it hits and whether readers had notice.
Nothing is published. Exit code 0: compared. 1: compared, but some files are broken. 2: could not run.

  --git        Compare with this revision of the folder's own repository, without a server: a commit, a branch, a tag.
  --format     text for people (default), json for programs, markdown for a comment on a pull request, github for annotations.
  --json       The same as --format json.
  --exit-code  Exit code 1 also when anything would change.

Example:
  touchstone plan catalog --git origin/main --format markdown`,
  async run(args, context) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { git: { type: "string" }, format: { type: "string" }, json: { type: "boolean" }, "exit-code": { type: "boolean" } },
    });
    const format = readFormat(values);
    const folder = await findCatalogFolder(positionals, context);
    const made = values.git === undefined ? await planPublished(folder, context) : (await planGit(folder, values.git, context)).plan;
    await print(made, folder, format, context);
    const changes = made.datasets.length + made.vocabulary.length > 0;
    return countLevels(made.problems).error > 0 || (values["exit-code"] === true && changes) ? 1 : 0;
  },
};

/** What publishing the folder would change if a Git revision of it were published, with everything that is in the folder. */
export async function planGit(folder: string, revision: string, context: Pick<Context, "env" | "signal">) {
  const [base, next] = await Promise.all([readGitCatalog(folder, revision, context), readCatalog(folder)]);
  return { ...(await planAgainst(base.folder, next, base.commit)), files: next.files.length };
}

/** What publishing the folder would change on the server. */
export async function planPublished(folder: string, context: Context): Promise<CatalogPlan> {
  const address = await readServerAddress(context);
  const answer = await sendCatalog(filesOf(await readCatalog(folder)), true, address, context);
  const { success, data } = catalogPlanSchema.safeParse(answer);
  if (!success) throw new UsageError(`What ${address.url} answered is not what this version of touchstone expects. Nothing was published.`);
  return data;
}

async function print(made: CatalogPlan, folder: string, format: PlanFormat, context: Context): Promise<void> {
  switch (format) {
    case "json":
      return context.write(`${visibleJson(made)}\n`);
    case "markdown":
      return context.write(planMarkdown(made));
    case "github":
      return printPlanGithub(made, folder, context);
    case "text":
      return context.write([...planText(made, context), ""].join("\n"));
  }
}

function readFormat({ format, json }: { readonly format?: string | undefined; readonly json?: boolean | undefined }): PlanFormat {
  if (format === undefined) return json === true ? "json" : "text";
  const found = FORMATS.find((one) => one === format);
  if (found !== undefined) return found;
  throw new UsageError(`There is no format '${format}'. ${hintNearest(format, FORMATS) ?? `Formats: ${FORMATS.join(", ")}.`}`);
}
