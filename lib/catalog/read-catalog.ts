import type { Dirent } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
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
 * @throws the file system's error when the folder itself cannot be read.
 */
export async function readCatalog(dir: string): Promise<CatalogFolder> {
  const root = await realpath(dir);
  const files: CatalogFile[] = [];
  const docs = new Map<string, string>();
  const problems: Problem[] = [];
  const unreadable: string[] = [];

  const refuse = (path: string, why: FileRefusal) => {
    problems.push(refusedFile(path, why));
    unreadable.push(path);
  };
  const unread = (path: string, message: string, hint: string) => refuse(path, { code: "TS-FILE-001", message, hint });

  const read = async (path: string) => {
    const full = join(root, path);
    try {
      const real = await realpath(full);
      if (real !== full && !real.startsWith(root + sep))
        return unread(path, "This link leads out of the catalog folder.", "Copy the file into the catalog.");
      const content = await readBounded(real);
      const text = content === null ? TOO_LARGE : decodeFile(content);
      if (typeof text !== "string") return refuse(path, text);
      if (isYaml(path)) files.push({ path, text });
      else docs.set(path, text);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      unread(path, `The file cannot be read (${code}).`, "Check that it exists and that Touchstone may read it.");
    }
  };

  const walk = async (folder: string, depth: number): Promise<void> => {
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      if (depth === 0) throw error;
      // What lies below is unknown, so nothing below may count as removed.
      return unread(`${toPath(root, folder)}/`, "The folder cannot be read.", "Check that Touchstone may read it.");
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name) && depth < MAX_DEPTH) await walk(full, depth + 1);
      } else if (isCatalogFile(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(full))))) {
        await read(toPath(root, full));
      }
    }
  };
  await walk(root, 0);
  return { files: files.sort((a, b) => compareText(a.path, b.path)), docs, problems, unreadable };
}

const toPath = (root: string, full: string) => relative(root, full).split(sep).join("/");

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(await realpath(path).catch(() => path))).isDirectory();
}

/** `null` when the file is larger than the limit. Never reads more than the limit, whatever the file says its size is. */
async function readBounded(path: string): Promise<Buffer | null> {
  const handle = await open(path, "r");
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw Object.assign(new Error("not a file"), { code: "not a file" });
    if (info.size > MAX_FILE_BYTES) return null;
    const content = await handle.readFile();
    return content.length > MAX_FILE_BYTES ? null : content;
  } finally {
    await handle.close();
  }
}
