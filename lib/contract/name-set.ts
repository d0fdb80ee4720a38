import { findNearest } from "#lib/contract/nearest.ts";

/** Names that somebody could have meant, and what was found among them before. */
export class NameSet {
  readonly names: ReadonlySet<string>;
  readonly #nearest = new Map<string, string | null>();

  constructor(names: ReadonlySet<string>) {
    this.names = names;
  }

  /** The name that was probably meant; `null` when none is close. */
  nearest(name: string): string | null {
    const known = this.#nearest.get(name);
    if (known !== undefined) return known;
    const found = findNearest(name, this.names);
    this.#nearest.set(name, found);
    return found;
  }

  isSameAs(names: ReadonlySet<string>): boolean {
    return this.names.size === names.size && this.names.isSubsetOf(names);
  }
}
