import type { JsonValue } from "#lib/contract/contract.ts";

/**
 * What a change of a contract means for those who read the dataset. `breaking`: something that worked may fail or mean something
 * else. `additive`: more is promised or there, nothing that worked fails. `editorial`: words only.
 */
export type ChangeLevel = "breaking" | "additive" | "editorial";

/** One difference between two versions of a contract. */
export interface ContractChange {
  readonly level: ChangeLevel;
  /** Stable and short, for machines: the part and what happened to it, for example `column.removed` or `freshness.loosened`. */
  readonly kind: string;
  /** The column that it concerns, when it concerns one. */
  readonly column: string | null;
  /** One sentence for a person, with names in backticks: "`email` was removed." */
  readonly message: string;
  /** As the contract says it, in its own words where it has any; `null` when there was or is nothing. */
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** What is kept with each version of a dataset. */
export interface VersionChange {
  /** `moved`: the same contract at another place, or mended after it was broken; never a new version. */
  readonly kind: "added" | "changed" | "moved";
  readonly renamedFrom: string | null;
  /** Worst first, then in the order of the contract. Empty for a first version. */
  readonly changes: readonly ContractChange[];
}
