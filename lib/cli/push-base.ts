import { DIRTY } from "#lib/catalog/base-commit.ts";
import { UsageError } from "#lib/cli/command.ts";
import type { Git } from "#lib/cli/git-state.ts";

/** What a server says of itself at `GET /api/v1/catalog`. */
export interface Published {
  readonly revision: number;
  readonly publisher: "folder" | "push";
  readonly commit: string | null;
  readonly author: string | null;
  /** What to send back as `base`. */
  readonly base: string;
}

/** Read by hand: the schemas of the interface take longer to load than a small push takes. @throws UsageError */
export function readPublished(answer: unknown): Published {
  if (typeof answer === "object" && answer !== null) {
    const { revision, publisher, commit, author, base }: Partial<Record<string, unknown>> = { ...answer };
    const isText = (value: unknown): value is string | null => typeof value === "string" || value === null;
    if (typeof revision === "number" && (publisher === "folder" || publisher === "push") && typeof base === "string")
      if (isText(commit) && isText(author)) return { revision, publisher, commit, author, base };
  }
  throw new UsageError("The server did not say what is published. It may be of another version than this command line.");
}

/**
 * Whether a push may replace what is published, as far as Git can tell. The server does not know which commit comes after which.
 * @param commit of what is pushed; `null`: of none
 * @param ref what Git compares with: `HEAD`, or the commit that was named
 * @returns something to say about it, or `null`
 * @throws UsageError when it would undo what somebody else published
 */
export async function checkBase(published: Omit<Published, "base">, commit: string | null, ref: string, git: Git): Promise<string | null> {
  const { revision, publisher } = published;
  if (revision === 0 || (published.commit !== null && published.commit === commit && !commit.endsWith(DIRTY))) return null;
  const takesOver = publisher === "folder";
  const takingOver = takesOver ? "The server read a folder of its own until now. From this push on it publishes what is pushed." : null;
  if (published.commit === null) {
    const unknown = commit === null ? null : "What is published was pushed without a commit, so nobody can tell which is newer.";
    return takingOver ?? unknown;
  }

  const clean = published.commit.replace(new RegExp(`${DIRTY}$`), "");
  const dirty =
    clean === published.commit ? null : `What is published had changes that were never committed${by(published)}; this push replaces them.`;
  const ancestry = /^[0-9a-f]{7,64}$/.test(clean) ? await git.ancestry(clean, ref) : "unknown";
  if (ancestry === "ancestor") return takingOver ?? dirty;
  const name = `commit ${clean.slice(0, 12)}${by(published)}`;
  const force = "With --force yours replaces it.";
  switch (ancestry) {
    case "newer":
      throw new UsageError(`The server has a newer catalog: ${name} comes after yours. Pull first, then push again. ${force}`);
    case "diverged":
      throw new UsageError(`Published is ${name}, which your branch does not have. Merge or rebase onto it, then push again. ${force}`);
    default:
      // The folder on the server is still there and can be taken up again, so the first push undoes nothing.
      if (takesOver) return takingOver;
      if (ancestry === "shallow")
        throw new UsageError(
          `Published is ${name}, and this clone has no history to find it in. Fetch it all (git fetch --unshallow; fetch-depth: 0 in GitHub Actions), then push again. ${force}`,
        );
      throw new UsageError(
        `Published is ${name}, which is in no Git repository here, so nobody can tell whether yours is newer. Fetch it, then push again. ${force}`,
      );
  }
}

const by = ({ author }: Pick<Published, "author">) => (author === null ? "" : ` by ${author}`);
