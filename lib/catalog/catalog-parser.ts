import { type ParsedFolder, type ParseFolderOptions, parseFolder } from "#lib/catalog/parse-folder.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";

/** Parses catalogs one after another, and remembers what did not change. The answer never depends on what it remembers. */
export interface CatalogParser {
  readonly parse: (folder: CatalogFolder, options: ParseFolderOptions) => Promise<ParsedFolder>;
  readonly close: () => Promise<void>;
}

export function createCatalogParser(): CatalogParser {
  return { parse: async (folder, options) => parseFolder(folder, options), close: async () => {} };
}
