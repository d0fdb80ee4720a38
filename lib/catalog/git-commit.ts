import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface GitCommit {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly author: string;
}

/**
 * The last commit that touched a folder, when the folder lies in a Git work tree and says exactly what that commit says.
 * `null` otherwise: uncommitted text must not be passed off as a commit's.
 */
export async function findGitCommit(dir: string): Promise<GitCommit | null> {
  const git = async (...args: string[]) => (await run("git", ["-C", dir, ...args], { timeout: 5_000, env: ENVIRONMENT })).stdout;
  try {
    if ((await git("status", "--porcelain", "--", ".")).trim() !== "") return null;
    const [commit, author] = (await git("log", "-1", "--format=%H%x00%an", "--", ".")).trim().split("\0");
    return commit === undefined || author === undefined || !/^[0-9a-f]{40,64}$/.test(commit) ? null : { commit, author };
  } catch {
    // No Git on this machine, no work tree, or not ours to read: then there is no commit to name.
    return null;
  }
}

/** Nothing of the app's environment reaches Git but the way to find it. */
const ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  PATH: "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin",
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
};
