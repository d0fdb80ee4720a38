/** A file that a worker made, on its way to where others read it and nobody changes it. */
import { closeSync, constants, fchmodSync, fchownSync, fstatSync, openSync, renameSync } from "node:fs";
import process from "node:process";

/**
 * Moves the file. What a worker of another user says is not believed: only a file of its own is taken, and no link, behind which
 * something else might lie.
 */
export function keepFile(made: string, path: string, uid: number | null): void {
  const file = openSync(made, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    const isOwn = found.isFile() && found.nlink === 1 && (uid === null || found.uid === uid);
    if (!isOwn) throw new Error("a worker names a file that is not its own");
    // Whoever writes copies must not change one that others read.
    if (uid !== null) fchownSync(file, process.getuid?.() ?? 0, uid);
    fchmodSync(file, 0o440);
    renameSync(made, path);
  } finally {
    closeSync(file);
  }
}
