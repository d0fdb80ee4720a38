import { chmodSync, chownSync, lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../start-error.mjs";

/** A Unix socket's whole path may have 107 bytes (103 on macOS), and PostgreSQL adds `/.s.PGSQL.5432.lock`. */
const LONGEST = 70;
/** PostgreSQL reads the setting as a list, so nothing that it would have to quote. */
const PLAIN = /^[\w./-]+$/;

/**
 * A fresh folder that only the server's user may enter.
 * @param {{ uid: number, gid: number } | undefined} user
 */
export function makeSocketFolder(user) {
  const bases = [tmpdir(), "/tmp", "/var/tmp", "/run"].filter((base) => base.length <= LONGEST && PLAIN.test(base));
  /** @type {unknown} */
  let cause;
  for (const base of bases) {
    try {
      const folder = mkdtempSync(join(base, "touchstone-"));
      chmodSync(folder, 0o700);
      if (user !== undefined) chownSync(folder, user.uid, user.gid);
      return folder;
    } catch (error) {
      cause = error;
    }
  }
  throw new StartError("No folder for PostgreSQL's socket can be made: set TMPDIR to a short path that can be written.", { cause });
}

/** Removes the socket folder of an earlier server, after a look at whether it is one of ours. */
export function removeSocketFolder(/** @type {string} */ folder) {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory() || (stat.mode & 0o077) !== 0 || !/\/touchstone-\w{6}$/.test(folder)) return;
  rmSync(folder, { recursive: true, force: true });
}
