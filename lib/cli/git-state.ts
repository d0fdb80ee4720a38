import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DIRTY } from "#lib/catalog/base-commit.ts";
import { gitEnvironment } from "#lib/cli/git-environment.ts";

const run = promisify(execFile);

/** What Git knows of a catalog folder. */
export interface GitState {
  /** The last commit that touched the folder, with `-dirty` at the end when the folder says something else by now. */
  readonly commit: string;
  readonly author: string;
  readonly isDirty: boolean;
}

/** How a published commit stands to what is checked out. */
export type Ancestry =
  /** It is part of what is checked out: what comes after it may be published. */
  | "ancestor"
  /** It comes after what is checked out. */
  | "newer"
  /** Each has commits that the other has not. */
  | "diverged"
  /** This repository does not have it. */
  | "unknown"
  /** This repository was cloned without its history, so it does not know. */
  | "shallow";

export interface Git {
  readonly findState: () => Promise<GitState | null>;
  /** @param published without `-dirty` */
  readonly ancestry: (published: string, ref: string) => Promise<Ancestry>;
}

/** Git in a folder, with the settings of whoever runs the command line. */
export function gitIn(folder: string, env: Readonly<Record<string, string | undefined>>): Git {
  const options = { timeout: 30_000, maxBuffer: 64 * 1024 * 1024, env: gitEnvironment(env) };
  const git = async (...args: string[]) => {
    const { stdout } = await run("git", ["-C", folder, ...args], options);
    return stdout.trim();
  };
  const succeeds = (...args: string[]) =>
    git(...args).then(
      () => true,
      (error: unknown) => {
        // 1 is Git's no; anything else is that it cannot tell.
        if (error instanceof Error && "code" in error && error.code === 1) return false;
        throw error;
      },
    );
  return {
    async findState() {
      try {
        const [last, changes] = await Promise.all([
          git("log", "-1", "--format=%H%x00%an", "--", "."),
          git("status", "--porcelain", "--untracked-files=all", "--", "."),
        ]);
        const [commit, author] = last.split("\0");
        if (commit === undefined || author === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
        const isDirty = changes !== "";
        return { commit: isDirty ? commit + DIRTY : commit, author, isDirty };
      } catch {
        // No Git on this machine, no work tree, or nothing committed.
        return null;
      }
    },
    async ancestry(published, ref) {
      try {
        if (await succeeds("merge-base", "--is-ancestor", published, ref)) return "ancestor";
        return (await succeeds("merge-base", "--is-ancestor", ref, published)) ? "newer" : "diverged";
      } catch {
        const isShallow = await git("rev-parse", "--is-shallow-repository").catch(() => "false");
        return isShallow === "true" ? "shallow" : "unknown";
      }
    },
  };
}
