import {
  decodeFile,
  type FileRefusal,
  isCatalogPath,
  isYaml,
  MAX_FILE_BYTES,
  NOT_UTF8,
  refusedFile,
  TOO_LARGE,
} from "#lib/catalog/catalog-file.ts";
import type { CatalogFile, CatalogFolder } from "#lib/catalog/read-catalog.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import { AppError } from "#lib/errors.ts";

/** Files of one push, also those that are none of the catalog's. */
const MAX_FILES = 200_000;
const MAX_PATH = 1_000;

/** A catalog that came over the wire instead of from a folder. The same files make the same `CatalogFolder`. */
export class PushedCatalog {
  readonly #files: CatalogFile[] = [];
  readonly #docs = new Map<string, string>();
  readonly #problems: Problem[] = [];
  readonly #unreadable: string[] = [];
  readonly #seen = new Set<string>();

  /**
   * Notes a path.
   * @returns whether it belongs to a catalog, so that its content matters
   * @throws AppError TS-PUSH-003 that names a path which no folder could have, or that came before
   */
  takes(path: string): boolean {
    checkPath(path);
    if (this.#seen.has(path)) throw refused(path, "is there twice");
    this.#seen.add(path);
    if (this.#seen.size > MAX_FILES)
      throw new AppError("TS-PUSH-003", `This push has more than ${MAX_FILES} files. Send the catalog alone.`);
    return isCatalogPath(path);
  }

  /** Content of a path that `takes` has admitted. What is too long or no UTF-8 is a problem of that file alone. */
  add(path: string, content: Uint8Array | string): void {
    const text = typeof content === "string" ? checkText(content) : decodeFile(content);
    if (typeof text !== "string") this.refuse(path, text);
    else if (isYaml(path)) this.#files.push({ path, text });
    else this.#docs.set(path, text);
  }

  /** A file, or with a `/` at the end a folder, whose content is unknown: what it defined before stays. */
  refuse(path: string, why: FileRefusal): void {
    this.#problems.push(refusedFile(path, why));
    this.#unreadable.push(path);
  }

  folder(): CatalogFolder {
    return {
      files: this.#files.sort((a, b) => compareText(a.path, b.path)),
      docs: this.#docs,
      problems: this.#problems,
      unreadable: this.#unreadable,
    };
  }
}

/** @throws AppError TS-PUSH-003 */
export function checkPath(path: string): void {
  if (path === "" || path.length > MAX_PATH) throw refused(path.slice(0, 100), `must have 1 to ${MAX_PATH} characters`);
  // Bytes of an archive that are no UTF-8 have become U+FFFD.
  if (/[\p{Cc}\uFFFD\\]/u.test(path) || !path.isWellFormed())
    throw refused(path.toWellFormed(), "has a control character, a backslash or is no UTF-8; parts of a path are separated by /");
  if (path.startsWith("/") || /^[a-z]:/i.test(path)) throw refused(path, "is absolute; paths are relative to the catalog folder");
  if (path.split("/").some((part) => part === "" || part === "." || part === ".."))
    throw refused(path, "has an empty part, '.' or '..'; it must lead straight down from the catalog folder");
}

export function refused(path: string, why: string): AppError {
  return new AppError("TS-PUSH-003", `The path ${JSON.stringify(path)} ${why}. Nothing was published.`, {
    details: [{ path: `files.${path}`, message: why }],
  });
}

function checkText(text: string): string | FileRefusal {
  if (text.length > MAX_FILE_BYTES || Buffer.byteLength(text) > MAX_FILE_BYTES) return TOO_LARGE;
  if (!text.isWellFormed()) return NOT_UTF8;
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
