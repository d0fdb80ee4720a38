import { type ParsedFolder, type ParseFolderOptions, parseFolder } from "#lib/catalog/parse-folder.ts";
import { type ParsePoolOptions, readInParallel } from "#lib/catalog/parse-pool.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { ParseMemory } from "#lib/contract/parse-memory.ts";

/** Parses catalogs one after another, and remembers what did not change. The answer never depends on what it remembers. */
export interface CatalogParser {
  readonly parse: (folder: CatalogFolder, options: ParseFolderOptions) => Promise<ParsedFolder>;
  /** Forgets. */
  readonly close: () => Promise<void>;
}

export function createCatalogParser(pool: ParsePoolOptions = {}): CatalogParser {
  let memory = new ParseMemory();
  let last: Promise<unknown> = Promise.resolve();
  const parse = async (folder: CatalogFolder, options: ParseFolderOptions) => {
    await readInParallel(folder.files, memory, pool);
    return parseFolder(folder, options, memory);
  };
  return {
    // One at a time: two would forget each other's files.
    parse: (folder, options) => {
      const parsed = last.then(() => parse(folder, options));
      last = parsed.catch(() => undefined);
      return parsed;
    },
    close: async () => {
      await last;
      memory = new ParseMemory();
    },
  };
}
