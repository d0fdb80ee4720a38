import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import type { AccessLevel, Catalog, Policy } from "#lib/contract/contract.ts";
import { parseDoc } from "#lib/contract/doc.ts";
import type { PublishedNames } from "#lib/contract/held-names.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import type { ParseMemory } from "#lib/contract/parse-memory.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareProblems } from "#lib/contract/problem-log.ts";

export interface ParsedFolder {
  readonly catalog: Catalog;
  /** Worst first, then by file and line. */
  readonly problems: readonly Problem[];
}

export interface ParseFolderOptions {
  readonly defaultVisibility: AccessLevel;
  /** The published policy: it holds on while the file that had it is broken. */
  readonly lastPolicy: Policy | null;
  /** What is published and therefore known, also while its file is broken. */
  readonly published?: PublishedNames;
}

/** Text → values. Pure: the same folder gives the same bytes. @param memory see `parseCatalog` */
export function parseFolder(folder: CatalogFolder, options: ParseFolderOptions, memory?: ParseMemory): ParsedFolder {
  const more = { docs: (file: string) => folder.docs.get(file) ?? null, parseDoc, unreadable: folder.unreadable };
  const parsed = parseCatalog(folder.files, { ...options, ...more }, memory);
  const problems = [...folder.problems, ...parsed.problems].sort(compareProblems);
  return { catalog: parsed.catalog, problems };
}
