import type { DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { ExternalName } from "#lib/intake/results/reported.ts";

export interface MatchedDataset {
  readonly id: string;
  readonly contract: DatasetContract;
}

export type NameMatch =
  | { readonly kind: "one"; readonly dataset: MatchedDataset; readonly by: "alias" | "relation" }
  | { readonly kind: "none" }
  /** Several have it; names of datasets. */
  | { readonly kind: "many"; readonly names: readonly string[] };

const NONE: NameMatch = { kind: "none" };

/**
 * Finds whose dataset a tool means: by a name that a contract declares exactly, else by the last parts of the relation where only one
 * dataset has them. Whoever is not sure finds nothing.
 */
export class NameMatcher {
  readonly #exact = new Map<string, MatchedDataset>();
  readonly #ours = new Map<string, MatchedDataset>();
  readonly #byLast = new Map<string, { readonly dataset: MatchedDataset; readonly parts: readonly string[] }[]>();

  constructor(datasets: readonly MatchedDataset[]) {
    // A name goes before an alias of somebody else.
    for (const dataset of datasets) this.#ours.set(foldName(dataset.contract.name), dataset);
    for (const dataset of datasets) {
      for (const alias of dataset.contract.aliases) {
        if (!this.#exact.has(alias)) this.#exact.set(alias, dataset);
        if (!this.#ours.has(foldName(alias))) this.#ours.set(foldName(alias), dataset);
      }
      const parts = partsOf(dataset.contract);
      const last = parts.at(-1);
      if (last !== undefined) this.#byLast.set(last, [...(this.#byLast.get(last) ?? []), { dataset, parts }]);
    }
  }

  match({ alias, also, relation, isOurs }: ExternalName): NameMatch {
    if (isOurs) return one(this.#ours.get(foldName(alias)) ?? this.#exact.get(alias), "alias");
    for (const name of [alias, ...also]) {
      const found = this.#exact.get(name);
      if (found !== undefined) return one(found, "alias");
    }
    return this.#byRelation(relation.map(foldName));
  }

  /**
   * The same for all names of one artifact. Two different names that would both become one dataset only because of their last parts
   * (`raw.orders` and `mart.orders`) are nobody's.
   */
  matchAll(names: readonly ExternalName[]): ReadonlyMap<string, NameMatch> {
    const matches = new Map(names.map((name) => [name.alias, this.match(name)]));
    const relations = new Map(names.map(({ alias, relation }) => [alias, relation.map(foldName).join(".")]));
    const found = [...matches].flatMap(([alias, match]) =>
      match.kind === "one" ? [{ alias, ...match, relation: relations.get(alias) ?? "" }] : [],
    );
    for (const claims of Map.groupBy(found, ({ dataset }) => dataset.id).values()) {
      const declared = claims.filter(({ by }) => by === "alias").map(({ relation }) => relation);
      const own = claims.flatMap(({ dataset }) => partsOf(dataset.contract).join("."))[0];
      const spelled = new Set(claims.map(({ relation }) => relation));
      for (const { alias, by, relation, dataset } of claims) {
        if (by === "alias" || spelled.size === 1) continue;
        // Whoever is declared has it, else whoever is called the same in full; what only ends alike is something else.
        const isMeant = declared.length > 0 ? declared.includes(relation) : relation === own;
        if (!isMeant) matches.set(alias, { kind: "many", names: [dataset.contract.name] });
      }
    }
    return matches;
  }

  #byRelation(parts: readonly string[]): NameMatch {
    const candidates = (this.#byLast.get(parts.at(-1) ?? "") ?? [])
      .map(({ dataset, parts: own }) => ({ dataset, own, shared: sharedEnd(own, parts) }))
      .filter(({ own, shared }) => shared === Math.min(own.length, parts.length));
    const most = Math.max(0, ...candidates.map(({ shared }) => shared));
    const best = candidates.filter(({ shared }) => shared === most);
    const [first, second] = best;
    if (first === undefined) return NONE;
    return second === undefined
      ? one(first.dataset, "relation")
      : { kind: "many", names: best.map(({ dataset }) => dataset.contract.name).sort() };
  }
}

const one = (dataset: MatchedDataset | undefined, by: "alias" | "relation"): NameMatch =>
  dataset === undefined ? NONE : { kind: "one", dataset, by };

/** The relation that a contract declares; of files its own name has to do. */
function partsOf({ name, source }: DatasetContract): readonly string[] {
  return foldName(source?.relation ?? name)
    .split(".")
    .map((part) => part.replace(/^["`](.*)["`]$/, "$1"))
    .filter((part) => part !== "");
}

/** How many parts both end with. */
function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[a.length - 1 - shared] === b[b.length - 1 - shared]) shared += 1;
  return shared;
}
