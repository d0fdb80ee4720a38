import type { DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import { compareText } from "#lib/contract/problem-log.ts";

/** More names help nobody. */
export const MAX_DOWNSTREAM = 100;

/** Finds the datasets that are made from one, or whose columns point to it: directly first, then over others. */
export class Downstream {
  /** Folded name → names of the datasets that use it, in alphabetical order. */
  readonly #users = new Map<string, Set<string>>();
  /** Folded name or alias → folded name. */
  readonly #meant = new Map<string, string>();

  constructor(datasets: readonly DatasetContract[]) {
    for (const { name, aliases } of datasets) for (const alias of aliases) this.#meant.set(foldName(alias), foldName(name));
    // Who has a name comes before who has it as an alias.
    for (const { name } of datasets) this.#meant.set(foldName(name), foldName(name));
    for (const { name, upstream, columns } of datasets.toSorted((a, b) => compareText(a.name, b.name))) {
      for (const used of upstream) this.#add(foldName(used), name);
      for (const { references } of columns) if (references !== null) this.#add(this.#datasetOf(references), name);
    }
  }

  /** Nearest first, each distance in alphabetical order; never the dataset itself, however the lineage turns. At most 100. */
  of({ name, aliases }: Pick<DatasetContract, "name" | "aliases">): readonly string[] {
    const seen = new Set([name, ...aliases].map(foldName));
    const found: string[] = [];
    let near = [...seen];
    while (near.length > 0 && found.length < MAX_DOWNSTREAM) {
      const next = new Map<string, string>();
      for (const from of near) this.#take(from, seen, next, MAX_DOWNSTREAM - found.length);
      for (const folded of next.keys()) seen.add(folded);
      found.push(...[...next.values()].sort(compareText));
      near = [...next.keys()];
    }
    return found.slice(0, MAX_DOWNSTREAM);
  }

  /** The first users that were not met before, at most `count`: whoever comes later in the alphabet would not be told. */
  #take(from: string, seen: ReadonlySet<string>, next: Map<string, string>, count: number): void {
    let left = count;
    for (const user of this.#users.get(from) ?? []) {
      if (left === 0) return;
      const folded = foldName(user);
      if (seen.has(folded)) continue;
      next.set(folded, user);
      left -= 1;
    }
  }

  #add(used: string, user: string): void {
    const meant = this.#meant.get(used) ?? used;
    const users = this.#users.get(meant);
    if (users === undefined) this.#users.set(meant, new Set([user]));
    else users.add(user);
  }

  /** `sales.orders.id` → `sales.orders`: the longest name of a dataset that there is, else everything before the last dot. */
  #datasetOf(reference: string): string {
    const last = reference.lastIndexOf(".");
    for (let dot = last; dot > 0; dot = reference.lastIndexOf(".", dot - 1)) {
      const name = foldName(reference.slice(0, dot));
      if (this.#meant.has(name)) return name;
    }
    return foldName(last < 0 ? reference : reference.slice(0, last));
  }
}
