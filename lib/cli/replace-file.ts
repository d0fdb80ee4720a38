import { randomUUID } from "node:crypto";
import { access, constants, open, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Why a file was not written, for a person. The file is as it was. */
export class NotWritten extends Error {
  override readonly name = "NotWritten";
}

/**
 * Puts new content in the place of a file's old one: at once or not at all, whatever happens in between. Its permissions stay. A
 * file that somebody has changed since `before` was read stays theirs.
 * @param path not a link. @throws NotWritten
 */
export async function replaceFile(path: string, before: Uint8Array, after: string): Promise<void> {
  // Hidden, so that nobody takes it for a catalog file while it is being written.
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    // Renaming would replace a file that may not be written, too.
    await access(path, constants.W_OK);
    const { mode } = await stat(path);
    const handle = await open(temporary, "wx", mode);
    try {
      await handle.writeFile(after);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!(await readFile(path)).equals(before)) throw new NotWritten("Somebody else has changed it in the meantime. Run fmt again.");
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error instanceof NotWritten ? error : new NotWritten(reasonOf(error), { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "You may not write here.",
  EPERM: "You may not write here.",
  EROFS: "The file system is read-only.",
  ENOSPC: "The disk is full.",
  EDQUOT: "Your quota is used up.",
  ENOENT: "It is gone.",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return REASONS[code] ?? `It cannot be written (${code}).`;
}
