import type { CatalogNames, NameKind } from "#lib/contract/catalog-names.ts";
import type { LinkTrace } from "#lib/contract/linker.ts";
import { NameSet } from "#lib/contract/name-set.ts";
import type { Problem } from "#lib/contract/problem.ts";

/** Names to compare with, in a whole catalog. */
const BUDGET = 3_000_000;

/** The sets of names of the last run, with what was found among them. */
export type KeptNameSets = ReadonlyMap<NameKind, NameSet>;

/**
 * Hints over large sets of names, bounded as a whole: a catalog with ten thousand unknown names among ten thousand known ones
 * gets hints for the first of them only.
 */
export class Hints {
  readonly #names: CatalogNames;
  readonly #before: KeptNameSets;
  readonly #now = new Map<NameKind, NameSet>();
  #budget = BUDGET;

  constructor(names: CatalogNames, before: KeptNameSets) {
    this.#names = names;
    this.#before = before;
  }

  /** For the next run. */
  get kept(): KeptNameSets {
    return this.#now;
  }

  /** The problems with their hints. Call it in one and the same order, because the budget goes to the first ones. */
  complete({ problems, openHints }: LinkTrace): readonly Problem[] {
    if (openHints.length === 0) return problems;
    const complete = [...problems];
    for (const { problem: index, name, among } of openHints) {
      const set = typeof among === "string" ? this.#setOf(among) : among;
      this.#budget -= set.names.size;
      const nearest = this.#budget < 0 ? null : set.nearest(name);
      const problem = complete[index];
      if (nearest !== null && problem !== undefined) complete[index] = { ...problem, hint: `Did you mean '${nearest}'?` };
    }
    return complete;
  }

  #setOf(kind: NameKind): NameSet {
    const known = this.#now.get(kind);
    if (known !== undefined) return known;
    const names = this.#names.names(kind);
    const before = this.#before.get(kind);
    const set = before?.isSameAs(names) === true ? before : new NameSet(names);
    this.#now.set(kind, set);
    return set;
  }
}
