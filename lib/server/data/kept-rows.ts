import { LRUCache } from "lru-cache";
import type { FormedRows } from "#lib/server/data/row-form.ts";

const MAX_BYTES = 32_000_000;
/** A larger page would push out too many others. */
const MAX_PAGE = 2_000_000;
/** Bookkeeping of one page besides its bytes. */
const OVERHEAD = 500;

/**
 * Pages of rows that were answered, by their entity tag: it is of the version of the data, the question and the reader's scope, so that
 * nothing is ever purged and nobody gets what another reader may not see.
 */
export class KeptRows {
  readonly #pages = new LRUCache<string, FormedRows>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_PAGE,
    sizeCalculation: ({ body }, tag) => body.length + tag.length + OVERHEAD,
  });

  find(tag: string): FormedRows | undefined {
    return this.#pages.get(tag);
  }

  keep(tag: string, page: FormedRows): void {
    this.#pages.set(tag, page);
  }

  clear(): void {
    this.#pages.clear();
  }

  get bytes(): number {
    return this.#pages.calculatedSize;
  }
}
