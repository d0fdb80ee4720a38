/** The files of a relation inside one source folder. */
import type { Dirent } from "node:fs";
import { glob, opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileFormat } from "#lib/engine/relation.ts";

/** More files than this are a sign of a pattern that was not meant so. */
export const MAX_FILES = 10_000;

/** In the order in which formats are looked for: what carries types first. */
const ENDINGS: readonly (readonly [FileFormat, RegExp, readonly string[]])[] = [
  ["parquet", /\.parquet$/i, [".parquet"]],
  ["csv", /\.(csv|tsv)(\.gz)?$/i, [".csv", ".csv.gz", ".tsv", ".tsv.gz"]],
  ["json", /\.(json|ndjson|jsonl)(\.gz)?$/i, [".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz"]],
];

export type Listing =
  | { readonly kind: "files"; readonly format: FileFormat; readonly paths: readonly string[] }
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly reason: string };

export function formatOf(name: string): FileFormat | null {
  return ENDINGS.find(([, ending]) => ending.test(name))?.[0] ?? null;
}

/** `sales.orders` is the folder or file `sales/orders`, else `orders`. Names of folders and files, never paths. */
export async function listRelation(folder: string, relation: string): Promise<Listing> {
  const parts = relation.split(".");
  const isName = (part: string) => part !== "" && !/[/\\\0]/.test(part);
  const last = parts.at(-1);
  if (last === undefined || !parts.every(isName)) return { kind: "refused", reason: "its relation is not a name" };
  for (const way of parts.length === 1 ? [parts] : [parts, [last]]) {
    const base = join(folder, ...way);
    const inFolder = await listFolder(base);
    if (inFolder.kind !== "none") return inFolder;
    for (const [format, , endings] of ENDINGS) {
      for (const ending of endings) if (await isFile(`${base}${ending}`)) return { kind: "files", format, paths: [`${base}${ending}`] };
    }
  }
  return { kind: "none" };
}

/** A folder is one relation: all its files of the best format. Hidden files and those that begin with `_` are not data. */
async function listFolder(folder: string): Promise<Listing> {
  const byFormat = new Map<FileFormat, string[]>();
  let count = 0;
  const directory = await opendir(folder).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (directory === null) return { kind: "none" };
  for await (const entry of directory) {
    const format = formatOf(entry.name);
    if (format === null || /^[._]/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (!(await isFileEntry(entry, path))) continue;
    count += 1;
    if (count > MAX_FILES) return tooMany();
    const paths = byFormat.get(format) ?? [];
    byFormat.set(format, paths);
    paths.push(path);
  }
  const format = ENDINGS.find(([name]) => byFormat.has(name))?.[0];
  return format === undefined ? { kind: "none" } : { kind: "files", format, paths: (byFormat.get(format) ?? []).sort() };
}

/** Files that a pattern matches below the folder. `*` crosses no folder, `**` does. */
export async function listPattern(folder: string, pattern: string): Promise<Listing> {
  const refused = refusePattern(pattern);
  if (refused !== null) return { kind: "refused", reason: refused };
  const paths: string[] = [];
  // A plain path is looked at once, which a walk by pattern takes much longer for.
  for await (const path of isPattern(pattern) ? glob(pattern, { cwd: folder }) : [pattern]) {
    if (formatOf(path) === null || !(await isFile(join(folder, path)))) continue;
    paths.push(join(folder, path));
    if (paths.length > MAX_FILES) return tooMany();
  }
  const formats = new Set(paths.map(formatOf));
  if (formats.size > 1) return { kind: "refused", reason: "its files are of more than one format" };
  const [format] = formats;
  return format == null ? { kind: "none" } : { kind: "files", format, paths: paths.sort() };
}

/** More than a plain path. */
export function isPattern(path: string): boolean {
  return /[*?[\]{}()!+@\\]/.test(path);
}

function refusePattern(pattern: string): string | null {
  if (pattern.length > 500 || pattern.includes("\0")) return "its pattern of files is too long";
  if (/^[/\\]|^[a-z]:/i.test(pattern) || pattern.split(/[/\\]/).includes(".."))
    return "its pattern of files leads out of the source's folder";
  // Each pair of braces multiplies the patterns to try.
  return pattern.split("{").length > 4 ? "its pattern of files has too many alternatives" : null;
}

function tooMany(): Listing {
  return { kind: "refused", reason: `it has more than ${MAX_FILES} files` };
}

async function isFileEntry(entry: Dirent, path: string): Promise<boolean> {
  return entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)));
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  return found?.isFile() ?? false;
}

/** Absent, or a name that no file can have. Anything else, such as a folder that may not be entered, is an answer of its own. */
function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ELOOP" || code === "ERR_INVALID_ARG_VALUE";
}
