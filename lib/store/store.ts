/**
 * PORT: what Touchstone keeps. One adapter (`prisma.ts`, PostgreSQL), one conformance suite.
 * Every read of catalog content takes a `Scope` and returns only what it admits; there is no unscoped variant.
 */
import type { VersionChange } from "#lib/contract/change.ts";
import type { DatasetContract, Domain, Metric, Owner, Policy, QualityReport, Source, Term } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";
import type { Claims } from "#lib/policy/claims.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { AlertOutbox, Incidents, Watchers } from "#lib/store/alerts.ts";
import type { AuditEvent, AuditPage, AuditQuery } from "#lib/store/audit.ts";
import type { EvidenceStore } from "#lib/store/evidence.ts";
import type { ExportStore } from "#lib/store/exports.ts";
import type { ColumnGuard, VersionLookup, VersionQuery, VersionRecord } from "#lib/store/history.ts";
import type { Intake, RawArtifact } from "#lib/store/intake.ts";

export type Publisher = "folder" | "push";

export interface CatalogState {
  /** Grows by one with every publish that changes something. 0: nothing was ever published. */
  readonly revision: number;
  readonly publisher: Publisher;
  readonly commit: string | null;
  /** Who made `commit`. */
  readonly author: string | null;
  readonly title: string | null;
  readonly publishedAt: Date | null;
}

/** A dataset as it is published, with what the reader may do with it. */
export interface DatasetRecord {
  readonly id: string;
  readonly contract: DatasetContract;
  /** As declared, else the first 12 digits of the hash. */
  readonly version: string;
  readonly commit: string | null;
  readonly author: string | null;
  /** When this version was published, and when the dataset first was. */
  readonly updatedAt: Date;
  readonly createdAt: Date;
  readonly seenBy: readonly string[];
  readonly readBy: readonly string[];
  /** Set while the files hold a broken newer text: the last good version is what is shown. */
  readonly staleSince: Date | null;
  /** Newest reported score, if any. */
  readonly latestReport: QualityPoint | null;
}

export interface QualityPoint {
  readonly score: number;
  readonly measuredAt: Date;
  readonly source: string;
}

/** A score that somebody computed elsewhere. */
export type ReportedScore = Omit<QualityReport, "position">;

export type DatasetSort = "name" | "updated" | "quality" | "popularity" | "freshness";

export interface DatasetFilter {
  readonly domain?: readonly string[];
  readonly owner?: readonly string[];
  readonly tag?: readonly string[];
  readonly term?: readonly string[];
  readonly tier?: readonly number[];
  readonly status?: readonly string[];
  readonly classification?: readonly string[];
  /** As it was judged last; `unknown` where nothing was. */
  readonly verdict?: readonly string[];
}

export interface DatasetQuery {
  readonly filter: DatasetFilter;
  readonly sort: { readonly by: DatasetSort; readonly descending: boolean };
  readonly limit: number;
  /** Position after which the page starts: `next` of the page before. */
  readonly after: { readonly value: string | number | null; readonly name: string } | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly hasMore: boolean;
}

export interface DatasetPage extends Page<DatasetRecord> {
  /** Where the next page starts: the sort value and name of the last item; `null` on the last page. */
  readonly next: DatasetQuery["after"];
}

/** Who says that one dataset is made from another. */
export interface EdgeProvenance {
  readonly by: "contract" | RawArtifact["tool"];
  /** Which of the tool's jobs; `null` for a contract. */
  readonly job: string | null;
  /** When the tool said it last; RFC 3339 in UTC; `null` for a contract. */
  readonly at: string | null;
}

export interface LineageNeighbour {
  readonly direction: "up" | "down";
  /** `null`: a dataset that the scope does not admit, or that is not in the catalog (then `name` tells). */
  readonly dataset: DatasetRecord | null;
  /** Only for a name that no dataset in the catalog has; `null` for a hidden one. */
  readonly name: string | null;
  /** Empty for a hidden one. */
  readonly provenance: readonly EdgeProvenance[];
}

export interface GroupCount {
  readonly id: string;
  readonly datasets: number;
}

/** Everything of a catalog that is not a dataset. Small enough to be read whole; the caller keeps it per revision. */
export interface Vocabulary {
  readonly revision: number;
  readonly title: string | null;
  readonly terms: readonly Term[];
  readonly owners: readonly Owner[];
  readonly domains: readonly Domain[];
  readonly sources: readonly Source[];
  readonly metrics: readonly Metric[];
  readonly policy: Policy;
}

/** What is published now, as far as planning the next publish needs it. */
export interface PublishedDataset {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly aliases: readonly string[];
  /** What `put` was given: changes when anything moved inside the files. */
  readonly fingerprint: string;
  /** It is kept only because its file is broken (`staleSince` is set). */
  readonly stale: boolean;
  readonly file: string;
}

export type DatasetChange =
  | {
      readonly op: "put";
      /** `null`: new. Set for a change and for a rename (the id is kept). */
      readonly id: string | null;
      readonly contract: DatasetContract;
      readonly seenBy: readonly string[];
      readonly readBy: readonly string[];
      /** Of the positions: stored as it is and given back by `published`. */
      readonly fingerprint: string;
      /** `moved`: the same contract at another position, or mended after it was broken; no new version. */
      readonly change: VersionChange;
    }
  | { readonly op: "remove"; readonly id: string; readonly name: string }
  /** Its files are broken: keep the published version and say so. */
  | { readonly op: "keep"; readonly id: string; readonly name: string };

export interface Publication {
  readonly publisher: Publisher;
  readonly commit: string | null;
  readonly author: string | null;
  readonly datasets: readonly DatasetChange[];
  /** The whole vocabulary; it replaces the published one. */
  readonly vocabulary: Omit<Vocabulary, "revision">;
  readonly reports: readonly QualityReport[];
  readonly problems: readonly Problem[];
  /** Revision that the plan was made against; another one is `conflict`. */
  readonly baseRevision: number;
  /** Asked under the publisher's lock, of what is published now. `false`: publish only what changes nothing, else it is `stale`. */
  readonly expects?: (published: Pick<CatalogState, "revision" | "commit">) => boolean;
  /** Written in the same transaction, so that a request which is repeated is answered as it was. */
  readonly receipt?: (result: PublishedResult) => Receipt;
  readonly counts: IngestionCounts;
  readonly startedAt: Date;
}

/** The answer to a request with an `Idempotency-Key`, kept for a day. */
export interface Receipt {
  /** Of the token that the request came with: keys of different callers have nothing to do with each other. */
  readonly tokenId: string;
  readonly key: string;
  /** SHA-256 of the request, hexadecimal. */
  readonly requestHash: string;
  /** A JSON value. */
  readonly answer: unknown;
}

export interface IngestionCounts {
  readonly files: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly kept: number;
  readonly unchanged: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

export interface PublishedResult {
  readonly outcome: "published" | "unchanged";
  readonly revision: number;
}

export type PublishResult =
  | PublishedResult
  /** The plan was made against another revision, or a folder's while a push had become the publisher: plan again. */
  | { readonly outcome: "conflict"; readonly revision: number }
  /** `expects` refused what is published. Nothing was written. */
  | { readonly outcome: "stale"; readonly revision: number };

export interface Ingestion extends IngestionCounts {
  readonly id: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly publisher: Publisher;
  readonly commit: string | null;
  readonly revision: number;
}

/** Position in the search outbox up to which an index has applied everything. Both are decimal digits. */
export interface Checkpoint {
  readonly xid: string;
  readonly seq: string;
}

export interface OutboxEntry {
  readonly checkpoint: Checkpoint;
  readonly datasetId: string;
}

export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly admin: boolean;
  readonly groups: readonly string[];
  /** What it may do besides reading. An administrator's token may do everything. */
  readonly scopes: readonly string[];
  /** What is known about the person, for row policies. */
  readonly claims: Claims;
  readonly expiresAt: Date | null;
}

/** What was heard from PostgreSQL. `all`: anything may have changed (first connection, reconnect, `*`). */
export type StoreEvent = { readonly kind: "dataset"; readonly name: string } | { readonly kind: "all" } | { readonly kind: "lost" };

export interface Store {
  readonly state: () => Promise<CatalogState>;
  readonly publish: (publication: Publication) => Promise<PublishResult>;
  readonly published: () => Promise<readonly PublishedDataset[]>;
  /** What is published of some datasets, for planning, by their ids; unknown and removed ones are left out. */
  readonly contractsById: (ids: readonly string[]) => Promise<ReadonlyMap<string, DatasetContract>>;
  readonly adoptFolder: () => Promise<void>;

  readonly vocabulary: () => Promise<Vocabulary>;
  /** By name or alias, folding `-`, `_` and case. `null` also when the scope does not admit it. */
  readonly findDataset: (scope: Scope, name: string) => Promise<DatasetRecord | null>;
  /** Datasets that declare this relation (`prod.orders`), folded likewise: those that the scope admits, two at most. */
  readonly findByRelation: (scope: Scope, relation: string) => Promise<readonly DatasetRecord[]>;
  /** Names of datasets that the scope admits and that are about as long as this one, for "did you mean". */
  readonly namesNear: (scope: Scope, name: string) => Promise<readonly string[]>;
  /** Which of these folded names mean a dataset that is there and that the scope does not admit. */
  readonly hiddenNames: (scope: Scope, names: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The same for texts of the past: also names of removed datasets, and names that a dataset had before it was renamed. */
  readonly hiddenNamesEver: (scope: Scope, names: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly datasetsById: (scope: Scope, ids: readonly string[]) => Promise<readonly DatasetRecord[]>;
  readonly listDatasets: (scope: Scope, query: DatasetQuery) => Promise<DatasetPage>;
  readonly countBy: (scope: Scope, group: "domain" | "owner" | "term") => Promise<readonly GroupCount[]>;
  readonly lineage: (scope: Scope, datasetId: string) => Promise<readonly LineageNeighbour[]>;
  readonly qualitySeries: (scope: Scope, datasetId: string, limit: number) => Promise<readonly QualityPoint[]>;
  /** Adds reported scores by their datasets' names; one of the same time and source is corrected, one of no dataset left out. */
  readonly putReports: (reports: readonly ReportedScore[]) => Promise<void>;

  /** Versions of a dataset, newest first; none when the scope does not admit it. */
  readonly history: (scope: Scope, datasetId: string, query: VersionQuery) => Promise<Page<VersionRecord>>;
  /** The newest versions of all datasets that the scope admits. */
  readonly recentVersions: (scope: Scope, limit: number) => Promise<readonly VersionRecord[]>;
  /** What an id, a `version`, a hash or a commit means for a dataset; `none` also when the scope does not admit it. */
  readonly versionAt: (scope: Scope, datasetId: string, ref: string) => Promise<VersionLookup>;
  /** Over all versions of each dataset, by its id. */
  readonly columnGuards: (scope: Scope, datasetIds: readonly string[]) => Promise<ReadonlyMap<string, readonly ColumnGuard[]>>;

  /** Problems of the last ingestion, worst first, then by file and line. */
  readonly problems: () => Promise<readonly Problem[]>;
  /** Of those, at most 5 errors that hold a dataset of this file back: in the file, a folder above it, or about the dataset itself. */
  readonly problemsOf: (file: string, foldedName: string) => Promise<readonly Problem[]>;
  readonly ingestions: (limit: number) => Promise<readonly Ingestion[]>;

  /** Entries after `after` that no running transaction can still precede, at most `limit`. */
  readonly outbox: (after: Checkpoint | null, limit: number) => Promise<readonly OutboxEntry[]>;
  /** The checkpoint of "now": everything before it is in the tables. */
  readonly outboxHead: () => Promise<Checkpoint>;

  /** By SHA-256 of the token. */
  readonly findToken: (hash: string) => Promise<TokenRecord | null>;
  readonly putToken: (token: {
    name: string;
    hash: string;
    admin: boolean;
    groups: readonly string[];
    scopes?: readonly string[];
    claims?: Claims;
    expiresAt: Date | null;
  }) => Promise<TokenRecord>;
  /** `null` when there is none, or when it is older than a day. */
  readonly findReceipt: (tokenId: string, key: string) => Promise<Receipt | null>;
  readonly putReceipt: (receipt: Receipt) => Promise<void>;
  /** Removes every token of that name, for example before the admin token is made anew. */
  readonly removeTokens: (name: string) => Promise<number>;

  /** All or nothing. Events that are there already (by their id) stay as they are. */
  readonly writeAudit: (events: readonly AuditEvent[]) => Promise<void>;
  /** How many different tokens read rows of a dataset since then; whoever is anonymous cannot be counted. */
  readonly readersOf: (datasetId: string, since: Date) => Promise<number>;
  readonly listAudit: (query: AuditQuery) => Promise<AuditPage>;
  /** Removes the texts of statements that are older than 30 days. `null`: another process is at it. */
  readonly sweepAudit: (now: Date) => Promise<number | null>;

  readonly exports: ExportStore;

  readonly evidence: EvidenceStore;
  readonly alerts: AlertOutbox;
  readonly incidents: Incidents;
  readonly watchers: Watchers;
  readonly intake: Intake;

  /** Hears of every committed change, from any process. Reconnects by itself; says `lost` while it cannot hear. */
  readonly listen: (onEvent: (event: StoreEvent) => void) => Promise<() => Promise<void>>;
  /** Round trip to the database, in milliseconds. */
  readonly ping: () => Promise<number>;
  readonly close: () => Promise<void>;
}
