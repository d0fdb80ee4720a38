import type { ChangeLevel, ContractChange } from "#lib/contract/change.ts";
import type { Position } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";

/** What publishing a catalog would change: the answer of `touchstone plan` and of a dry run. */
export interface CatalogPlan {
  /** What is compared with. */
  readonly base: {
    readonly kind: "published" | "git";
    readonly commit: string | null;
    readonly revision: number | null;
    /** Files of the base that were broken or could not be read: what they define counts as new. Empty for what is published. */
    readonly broken: readonly string[];
  };
  readonly datasets: readonly DatasetPlan[];
  /** Terms, owners, domains, sources, metrics and the policy. */
  readonly vocabulary: readonly VocabularyPlan[];
  readonly counts: {
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
    readonly kept: number;
    readonly unchanged: number;
    readonly breaking: number;
  };
  readonly problems: readonly Problem[];
}

export interface DatasetPlan {
  readonly name: string;
  readonly renamedFrom: string | null;
  /** `kept`: its text is broken, so its last good version stays. */
  readonly op: "added" | "changed" | "removed" | "kept";
  /** The worst of `changes`; a removal is breaking; `null` when kept. */
  readonly level: ChangeLevel | null;
  readonly changes: readonly ContractChange[];
  readonly versionBefore: string | null;
  readonly versionAfter: string | null;
  /** Breaking, and neither the version was raised nor a deprecation announced before: why, and the remedy, in one sentence. */
  readonly unannounced: string | null;
  /** With a breaking change: names of the datasets below it that would be hit, nearest first, at most 100. */
  readonly downstream: readonly string[];
  /** With a breaking change: who read it in the last 30 days; `null`: not known. */
  readonly readers: readonly { readonly name: string; readonly reads: number }[] | null;
  /** In the new catalog; for what is removed, in the old one. */
  readonly position: Position | null;
}

export interface VocabularyPlan {
  readonly kind: "term" | "owner" | "domain" | "source" | "metric" | "policy" | "title";
  /** Empty for `policy` and `title`. */
  readonly id: string;
  readonly op: "added" | "changed" | "removed";
}
