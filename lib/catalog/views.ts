/**
 * What pages and the API receive: plain JSON values, already cut to what the reader may see.
 * Times are RFC 3339 in UTC. Pages and the HTTP interface answer from the same values.
 */
import type { Column, Doc, JsonObject, LogicalType, PromiseKind, Sla } from "#lib/contract/contract.ts";

export type VerdictState = "ready" | "at-risk" | "broken" | "unknown";

export interface VerdictView {
  readonly state: VerdictState;
  /** Sentences without a full stop, for a reader. */
  readonly reasons: readonly string[];
  readonly since: string | null;
}

export interface QualityView {
  /** Measured score; `null`: unmeasured. */
  readonly score: number | null;
  readonly evidence: number;
  readonly target: number | null;
}

export interface FreshnessView {
  readonly promised: string;
  readonly maxAgeSeconds: number;
  readonly observedAgeSeconds: number | null;
  readonly asOf: string | null;
  readonly column: string | null;
  readonly columnInferred: boolean;
}

export interface Ref {
  readonly id: string;
  readonly title: string;
}

/** One line about a dataset: lists and search hits. */
export interface DatasetSummary {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly domain: Ref | null;
  readonly owner: Ref | null;
  readonly tags: readonly string[];
  readonly terms: readonly Ref[];
  readonly tier: number | null;
  readonly status: string;
  readonly classification: readonly string[];
  readonly verdict: VerdictView;
  readonly quality: QualityView;
  readonly freshness: FreshnessView | null;
  /** The reader may read its rows. */
  readonly canRead: boolean;
  readonly updatedAt: string;
}

export interface ColumnView {
  readonly name: string;
  readonly type: string;
  readonly logicalType: LogicalType;
  readonly description: string | null;
  readonly primaryKey: boolean;
  readonly required: boolean;
  readonly unique: boolean;
  readonly values: readonly string[] | null;
  readonly min: Column["min"];
  readonly max: Column["max"];
  readonly exclusiveMin: boolean;
  readonly exclusiveMax: boolean;
  readonly pattern: string | null;
  /** `visible: false` reads "a dataset you cannot see"; then `dataset` and `column` are null. */
  readonly references: { readonly dataset: string | null; readonly column: string | null; readonly visible: boolean } | null;
  readonly classification: string | null;
  readonly term: Ref | null;
  /** Sentence for the reader, when the value is masked or hidden for them. */
  readonly masked: string | null;
}

export interface OwnerView {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly slack: string | null;
  readonly email: string | null;
  readonly oncall: string | null;
  /** Declared in the catalog; otherwise only its id is known. */
  readonly declared: boolean;
}

export interface LineageItem {
  /** `hidden`: "a dataset you cannot see". `outside`: named in a contract, not in the catalog. */
  readonly kind: "dataset" | "hidden" | "outside";
  readonly name: string | null;
  readonly title: string | null;
  readonly verdict: VerdictState | null;
}

export interface ReportedQuality {
  readonly latest: { readonly score: number; readonly measuredAt: string; readonly source: string };
  /** Oldest first, at most 90. */
  readonly series: readonly { readonly score: number; readonly measuredAt: string }[];
}

/** What was found of a promise. */
export interface ObservedPromise {
  /** `error`: it could not be measured; `skipped`: there is not enough to judge by. */
  readonly status: "pass" | "warn" | "fail" | "error" | "skipped";
  /** For people; `null`: not for this reader. */
  readonly words: string | null;
  readonly at: string;
}

export interface PromiseView {
  /** `null`: not measured yet. */
  readonly observed: ObservedPromise | null;
  readonly kind: PromiseKind;
  readonly column: string | null;
  readonly label: string;
  readonly params: JsonObject;
  readonly file: string;
  readonly line: number;
}

export interface ExampleView {
  readonly name: string;
  readonly description: string | null;
  readonly sql: string;
  /** The last time that it was run as a check; `null`: never. `rows`: `null` where it did not run or is not for this reader. */
  readonly lastRun: { readonly at: string; readonly state: "pass" | "fail" | "error"; readonly rows: number | null } | null;
}

export interface DataAccessView {
  readonly level: "open" | "masked" | "closed" | "none";
  /** Why rows cannot be read (`closed`, `none`), as a sentence; `null` when they can. */
  readonly reason: string | null;
  /** Declared, shown as given. */
  readonly declared: { readonly query: string | null; readonly export: string | null; readonly api: string | null };
  /** Its rows are not open to everyone, so a program needs a token. */
  readonly needsToken: boolean;
  /** What is masked for this reader and why, in plain words. */
  readonly policy: readonly string[];
  readonly readers: readonly string[];
  readonly ownerEmail: string | null;
}

/** How much there is, as far as the source tells without being read. */
export interface DataSize {
  /** `null`: unknown. */
  readonly rows: number | null;
  readonly exact: boolean;
  /** Bytes of its files; `null`: unknown, or no files. */
  readonly bytes: number | null;
  /** Form of those files; `null`: a table of a server. */
  readonly format: "csv" | "parquet" | "json" | null;
}

/** Everything on a dataset page. */
export interface DatasetView extends DatasetSummary {
  readonly doc: Doc | null;
  readonly columns: readonly ColumnView[];
  readonly promises: readonly PromiseView[];
  readonly sla: Sla | null;
  readonly ownerDetail: OwnerView | null;
  readonly reported: ReportedQuality | null;
  readonly examples: readonly ExampleView[];
  readonly access: DataAccessView;
  /** `null`: not told, or not known in time. Under a row policy it would count rows that are not for this reader. */
  readonly size: DataSize | null;
  readonly upstream: readonly LineageItem[];
  readonly downstream: readonly LineageItem[];
  readonly replacedBy: { readonly name: string; readonly title: string } | null;
  readonly contract: {
    readonly version: string;
    readonly hash: string;
    readonly file: string;
    readonly line: number;
    readonly commit: string | null;
    readonly author: string | null;
    /** The files hold a broken newer text; this is the last good version. */
    readonly staleSince: string | null;
    /** What is wrong with that text, as far as this reader may know. Empty without `staleSince`. */
    readonly problems: readonly ProblemView[];
  };
  readonly inferred: readonly string[];
  readonly createdAt: string;
}

export interface TermView {
  readonly slug: string;
  readonly title: string;
  readonly definition: string;
  readonly synonyms: readonly string[];
  readonly owner: Ref | null;
  readonly related: readonly Ref[];
  readonly doc: Doc | null;
  /** The first of them by name. */
  readonly datasets: readonly DatasetSummary[];
  /** All that this reader sees. */
  readonly total: number;
  readonly columns: readonly { readonly dataset: string; readonly column: string; readonly description: string | null }[];
  readonly metrics: readonly { readonly name: string; readonly title: string; readonly dataset: string; readonly measure: string }[];
}

export interface TermSummary {
  readonly slug: string;
  readonly title: string;
  readonly definition: string;
  readonly synonyms: readonly string[];
  readonly datasets: number;
}

export interface OwnerSummary extends OwnerView {
  readonly datasets: number;
}

export interface DomainSummary {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly owner: Ref | null;
  readonly datasets: number;
}

export interface OwnerPage {
  readonly owner: OwnerView;
  /** The first of them by name. */
  readonly datasets: readonly DatasetSummary[];
  readonly total: number;
}

export interface DomainPage {
  readonly domain: DomainSummary;
  readonly doc: Doc | null;
  /** The first of them by name. */
  readonly datasets: readonly DatasetSummary[];
  readonly total: number;
}

export interface HomeView {
  readonly title: string | null;
  /** Datasets that this reader can see. */
  readonly datasets: number;
  readonly empty: boolean;
  readonly domains: readonly DomainSummary[];
  readonly needingAttention: readonly DatasetSummary[];
  /** Tier 1, as their owners declare it. Use is not measured yet, so nothing is called popular. */
  readonly critical: readonly DatasetSummary[];
  readonly recent: readonly DatasetSummary[];
  readonly terms: readonly TermSummary[];
}

export interface SearchHitView {
  readonly dataset: DatasetSummary;
  readonly matched: readonly { readonly field: string; readonly value: string; readonly via: string | null }[];
  /** Parts of the text; `hit` parts are marked. Together they are the text (shortened around the first match). */
  readonly title: readonly { readonly text: string; readonly hit: boolean }[];
  readonly description: readonly { readonly text: string; readonly hit: boolean }[];
}

export interface FacetView {
  readonly facet: string;
  readonly values: readonly { readonly value: string; readonly title: string; readonly count: number; readonly selected: boolean }[];
}

export interface SearchView {
  readonly q: string;
  readonly hits: readonly SearchHitView[];
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  readonly relaxed: boolean;
  readonly expanded: readonly string[];
  readonly didYouMean: string | null;
  readonly nearestTerms: readonly TermSummary[];
  readonly facets: readonly FacetView[];
}

export interface SuggestionView {
  readonly kind: "dataset" | "term" | "column" | "owner";
  readonly name: string;
  readonly title: string;
  readonly detail: string | null;
  readonly href: string;
}

export interface IngestionRunView {
  readonly id: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly publisher: string;
  readonly commit: string | null;
  readonly revision: number;
  /** `null`: they would count datasets that this reader may not know of. */
  readonly counts: {
    readonly files: number;
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
    readonly kept: number;
    readonly unchanged: number;
    readonly errors: number;
    readonly warnings: number;
    readonly notes: number;
  } | null;
}

export interface ProblemView {
  readonly code: string;
  readonly level: "error" | "warning" | "note";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string | null;
  readonly dataset: string | null;
}

export interface IngestionView {
  readonly revision: number;
  readonly problems: readonly ProblemView[];
  /** Some datasets are hidden from this reader: what concerns them is left out, and so are all counts. */
  readonly partial: boolean;
  readonly runs: readonly IngestionRunView[];
}

export interface SiteView {
  readonly title: string | null;
  readonly environment: string;
  readonly revision: number;
  /** `https://data.example.com` or the address of this request: for snippets that readers copy. */
  readonly origin: string;
}
