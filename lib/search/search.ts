/**
 * PORT: the search index, a projection of the store. Adapters: `embedded/` (worker thread) and, later, Meilisearch.
 * One conformance suite. `search` and `suggest` have no default audience: who forgets visibility does not compile.
 */
import type { Checkpoint } from "#lib/store/store.ts";

export const FACETS = ["domain", "owner", "tag", "term", "tier", "status", "classification", "verdict"] as const;
export type Facet = (typeof FACETS)[number];

/** OR inside a facet, AND between facets. Values are text; a tier is `"1"`. */
export type SearchFilters = Partial<Record<Facet, readonly string[]>>;

export interface SearchDoc {
  readonly id: string;
  /** Grows with every publish of this dataset; an older one never replaces a newer one. */
  readonly version: number;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly domain: { readonly id: string; readonly title: string } | null;
  readonly owner: { readonly id: string; readonly title: string } | null;
  readonly tags: readonly string[];
  readonly terms: readonly { readonly slug: string; readonly title: string; readonly synonyms: readonly string[] }[];
  readonly columns: readonly { readonly name: string; readonly description: string | null; readonly values: readonly string[] }[];
  readonly aliases: readonly string[];
  /** Text of the documentation, without markup. */
  readonly text: string;
  readonly tier: number | null;
  readonly status: string;
  readonly classification: readonly string[];
  readonly verdict: "ready" | "at-risk" | "broken" | "unknown";
  /** 0 to 1; `null`: unknown, counts as the median. */
  readonly popularity: number | null;
  readonly quality: number | null;
  /** Epoch milliseconds of the last published version. */
  readonly updatedAt: number;
  /** Keys of the scopes that may see it; see `lib/policy/scope.ts`. Never empty unless only administrators may. */
  readonly audience: readonly string[];
}

export type IndexChange =
  | { readonly op: "upsert"; readonly doc: SearchDoc }
  | { readonly op: "delete"; readonly id: string; readonly version: number };

/** What a term means in search: each group is a list of phrases that mean the same (title first, then synonyms). */
export interface Thesaurus {
  readonly groups: readonly { readonly slug: string; readonly phrases: readonly string[]; readonly definition: string }[];
  readonly owners: readonly { readonly id: string; readonly title: string; readonly members: readonly string[] }[];
}

export type SearchAudience = "all" | readonly string[];

export interface SearchRequest {
  readonly q: string;
  readonly audience: SearchAudience;
  readonly filters: SearchFilters;
  readonly facets: readonly Facet[];
  readonly sort: "relevance" | "name" | "updated" | "popularity" | "quality";
  readonly offset: number;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

export type MatchField =
  | "name"
  | "title"
  | "term"
  | "synonym"
  | "column"
  | "value"
  | "tag"
  | "owner"
  | "domain"
  | "alias"
  | "description"
  | "text"
  | "typo";

/** Why a hit is a hit. `value` is the thing that matched; for a synonym `via` is the term that it is a synonym of. */
export interface Match {
  readonly field: MatchField;
  readonly value: string;
  readonly via: string | null;
}

/** Half-open range in UTF-16 code units of the document's field. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface SearchHit {
  readonly id: string;
  readonly name: string;
  readonly score: number;
  readonly matched: readonly Match[];
  readonly spans: { readonly title: readonly Span[]; readonly description: readonly Span[] };
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly total: number;
  /** Nothing matched strictly; these match a part of the words. */
  readonly relaxed: boolean;
  /** Synonyms that were searched besides what was typed. */
  readonly expanded: readonly string[];
  /** Nearest spelling that would find something, when nothing was found. */
  readonly didYouMean: string | null;
  readonly facets: Partial<Record<Facet, readonly { readonly value: string; readonly count: number }[]>>;
}

export interface Suggestion {
  readonly kind: "dataset" | "term" | "column" | "owner";
  /** Dataset name, term slug, column name or owner id. */
  readonly name: string;
  readonly title: string;
  /** For a column: one visible dataset that has it. */
  readonly dataset: string | null;
  readonly detail: string | null;
}

export interface IndexHealth {
  readonly state: "building" | "ready" | "down";
  readonly documents: number;
  readonly checkpoint: Checkpoint | null;
  readonly detail: string | null;
}

export interface SearchIndex {
  /** Applies a batch and moves the checkpoint: both, or neither. Resolves when the changes are visible to `search`. */
  readonly apply: (changes: readonly IndexChange[], upTo: Checkpoint) => Promise<void>;
  /** Builds a fresh generation while the old one answers, then swaps at once. A failure keeps the old generation. */
  readonly rebuild: (source: AsyncIterable<SearchDoc>, asOf: Checkpoint, thesaurus: Thesaurus) => Promise<{ readonly documents: number }>;
  readonly search: (request: SearchRequest) => Promise<SearchPage>;
  /** At most `limit`, datasets first by the same ranking as `search`. */
  readonly suggest: (request: {
    readonly q: string;
    readonly audience: SearchAudience;
    readonly limit: number;
    readonly signal?: AbortSignal;
  }) => Promise<readonly Suggestion[]>;
  readonly health: () => Promise<IndexHealth>;
  readonly close: () => Promise<void>;
}
