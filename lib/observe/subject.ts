/** What is observed: a published dataset with all that its checks need to know of the catalog around it. */
import type { DatasetContract, Owner } from "#lib/contract/contract.ts";
import type { ResolvedRelation } from "#lib/query/source-files.ts";

export interface Subject {
  readonly id: string;
  readonly contract: DatasetContract;
  /** When this version of the contract was published; RFC 3339. */
  readonly publishedAt: string;
  /** The catalog holds a broken newer text. */
  readonly isStale: boolean;
  readonly owner: Owner | null;
  /** When the newest score was handed in, RFC 3339; `null`: none was. */
  readonly reportedAt: string | null;
  /** Zone of times that carry none in its source. */
  readonly timezone: string;
  /** Weights of the dimensions, where the catalog's policy has any. */
  readonly dimensionWeights: Readonly<Record<string, number>>;
  /** Ids of datasets in the catalog that it is made from, and that are made from it. */
  readonly upstream: readonly string[];
  readonly downstream: readonly string[];
}

export interface Subjects {
  /** `null`: no such dataset is published. */
  readonly find: (datasetId: string) => Promise<Subject | null>;
  /** By name or alias, for foreign keys. */
  readonly named: (name: string) => Promise<Subject | null>;
  /** Where its rows lie now. */
  readonly resolve: (contract: DatasetContract) => Promise<ResolvedRelation>;
  /** Every published dataset. */
  readonly all: () => Promise<readonly { readonly id: string; readonly contract: DatasetContract }[]>;
}
