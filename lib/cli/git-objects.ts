import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { GitBatch } from "#lib/cli/git-batch.ts";
import { gitEnvironment } from "#lib/cli/git-environment.ts";
import { visibleText } from "#lib/cli/visible-text.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Reads of a repository. Each throws a UsageError with a remedy when there is no Git, or no repository. */
export interface GitObjects {
  readonly text: (...args: string[]) => Promise<string>;
  readonly succeeds: (...args: string[]) => Promise<boolean>;
  /** By id; those that are larger than a catalog file may be are left out. */
  readonly blobs: (ids: ReadonlySet<string>) => Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Git in a folder, with the settings of whoever runs the command line. */
export function gitObjectsIn(dir: string, env: Context["env"], signal: AbortSignal): GitObjects {
  const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, env: gitEnvironment(env), signal };
  const execute = (args: readonly string[]) => run("git", ["-C", dir, ...args], options);
  return {
    text: async (...args) => (await execute(args).catch((error: unknown) => fail(error, dir, signal))).stdout,
    succeeds: (...args) =>
      execute(args).then(
        () => true,
        (error: unknown) => (exitCodeOf(error) === null ? fail(error, dir, signal) : false),
      ),
    blobs: async (ids) => (ids.size === 0 ? new Map() : readBlobs(dir, ids, options)),
  };
}

const exitCodeOf = (error: unknown) => (error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : null);

function fail(error: unknown, dir: string, signal: AbortSignal): never {
  signal.throwIfAborted();
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  if (error instanceof Error && "code" in error && error.code === "ENOENT")
    throw new UsageError("Git is not installed, so there is no revision to compare with. Install it, or compare with what is published.");
  if (/not a git repository/i.test(said))
    throw new UsageError(`${dir} is in no Git repository. Run 'git init' and commit, or compare with what is published.`);
  if (/dubious ownership/i.test(said))
    throw new UsageError(`Git does not trust ${dir}, because another user owns it: git config --global --add safe.directory '*'`);
  throw new UsageError(`Git could not be asked: ${visibleText(said.trim().split("\n")[0] ?? "")}`);
}

function readBlobs(
  dir: string,
  ids: ReadonlySet<string>,
  { env, signal }: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", dir, "cat-file", "--batch"], { env, signal, stdio: ["pipe", "pipe", "pipe"] });
    const found = new Map<string, Uint8Array>();
    const reader = new GitBatch((id, content) => found.set(id, content));
    let said = "";
    child.stdout.on("data", (chunk: Uint8Array) => reader.push(chunk));
    child.stderr.on("data", (chunk: Uint8Array) => {
      said = (said + String(chunk)).slice(0, 2_000);
    });
    // A child that ended early says so itself, when it is closed.
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    child.on("close", (code) => {
      if (code === 0 && reader.isWhole) resolve(found);
      else
        reject(
          new UsageError(`Git could not read its objects (${visibleText(said.trim().split("\n")[0] ?? "")}). Fetch them: git fetch origin`),
        );
    });
    child.stdin.end([...ids, ""].join("\n"));
  });
}
