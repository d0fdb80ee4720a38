import { constants } from "node:fs";
import { copyFile, link, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "#lib/cli/command.ts";

/**
 * Writes files so that each is there whole or not at all. Without `force`, none is written when one of them exists; stopped early,
 * nothing is left behind.
 * @param canForce whether the command has a `--force` to name. @throws UsageError when a file exists, or a folder cannot be written.
 */
export async function writeFiles(files: ReadonlyMap<string, string>, force: boolean, signal: AbortSignal, canForce = true): Promise<void> {
  if (!force) {
    const existing: string[] = [];
    for (const path of files.keys()) if (await exists(path)) existing.push(path);
    if (existing.length > 0) throw new UsageError(refusal(existing, canForce));
  }
  const prepared: { readonly path: string; readonly temporary: string }[] = [];
  try {
    for (const [path, text] of files) {
      signal.throwIfAborted();
      await mkdir(dirname(path), { recursive: true });
      // A name with a dot is no catalog file, should this process be killed before the end.
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
      prepared.push({ path, temporary });
      await writeFile(temporary, text);
    }
    for (const { path, temporary } of prepared) await (force ? rename(temporary, path) : placeNew(temporary, path));
  } catch (error) {
    if (isCode(error, "EEXIST"))
      throw new UsageError("A file of that name was made in the meantime. Nothing of it was overwritten; try again.", { cause: error });
    if (isCode(error, "EACCES") || isCode(error, "EPERM") || isCode(error, "EROFS") || isCode(error, "ENOTDIR") || isCode(error, "ENOSPC"))
      throw new UsageError(`The files cannot be written: ${error.message}`, { cause: error });
    throw error;
  } finally {
    for (const { temporary } of prepared) await rm(temporary, { force: true });
  }
}

/** Never over another file, not even one that was made a moment ago. */
async function placeNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    // Some file systems have no links.
    if (isCode(error, "EEXIST")) throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
}

function refusal(existing: readonly string[], canForce: boolean): string {
  const shown = existing.slice(0, 5).join(", ");
  const more = existing.length > 5 ? ` and ${existing.length - 5} more` : "";
  return `${existing.length === 1 ? "This file exists" : "These files exist"} already: ${shown}${more}. Nothing was written. Choose another --out${canForce ? ", or overwrite with --force" : ""}.`;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const isCode = (error: unknown, code: string): error is Error => error instanceof Error && "code" in error && error.code === code;
