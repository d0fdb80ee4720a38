/** PORT, part of `store.ts`: versions of contracts. Who sees a dataset today sees that there were these versions. */
import type { VersionChange } from "#lib/contract/change.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";

/** A version of a dataset's contract as it was published. `version`: as declared, else the first 12 digits of the hash. */
export interface VersionRecord {
  readonly id: string;
  readonly datasetId: string;
  readonly version: string;
  readonly hash: string;
  readonly commit: string | null;
  readonly author: string | null;
  readonly publishedAt: Date;
  readonly change: VersionChange;
  /** It is what is published now. */
  readonly current: boolean;
  /** A newer version of the dataset has the same `version`: that word means the newer one. */
  readonly labelMoved: boolean;
}

export interface VersionQuery {
  readonly limit: number;
  /** Id of the version after which the page starts, the last one of the page before; an unknown one gives an empty page. */
  readonly after: string | null;
}

export type VersionLookup =
  | { readonly kind: "found"; readonly version: VersionRecord; readonly contract: DatasetContract }
  | { readonly kind: "none" }
  /** A prefix of several commits or hashes: two of them. */
  | { readonly kind: "ambiguous"; readonly candidates: readonly string[] };

/**
 * What a version said about a column that needs care: groups that saw a column hidden from others (`except`; `null`: not hidden),
 * and its classification, to which the policy of today may say more.
 */
export interface ColumnGuard {
  readonly name: string;
  readonly classification: string | null;
  readonly except: readonly string[] | null;
}
