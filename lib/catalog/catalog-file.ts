import type { Problem } from "#lib/contract/problem.ts";

/** 1 MiB: the largest catalog file or document that is read. */
export const MAX_FILE_BYTES = 1024 * 1024;
/** How many folders a file may lie in. */
export const MAX_DEPTH = 20;

const SKIPPED = new Set(["node_modules", "data"]);

/** YAML, and documents. What lies beside them is none of the catalog's business. */
export function isCatalogFile(name: string): boolean {
  return /\.(ya?ml|mdx|md)$/i.test(name) && !name.startsWith(".");
}

export function isSkippedFolder(name: string): boolean {
  return name.startsWith(".") || SKIPPED.has(name);
}

/** Whether a folder's reading would come to this path (relative, with `/`). */
export function isCatalogPath(path: string): boolean {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  return isCatalogFile(name) && folders.length <= MAX_DEPTH && !folders.some(isSkippedFolder);
}

export const isYaml = (path: string) => /\.ya?ml$/i.test(path);

/** Why a file's text is unknown. Such a file keeps what it defined before. */
export interface FileRefusal {
  readonly code: "TS-FILE-001" | "TS-FILE-002" | "TS-FILE-003";
  readonly message: string;
  readonly hint: string;
}

export const TOO_LARGE: FileRefusal = {
  code: "TS-FILE-002",
  message: "The file is larger than 1 MiB.",
  hint: "Split it: every *.yaml below the catalog folder is read.",
};
export const NOT_UTF8: FileRefusal = { code: "TS-FILE-003", message: "The file is not valid UTF-8.", hint: "Save it as UTF-8." };

export function refusedFile(path: string, { code, message, hint }: FileRefusal): Problem {
  return { code, level: "error", position: { file: path, line: 1, column: 1 }, message, hint, dataset: null };
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The text of a file's bytes, without a byte order mark. */
export function decodeFile(content: Uint8Array): string | FileRefusal {
  if (content.byteLength > MAX_FILE_BYTES) return TOO_LARGE;
  try {
    return decoder.decode(content);
  } catch {
    return NOT_UTF8;
  }
}
