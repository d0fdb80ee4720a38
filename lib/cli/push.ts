import { parseArgs } from "node:util";
import type { PushBody } from "#lib/api/schemas/push.ts";
import { DIRTY } from "#lib/catalog/base-commit.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { findCatalogFolder } from "#lib/cli/catalog-folder.ts";
import type { Command } from "#lib/cli/command.ts";
import { gitIn } from "#lib/cli/git-state.ts";
import { checkBase, readPublished } from "#lib/cli/push-base.ts";
import { readPushFormat } from "#lib/cli/push-format.ts";
import { CATALOG_ROUTE, filesOf, sendCatalog } from "#lib/cli/send-catalog.ts";
import { readServerAddress } from "#lib/cli/server-address.ts";
import { askServer } from "#lib/cli/server-request.ts";

export const push: Command = {
  name: "push",
  summary: "Publish a catalog folder on a server",
  help: `Usage: touchstone push [folder] [--dry-run] [--force] [--commit SHA] [--author NAME] [--format text|json|github]

Sends the whole folder (default: TOUCHSTONE_CATALOG, else catalog) to a server, which publishes it in one transaction and says what
changed. A dataset whose text is broken keeps its last good version. The server is the one of TOUCHSTONE_URL and TOUCHSTONE_TOKEN, by
default the one that was started here. When somebody else published what your branch does not have, nothing is published.
Exit code 0: published, or nothing to publish. 1: published, but some files are broken. 2: refused, or could not run.

  --dry-run  Only says what would change.
  --force    Publishes whatever is published now, and also a catalog without datasets.
  --commit   The commit to name; by default the last one that touched the folder, with ${DIRTY} while there are changes to it.
  --author   Who made it; by default the author of that commit.
  --format   text for people (default), json for programs, github for annotations in a workflow.
  --json     The same as --format json.

Example:
  touchstone push catalog --dry-run`,
  async run(args, context) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "dry-run": { type: "boolean" },
        force: { type: "boolean" },
        commit: { type: "string" },
        author: { type: "string" },
        format: { type: "string" },
        json: { type: "boolean" },
      },
    });
    const format = readPushFormat(values);
    const folder = await findCatalogFolder(positionals, context);
    const address = await readServerAddress(context);
    const git = gitIn(folder, context.env);
    const [answered, state, read] = await Promise.all([
      askServer(address, { path: CATALOG_ROUTE }, context),
      git.findState(),
      readCatalog(folder),
    ]);
    const published = readPublished(answered);
    const commit = values.commit ?? state?.commit ?? null;
    const author = values.author ?? (values.commit === undefined || values.commit === state?.commit ? state?.author : undefined) ?? null;
    const say = (sentence: string) => context.err(context.style("yellow", sentence));
    if (state?.isDirty === true && values.commit === undefined)
      say(`${folder} has changes that are not committed; they are published as ${state.commit.slice(0, 12)}${DIRTY}.`);

    const force = values.force === true;
    if (!force) {
      const notice = await checkBase(published, commit, values.commit ?? "HEAD", git);
      if (notice !== null) say(notice);
    }
    const body: PushBody = { ...filesOf(read), commit, author, ...(force ? { force } : { base: published.base }) };
    const isDry = values["dry-run"] === true;
    // What the answer is read and shown with is loaded while the server works.
    let report: Promise<typeof import("#lib/cli/push-report.ts")> | undefined;
    const load = () => {
      report ??= import("#lib/cli/push-report.ts");
      return report;
    };
    const answer = await sendCatalog(body, isDry, address, context, load);
    const { printDryRun, printPush } = await load();
    return (isDry ? printDryRun : printPush)(answer, { folder, url: address.url }, format, context);
  },
};
