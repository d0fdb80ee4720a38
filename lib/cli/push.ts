import { randomUUID } from "node:crypto";
import { parseArgs, promisify } from "node:util";
import { gzip } from "node:zlib";
import type { PushBody } from "#lib/api/schemas/push.ts";
import { DIRTY } from "#lib/catalog/base-commit.ts";
import { type CatalogFolder, readCatalog } from "#lib/catalog/read-catalog.ts";
import { findCatalogFolder } from "#lib/cli/catalog-folder.ts";
import type { Command, Context } from "#lib/cli/command.ts";
import { gitIn } from "#lib/cli/git-state.ts";
import { checkBase } from "#lib/cli/push-base.ts";
import { printPlan, printPush, readPushFormat, readState } from "#lib/cli/push-report.ts";
import { readServerAddress } from "#lib/cli/server-address.ts";
import { askServer } from "#lib/cli/server-request.ts";

const ROUTE = "/api/v1/catalog";
const RETRIES = 3;
const pack = promisify(gzip);

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
    const [answered, state, read] = await Promise.all([askServer(address, { path: ROUTE }, context), git.findState(), readCatalog(folder)]);
    const published = readState(answered);
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
    const answer = await send(body, isDry, address, context);
    if (isDry) return printPlan(answer, folder, format, context);
    return printPush(answer, { folder, url: address.url }, format, context);
  },
};

async function send(body: PushBody, isDry: boolean, address: Parameters<typeof askServer>[0], context: Context): Promise<unknown> {
  const progress = context.progress(isDry ? "Planning, step" : "Publishing, step", 2);
  const packed = await pack(JSON.stringify(body), { level: 1 });
  progress.update(1);
  try {
    return await askServer(
      address,
      {
        method: "POST",
        path: isDry ? `${ROUTE}?dry-run=true` : ROUTE,
        headers: { "content-type": "application/json", "content-encoding": "gzip", "idempotency-key": randomUUID() },
        body: new Uint8Array(packed),
        retries: RETRIES,
      },
      context,
    );
  } finally {
    progress.end();
  }
}

/** What could not be read is named, so that it does not count as removed. */
function filesOf({ files, docs, problems, unreadable }: CatalogFolder): Pick<PushBody, "files" | "unreadable"> {
  const entries = [...files.map(({ path, text }) => [path, text] as const), ...docs];
  const unread = new Set(unreadable);
  return {
    files: Object.fromEntries(entries),
    unreadable: problems.flatMap(({ code, position, message, hint }) => {
      const isKnown = code === "TS-FILE-001" || code === "TS-FILE-002" || code === "TS-FILE-003";
      return isKnown && unread.has(position.file) ? [{ path: position.file, code, message, hint: hint ?? "Check the file." }] : [];
    }),
  };
}
