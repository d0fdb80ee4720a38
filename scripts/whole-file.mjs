import { chownSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/**
 * Writes a file in one step: a reader, or the next start after a kill, sees the old text or the new one, never half of it.
 * The owner of a file that is there already stays.
 */
export function writeWhole(/** @type {string} */ path, /** @type {string} */ text, mode = 0o644) {
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, text, { mode });
    const before = statSync(path, { throwIfNoEntry: false });
    if (before !== undefined && process.getuid?.() === 0) chownSync(part, before.uid, before.gid);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
