import type { StoreEvent } from "#lib/store/store.ts";

/**
 * Which state of the catalog this process has heard of. Every page shows more than one dataset (neighbours, titles of owners and
 * terms, counts), so one version covers all pages; see decision 006.
 */
export class Versions {
  #epoch = 0;
  #count = 0;
  #hears = false;

  /** For `store.listen`. */
  readonly onEvent = ({ kind }: StoreEvent): void => {
    if (kind === "lost") {
      this.#hears = false;
      return;
    }
    // A first connection and a reconnect cannot know what was missed meanwhile.
    if (kind === "all") this.#epoch += 1;
    else this.#count += 1;
    this.#hears = true;
  };

  /** `undefined`: changes cannot be heard now, so nothing that was kept may be served. */
  current(): string | undefined {
    return this.#hears ? `${this.#epoch}.${this.#count}` : undefined;
  }
}
