/** What an artifact of another tool says, in our values. Names are the tool's own; whose dataset they mean is found out later. */
import type { Dimension, Severity } from "#lib/contract/contract.ts";

export type ReportingTool = "dbt" | "great-expectations" | "openlineage" | "soda" | "data-contract-cli" | "api";

/** A dataset as a tool calls it. */
export interface ExternalName {
  /** As one writes it below `aliases:` – `dbt:model.shop.orders`, `openlineage:postgres://db:5432/shop.public.orders`, `gx:orders`. */
  readonly alias: string;
  /** Other names that mean the same, just as exactly. */
  readonly also: readonly string[];
  /** Parts of its relation, the widest first: `["shop", "public", "orders"]`; empty: the tool tells none. */
  readonly relation: readonly string[];
  /** The name is one of ours: a dataset's name or alias. */
  readonly isOurs: boolean;
}

export type ReportedStatus = "pass" | "warn" | "fail" | "error" | "skipped";

export interface ReportedCheck {
  /** The same in every run of the same check; without the tool. */
  readonly id: string;
  readonly label: string;
  readonly columns: readonly string[];
  readonly dimension: Dimension;
  readonly severity: Severity;
  readonly status: ReportedStatus;
  /** Counts and words only: no value of a row. */
  readonly observed: string;
  /** A statistic that may be a value of a row, such as the largest one: for columns that are not classified. */
  readonly statistic: string | null;
  readonly expected: string;
  readonly failing: number | null;
  /** RFC 3339 in UTC, never later than when it was received. */
  readonly measuredAt: string;
}

export interface ReportedDataset {
  readonly name: ExternalName;
  readonly checks: readonly ReportedCheck[];
  /** A run that wrote it finished then. */
  readonly finishedRunAt: string | null;
}

export interface ReportedEdge {
  readonly to: ExternalName;
  readonly from: ExternalName;
  readonly columns: readonly { readonly column: string; readonly from: string; readonly kind: string | null }[];
}

export interface ReportedScore {
  readonly name: ExternalName;
  /** 0 to 100. */
  readonly score: number;
  readonly measuredAt: string;
  /** `null`: whoever handed it in. */
  readonly source: string | null;
}

export interface Reported {
  readonly tool: ReportingTool;
  readonly datasets: readonly ReportedDataset[];
  /** What a job makes from what. Several jobs say different things of one dataset. */
  readonly lineage: readonly { readonly job: string; readonly edges: readonly ReportedEdge[] }[];
  readonly scores: readonly ReportedScore[];
  /** Further names that the artifact knows of: whether a name is the only one that ends so is judged among all of them. */
  readonly alsoNamed: readonly ExternalName[];
  /** What was not taken in and why, for people. */
  readonly notes: readonly string[];
  /** It can be read better once dbt's manifest is here. */
  readonly needsManifest: boolean;
}

export const nothingReported = (tool: ReportingTool): Reported => ({
  ...{ tool, datasets: [], lineage: [], scores: [], alsoNamed: [], notes: [], needsManifest: false },
});
