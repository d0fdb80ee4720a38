import { posix } from "node:path";
import { decodeFile, type FileRefusal, isCatalogPath, isSkippedFolder, isYaml, refusedFile, TOO_LARGE } from "#lib/catalog/catalog-file.ts";
import type { CatalogFile, CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { type GitObjects, gitObjectsIn } from "#lib/cli/git-objects.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import type { Problem } from "#lib/contract/problem.ts";

export interface GitCatalog {
  readonly folder: CatalogFolder;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** `false`: that revision has no such folder, so everything is new. */
  readonly exists: boolean;
}

const MAX_LINKS = 10;

/**
 * A catalog folder as it was at a Git revision, by the rules of `readCatalog`. Reads objects only: nothing is checked out, no hook runs.
 * @throws UsageError with a remedy when there is no Git, no repository or no such revision
 */
export async function readGitCatalog(dir: string, revision: string, { env, signal }: Pick<Context, "env" | "signal">): Promise<GitCatalog> {
  const git = gitObjectsIn(dir, env, signal);
  const prefix = (await git.text("rev-parse", "--show-prefix")).replace(/\n$/, "");
  const commit = await findCommit(revision, git);
  const tree = prefix === "" ? `${commit}^{tree}` : `${commit}:${prefix.slice(0, -1)}`;
  const empty: CatalogFolder = { files: [], docs: new Map(), problems: [], unreadable: [] };
  if (!(await git.succeeds("rev-parse", "--verify", "--quiet", tree))) return { folder: empty, commit, exists: false };
  const type = (await git.text("cat-file", "-t", tree)).trim();
  if (type !== "tree") throw new UsageError(notAFolder(prefix, revision, type));
  const entries = parseTree(await git.text("ls-tree", "-r", "-z", "--full-tree", tree));
  const submodule = entries.find(({ type, path }) => type === "commit" && !path.split("/").some(isSkippedFolder));
  if (submodule !== undefined)
    throw new UsageError(
      `${visibleText(submodule.path)} is a submodule: its files are in another repository. Compare there: touchstone plan ${visibleText(submodule.path)} --git <revision>`,
    );
  return { folder: await readEntries(entries, git), commit, exists: true };
}

interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  readonly path: string;
}

function parseTree(listing: string): readonly Entry[] {
  return listing.split("\0").flatMap((line) => {
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line);
    return match === null ? [] : [{ mode: match[1] ?? "", type: match[2] ?? "", id: match[3] ?? "", path: match[4] ?? "" }];
  });
}

async function readEntries(entries: readonly Entry[], git: GitObjects): Promise<CatalogFolder> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const links = await git.blobs(new Set(entries.filter(({ mode }) => mode === LINK).map(({ id }) => id)));
  const wanted = entries
    .filter(({ type, path }) => type === "blob" && isCatalogPath(path))
    .map(({ path, ...entry }) => ({ path, target: followLinks({ path, ...entry }, byPath, links) }));
  const contents = await git.blobs(new Set(wanted.flatMap(({ target }) => target?.id ?? [])));
  const files: CatalogFile[] = [];
  const docs = new Map<string, string>();
  const problems: Problem[] = [];
  const unreadable: string[] = [];
  for (const { path, target } of wanted) {
    const content = target === null ? undefined : contents.get(target.id);
    const text = target === null ? LEADS_NOWHERE : content === undefined ? TOO_LARGE : decodeFile(content);
    if (typeof text !== "string") {
      problems.push(refusedFile(path, text));
      unreadable.push(path);
    } else if (isYaml(path)) files.push({ path, text });
    else docs.set(path, text);
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), docs, problems, unreadable };
}

const LINK = "120000";
const LEADS_NOWHERE: FileRefusal = {
  code: "TS-FILE-001",
  message: "This link leads out of the catalog folder, or nowhere.",
  hint: "Copy the file into the catalog.",
};

/** The file that a path means; `null` for a link out of the folder, to no file, or in a circle. */
function followLinks(entry: Entry, byPath: ReadonlyMap<string, Entry>, links: ReadonlyMap<string, Uint8Array>): Entry | null {
  let at: Entry | undefined = entry;
  for (let steps = 0; at !== undefined && at.mode === LINK; steps += 1) {
    const target = links.get(at.id);
    if (target === undefined || steps === MAX_LINKS) return null;
    at = byPath.get(posix.normalize(posix.join(posix.dirname(at.path), new TextDecoder().decode(target))));
  }
  return at?.type === "blob" ? at : null;
}

async function findCommit(revision: string, git: GitObjects): Promise<string> {
  const shown = visibleText(revision);
  if (revision === "" || revision.startsWith("-") || /[\0\n]/.test(revision) || revision.includes(".."))
    throw new UsageError(`'${shown}' is no revision. Give one commit, branch or tag, for example origin/main.`);
  const find = async (name: string) => ((await git.succeeds("rev-parse", "--verify", "--quiet", `${name}^{commit}`)) ? name : null);
  if ((await find(revision)) !== null) return (await git.text("rev-parse", "--verify", `${revision}^{commit}`)).trim();
  if ((await find(`origin/${revision}`)) !== null)
    throw new UsageError(`Git knows no revision '${shown}' here, but 'origin/${shown}'. Did you mean that?`);
  const isShallow = (await git.text("rev-parse", "--is-shallow-repository")).trim() === "true";
  const remedy = isShallow
    ? "This clone has only a part of the history: fetch it (git fetch origin, or fetch-depth: 0 in GitHub Actions)."
    : "Fetch it first (git fetch origin), or name another one.";
  throw new UsageError(`Git knows no revision '${shown}' here. ${remedy}`);
}

function notAFolder(prefix: string, revision: string, type: string): string {
  const path = visibleText(prefix.slice(0, -1));
  return type === "commit"
    ? `At ${visibleText(revision)}, ${path} was a submodule: its files are in another repository. Compare with a later revision.`
    : `At ${visibleText(revision)}, ${path} was a file and no folder. Compare with a later revision.`;
}
