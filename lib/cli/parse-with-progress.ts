import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import type { ParsedFolder } from "#lib/catalog/parse-folder.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import type { Context } from "#lib/cli/command.ts";

/** What a folder says by itself, with a bar while a person waits for many files. */
export async function parseWithProgress(read: CatalogFolder, { progress }: Pick<Context, "progress">): Promise<ParsedFolder> {
  const bar = progress("Reading files", read.files.length);
  try {
    return await createCatalogParser({ onRead: bar.update }).parse(read, { defaultVisibility: "everyone", lastPolicy: null });
  } finally {
    bar.end();
  }
}
