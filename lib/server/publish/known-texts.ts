import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { textDigest } from "#lib/catalog/text-digest.ts";

/** Texts of the catalog that came last, so that a client may name them instead of sending them again. */
export class KnownTexts {
  #byDigest: ReadonlyMap<string, string> = new Map();
  #digests: ReadonlyMap<string, string> = new Map();

  find(digest: string): string | undefined {
    return this.#byDigest.get(digest);
  }

  /** Remembers the texts of this catalog, and no others. They are shared with it, not copied. */
  remember({ files, docs }: CatalogFolder): void {
    const texts = [...files.map(({ text }) => text), ...docs.values()];
    // Most texts are the ones of before, whose digests need not be made again.
    const digests = new Map(texts.map((text) => [text, this.#digests.get(text) ?? textDigest(text)]));
    this.#digests = digests;
    this.#byDigest = new Map([...digests].map(([text, digest]) => [digest, text]));
  }
}
