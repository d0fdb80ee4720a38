import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "#lib/cli/command.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import { matchesStars } from "#lib/intake/star-pattern.ts";

/** The files of one dataset. */
export interface FileSet {
  /** What the dataset may be called: the file's name without its ending, or the folder's. */
  readonly name: string;
  /** Absolute, sorted, at least one. */
  readonly files: readonly string[];
  /** Absolute folder above the pattern. */
  readonly folder: string;
  /** The pattern below `folder`, with `/`: `orders.parquet`, `orders/*.parquet`. */
  readonly pattern: string;
}

const MAX_FILES = 10_000;
const MAX_DEPTH = 10;

/**
 * One argument → the files of one dataset: a file, a folder (all its files with one of the endings, also in folders below), or a pattern
 * with `*` and `**` in quotes.
 */
export async function findFiles(argument: string, cwd: string, endings: RegExp): Promise<FileSet> {
  const path = resolve(cwd, argument);
  const info = await stat(path).catch(() => null);
  if (info?.isFile() === true) {
    if (!endings.test(path)) throw new UsageError(`${argument} does not end as such files do (${spoken(endings)}). Rename it first.`);
    return { name: stemOf(basename(path)), files: [path], folder: dirname(path), pattern: basename(path) };
  }
  if (info?.isDirectory() === true) return filesIn(path, argument, endings);
  if (!argument.includes("*")) throw new UsageError(`There is no file ${argument}.`);
  const parts = path.split(sep);
  const first = parts.findIndex((part) => part.includes("*"));
  const folder = parts.slice(0, first).join(sep) || sep;
  const pattern = parts.slice(first);
  const files = (await list(folder, pattern.length + MAX_DEPTH)).filter(
    (file) => matchesPath(relative(folder, file).split(sep), pattern) && endings.test(file),
  );
  if (files.length === 0) throw new UsageError(`No file matches ${argument}.`);
  const [head = ""] = pattern;
  const stem = stemOf(head)
    .replace(/\*.*$/, "")
    .replace(/[-_.]+$/, "");
  // `orders/*.parquet` is called by its folder, `orders_*.parquet` by its beginning.
  const isNamed = pattern.length === 1 && stem !== "";
  return { name: isNamed ? stem : basename(folder), files, ...above(folder, isNamed, pattern.join("/")) };
}

async function filesIn(path: string, argument: string, endings: RegExp): Promise<FileSet> {
  const files = (await list(path, MAX_DEPTH)).filter((file) => endings.test(file));
  const [first] = files;
  if (first === undefined) throw new UsageError(`The folder ${argument} has no such files (${spoken(endings)}).`);
  const ending = /\.[a-z]+(?:\.gz)?$/i.exec(first)?.[0] ?? "";
  const isFlat = files.every((file) => dirname(file) === path);
  return { name: basename(path), files, ...above(path, false, isFlat ? `*${ending}` : `**/*${ending}`) };
}

/** A source is the folder above the one that is a dataset of its own. */
function above(folder: string, isNamed: boolean, pattern: string): { readonly folder: string; readonly pattern: string } {
  return isNamed || dirname(folder) === folder
    ? { folder, pattern }
    : { folder: dirname(folder), pattern: `${basename(folder)}/${pattern}` };
}

const ENDINGS = [".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet"];

const spoken = (endings: RegExp) => ENDINGS.filter((ending) => endings.test(ending)).join(", ");

const stemOf = (name: string) => name.replace(/(?:\.[a-z0-9]{1,8}){1,2}$/i, "") || name;

/** Files below a folder, without hidden ones and those that begin with `_`, which are not data. */
async function list(folder: string, depth: number): Promise<readonly string[]> {
  const files: string[] = [];
  const walk = async (at: string, left: number): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true }).catch((error: unknown) => {
      throw new UsageError(`The folder ${at} cannot be read.`, { cause: error });
    });
    for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
      if (/^[._]/.test(entry.name)) continue;
      const path = join(at, entry.name);
      const kind = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
      if (kind?.isFile() === true) files.push(path);
      // A link to a folder may lead in a circle.
      else if (entry.isDirectory() && left > 0) await walk(path, left - 1);
      if (files.length > MAX_FILES) throw new UsageError(`${folder} has more than ${MAX_FILES} files below it. Name a smaller pattern.`);
    }
  };
  await walk(folder, depth);
  return files;
}

function matchesPath(parts: readonly string[], pattern: readonly string[]): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return parts.length === 0;
  if (head === "**") return matchesPath(parts, rest) || (parts.length > 0 && matchesPath(parts.slice(1), pattern));
  const [first, ...others] = parts;
  return first !== undefined && matchesStars(first, head) && matchesPath(others, rest);
}
