/**
 * What a reader of another tool's files or of a database's schema found, ready to be written as catalog files. All readers make
 * these values, and `catalog-text.ts` writes them. Names are names of the catalog already.
 */
import type { DatasetStatus, JsonObject, SourceEngine, SourceRef } from "#lib/contract/contract.ts";

export interface ImportedColumn {
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly primaryKey: boolean;
  readonly required: boolean;
  readonly unique: boolean;
  readonly values: readonly string[] | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly exclusiveMin: boolean;
  readonly exclusiveMax: boolean;
  readonly pattern: string | null;
  /** `dataset.column`. */
  readonly references: string | null;
  readonly classification: string | null;
  /** For the person who reads the file; promises nothing. */
  readonly comment: string | null;
}

/** One item of `checks:` as the catalog format writes it: a kind with what it needs, and `severity`, `name`, `where` beside it. */
export type ImportedCheck = JsonObject;

export interface ImportedFreshness {
  /** As the grammar of `freshness:` has it, for example `24 hours`. */
  readonly maxAge: string;
  readonly warnAfter: string | null;
  readonly column: string | null;
}

export interface ImportedDataset {
  readonly name: string;
  readonly title: string | null;
  /** `null`: nobody described it; the writer asks for it. */
  readonly description: string | null;
  readonly domain: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly tier: number | null;
  readonly status: DatasetStatus | null;
  readonly replacedBy: string | null;
  readonly source: SourceRef | null;
  readonly freshness: ImportedFreshness | null;
  readonly columns: readonly ImportedColumn[];
  readonly checks: readonly ImportedCheck[];
  readonly upstream: readonly string[];
  readonly aliases: readonly string[];
  readonly custom: JsonObject;
  /** Comments before these keys of the dataset; `end` stands after the last one. */
  readonly comments: Readonly<Partial<Record<CommentPlace, string>>>;
}

/** A dataset whose text is known already, because a contract of another standard was read as one of ours. */
export interface ReadyDataset {
  readonly name: string;
  readonly owner: string | null;
  /** The keys of the catalog format. */
  readonly spec: JsonObject;
  readonly comments: ImportedDataset["comments"];
}

export type CommentPlace = "start" | "description" | "owner" | "status" | "source" | "schema" | "checks" | "end";

export interface ImportedOwner {
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly email: string | null;
  readonly slack: string | null;
}

export interface ImportedSource {
  readonly id: string;
  readonly engine: SourceEngine;
  readonly files: string | null;
  readonly urlEnv: string | null;
  /** Of Trino. */
  readonly catalog?: string;
  readonly comment: string | null;
}

export interface ImportedMetric {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly dataset: string;
  readonly measure: string;
  readonly where: string | null;
  readonly time: string | null;
  readonly dimensions: readonly string[];
}

export interface ImportedCatalog {
  readonly datasets: readonly (ImportedDataset | ReadyDataset)[];
  readonly domains: readonly { readonly id: string; readonly title: string }[];
  readonly owners: readonly ImportedOwner[];
  readonly sources: readonly ImportedSource[];
  readonly metrics: readonly ImportedMetric[];
}

/** A column about which only name and type are known. */
export function plainColumn(name: string, type: string): ImportedColumn {
  return {
    name,
    type,
    description: null,
    primaryKey: false,
    required: false,
    unique: false,
    values: null,
    min: null,
    max: null,
    exclusiveMin: false,
    exclusiveMax: false,
    pattern: null,
    references: null,
    classification: null,
    comment: null,
  };
}

/** A dataset about which only the name is known. */
export function plainDataset(name: string): ImportedDataset {
  return {
    name,
    title: null,
    description: null,
    domain: null,
    owner: null,
    tags: [],
    tier: null,
    status: null,
    replacedBy: null,
    source: null,
    freshness: null,
    columns: [],
    checks: [],
    upstream: [],
    aliases: [],
    custom: {},
    comments: {},
  };
}
