import { type CatalogParser, createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { type PublishOptions, type PublishReport, publishCatalog } from "#lib/catalog/publish.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";

/** Reads a folder and publishes it. @param parser kept by whoever publishes the same folder again and again */
export async function publishFolder(
  dir: string,
  options: PublishOptions,
  parser: CatalogParser = createCatalogParser(),
): Promise<PublishReport> {
  return (await publishCatalog(await readCatalog(dir), parser, options)).report;
}
