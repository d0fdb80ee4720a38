import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { isYaml, MAX_FILE_BYTES, NOT_UTF8, refusedFile, TOO_LARGE } from "#lib/catalog/catalog-file.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { relativePath } from "#lib/cli/repository-root.ts";
import type { Problem } from "#lib/contract/problem.ts";

/** A file to format. */
export interface FmtFile {
  /** As people are told of it: from where they stand, with `/`. */
  readonly shown: string;
  /** What is read and written: a link is followed to its file. */
  readonly real: string;
}

export interface FmtFiles {
  readonly files: readonly FmtFile[];
  /** Of what cannot be read, with places relative to where people stand. */
  readonly problems: readonly Problem[];
}

/**
 * The YAML files that these paths name: files, and folders with all that a catalog's reading would find below them.
 * Without a path: `TOUCHSTONE_CATALOG`, else `catalog`. Each file once.
 */
export async function listFmtFiles(paths: readonly string[], { env, cwd }: Pick<Context, "env" | "cwd">): Promise<FmtFiles> {
  const files = new Map<string, FmtFile>();
  const problems: Problem[] = [];
  for (const path of paths.length > 0 ? paths : [env["TOUCHSTONE_CATALOG"] ?? "catalog"]) {
    const full = resolve(cwd, path);
    const info = await stat(full).catch(() => null);
    if (info === null) throw new UsageError(`There is no ${full}. Name a catalog folder or a file: touchstone fmt path/to/catalog`);
    const found = info.isDirectory() ? await filesBelow(full, cwd) : await singleFile(full, cwd);
    for (const file of found.files) if (!files.has(file.real)) files.set(file.real, file);
    problems.push(...found.problems);
  }
  return { files: [...files.values()], problems };
}

async function filesBelow(folder: string, cwd: string): Promise<FmtFiles> {
  const read = await readCatalog(folder);
  const files = await Promise.all(
    read.files.map(async ({ path }) => {
      const full = join(folder, path);
      return { shown: relativePath(cwd, full), real: await realpath(full) };
    }),
  );
  const problems = read.problems.filter(({ position }) => !/\.mdx?$/i.test(position.file));
  return {
    files,
    problems: problems.map((problem) => ({
      ...problem,
      position: { ...problem.position, file: relativePath(cwd, join(folder, problem.position.file)) },
    })),
  };
}

/** A file by its name. What is not YAML is passed over, because hooks name every file of a change. */
async function singleFile(full: string, cwd: string): Promise<FmtFiles> {
  if (!isYaml(full)) return { files: [], problems: [] };
  const shown = relativePath(cwd, full);
  const [real, folder] = await Promise.all([realpath(full), realpath(dirname(full))]);
  if (real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return { files: [{ shown, real }], problems: [] };
  const message = "This link leads out of its folder.";
  return { files: [], problems: [refusedFile(shown, { code: "TS-FILE-001", message, hint: "Name the file that it leads to." })] };
}

export interface FmtText {
  readonly bytes: Uint8Array;
  /** With its byte order mark, which a catalog's reading would hide. */
  readonly text: string;
}

/** A file's text, or why there is none. */
export async function readFmtFile({ real, shown }: FmtFile): Promise<FmtText | Problem> {
  const info = await stat(real).catch(() => null);
  if (info?.isFile() === true && info.size > MAX_FILE_BYTES) return refusedFile(shown, TOO_LARGE);
  try {
    return decodeText(await readFile(real), shown);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const hint = "Check that it exists and that you may read it.";
    return refusedFile(shown, { code: "TS-FILE-001", message: `The file cannot be read (${code}).`, hint });
  }
}

export function decodeText(bytes: Uint8Array, shown: string): FmtText | Problem {
  if (bytes.byteLength > MAX_FILE_BYTES) return refusedFile(shown, TOO_LARGE);
  try {
    return { bytes, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return refusedFile(shown, NOT_UTF8);
  }
}
