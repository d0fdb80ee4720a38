/**
 * Levels of the headings of a document inside a page that has used 1 and 2: the first is 3, and none is more than one below the one
 * before it, whatever the author began with or skipped.
 */
export class Outline {
  readonly #open: number[] = [];

  /** @param level as written, 1 to 6. @returns 3 to 6. */
  next(level: number): number {
    while ((this.#open.at(-1) ?? 0) >= level) this.#open.pop();
    this.#open.push(level);
    return Math.min(6, 2 + this.#open.length);
  }
}
