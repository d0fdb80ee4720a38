import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import {
  decodeFile,
  type FileRefusal,
  isCatalogFile,
  isSkippedFolder,
  isYaml,
  MAX_DEPTH,
  MAX_FILE_BYTES,
  refusedFile,
  TOO_LARGE,
} from "#lib/catalog/catalog-file.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareText } from "#lib/contract/problem-log.ts";

export interface CatalogFile {
  /** Relative to the catalog folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface CatalogFolder {
  /** `*.yaml` and `*.yml`, sorted by path. */
  readonly files: readonly CatalogFile[];
  /** `*.mdx` and `*.md` by path. */
  readonly docs: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
  /** Paths that exist but could not be read; what they defined must not count as removed. */
  readonly unreadable: readonly string[];
}

/**
 * Reads a catalog folder: only I/O, no meaning. Folders that start with a dot, `node_modules` and `data` are skipped.
 * Links are followed only when they lead to a file inside the folder. A file that cannot be read is a problem, not an error.
 *
 * It holds up its thread while it reads: for 10,000 small files that takes 0.3 s, where handing each to the thread pool and back takes
 * more than a second of processor time. Whoever has a page to serve meanwhile calls it in a thread of its own.
 * @throws the file system's error when the folder itself cannot be read.
 */
export async function readCatalog(dir: string): Promise<CatalogFolder> {
  const root = realpathSync.native(dir);
  const files: CatalogFile[] = [];
  const docs = new Map<string, string>();
  const problems: Problem[] = [];
  const unreadable: string[] = [];
  const buffer = Buffer.allocUnsafe(MAX_FILE_BYTES + 1);

  const refuse = (path: string, why: FileRefusal) => {
    problems.push(refusedFile(path, why));
    unreadable.push(path);
  };
  const unread = (path: string, message: string, hint: string) => refuse(path, { code: "TS-FILE-001", message, hint });

  const read = (full: string, isLink: boolean) => {
    const path = toPath(root, full);
    try {
      const real = isLink ? realpathSync.native(full) : full;
      if (!real.startsWith(root.endsWith(sep) ? root : root + sep))
        return unread(path, "This link leads out of the catalog folder.", "Copy the file into the catalog.");
      const content = readBounded(real, buffer);
      const text = content === null ? TOO_LARGE : decodeFile(content);
      if (typeof text !== "string") return refuse(path, text);
      if (isYaml(path)) files.push({ path, text });
      else docs.set(path, text);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      unread(path, `The file cannot be read (${code}).`, "Check that it exists and that Touchstone may read it.");
    }
  };

  const walk = (folder: string, depth: number): void => {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if (depth === 0) throw error;
      // What lies below is unknown, so nothing below may count as removed.
      unread(`${toPath(root, folder)}/`, "The folder cannot be read.", "Check that Touchstone may read it.");
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name) && depth < MAX_DEPTH) walk(full, depth + 1);
      } else if (isCatalogFile(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && !leadsToFolder(full)))) {
        read(full, entry.isSymbolicLink());
      }
    }
  };
  walk(root, 0);
  return { files: files.sort((a, b) => compareText(a.path, b.path)), docs, problems, unreadable };
}

const toPath = (root: string, full: string) => relative(root, full).split(sep).join("/");

function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    // Reading it says why it cannot be read.
    return false;
  }
}

/** A file that was replaced by a link meanwhile is not followed, and a pipe is not waited for. Windows knows neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** `null` when the file is larger than the limit. Never reads more than the limit, whatever the file says its size is. */
function readBounded(path: string, buffer: Buffer): Buffer | null {
  const file = openSync(path, FLAGS);
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error("not a file"), { code: "not a file" });
    let length = 0;
    for (;;) {
      const count = readSync(file, buffer, length, buffer.length - length, null);
      if (count === 0) return buffer.subarray(0, length);
      length += count;
      if (length === buffer.length) return null;
    }
  } finally {
    closeSync(file);
  }
}
