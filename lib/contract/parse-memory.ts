import { type CatalogFile, readCatalogFile } from "#lib/contract/catalog-file.ts";
import type { Policy } from "#lib/contract/contract.ts";
import type { KeptDocuments } from "#lib/contract/documents.ts";
import type { KeptNameSets } from "#lib/contract/hints.ts";
import { LinkedDatasets } from "#lib/contract/linked-datasets.ts";
import { OdcsObjects } from "#lib/contract/odcs-objects.ts";

/** One file of a catalog, with its path relative to the catalog folder. */
export interface CatalogText {
  readonly path: string;
  readonly text: string;
}

/**
 * What is known from parsing a catalog before, so that parsing it again costs what has changed. It says what was read of which text, and
 * nothing else: with or without it, a catalog is parsed to the same values.
 */
export class ParseMemory {
  readonly objects = new OdcsObjects();
  readonly linked = new LinkedDatasets();
  documents: KeptDocuments = new Map();
  nameSets: KeptNameSets = new Map();
  #files = new Map<string, { readonly text: string; readonly file: CatalogFile }>();
  #policy: Policy | null = null;

  has({ path, text }: CatalogText): boolean {
    return this.#files.get(path)?.text === text;
  }

  /** Takes what was read elsewhere, by `readCatalogFile` from this very text. */
  put({ path, text }: CatalogText, file: CatalogFile): void {
    this.#files.set(path, { text, file });
  }

  read(text: CatalogText): CatalogFile {
    const known = this.#files.get(text.path);
    if (known?.text === text.text) return known.file;
    const file = readCatalogFile(text);
    this.put(text, file);
    return file;
  }

  /** Forgets files that are gone. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of this.#files.keys()) if (!paths.has(path)) this.#files.delete(path);
  }

  /** The very policy of the last time, if it is equal: what was linked under it need not be linked again. */
  samePolicy(policy: Policy): Policy {
    if (this.#policy === null || JSON.stringify(this.#policy) !== JSON.stringify(policy)) this.#policy = policy;
    return this.#policy;
  }
}
