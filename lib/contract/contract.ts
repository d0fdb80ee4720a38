/**
 * What a catalog says, after parsing: trusted, resolved values. Everything to the right of `lib/contract` reads only these.
 * A field that is `null` was not said. `inferred` names the fields that Touchstone filled in by a rule.
 */

/** A place in a catalog file. `line` and `column` count from 1. `file` is relative to the catalog folder, with `/`. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type LogicalType =
  | "string"
  | "integer"
  | "number"
  | "decimal"
  | "boolean"
  | "date"
  | "timestamp"
  | "time"
  | "binary"
  | "array"
  | "object"
  | "json";

export type DatasetStatus = "proposed" | "draft" | "active" | "deprecated" | "retired";
/** Who may know that a dataset exists (`visibility`), or read its rows (`data`). */
export type AccessLevel = "everyone" | "signed-in" | "restricted";
export type MaskKind = "null" | "redact" | "hash" | "partial" | "year" | "hide";
export type Severity = "critical" | "error" | "warning" | "info";
export type Dimension = "completeness" | "uniqueness" | "validity" | "consistency" | "accuracy" | "timeliness";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

export interface Mask {
  readonly as: MaskKind;
  /** Groups that see the value unmasked. */
  readonly except: readonly string[];
}

export interface Column {
  readonly name: string;
  /** As written, for example `DECIMAL(12,2)`. */
  readonly type: string;
  readonly logicalType: LogicalType;
  readonly description: string | null;
  readonly primaryKey: boolean;
  readonly required: boolean;
  readonly unique: boolean;
  readonly values: readonly string[] | null;
  readonly min: number | null;
  readonly max: number | null;
  /** The bounds themselves are not allowed. */
  readonly exclusiveMin: boolean;
  readonly exclusiveMax: boolean;
  readonly pattern: string | null;
  /** `dataset.column` that this column points to. */
  readonly references: string | null;
  readonly classification: string | null;
  readonly term: string | null;
  readonly mask: Mask | null;
  readonly position: Position;
}

/** `promised` is the text as written; `maxAgeSeconds` what a machine compares. */
export interface Freshness {
  readonly promised: string;
  readonly maxAgeSeconds: number;
  readonly warnAfterSeconds: number | null;
  /** The column whose newest value tells the age; may be inferred (see `DatasetContract.inferred`, entry `freshness.column`). */
  readonly column: string | null;
  readonly position: Position;
}

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export interface Sla {
  readonly promised: string;
  /** `false`: the sentence was kept as text and nothing can be checked. Then all fields below are `null`. */
  readonly machineCheckable: boolean;
  /** Wall-clock time `HH:MM` of the deadline; `null` for a cadence without a time of day. */
  readonly by: string | null;
  /** IANA zone or a fixed offset such as `-05:00`. */
  readonly timezone: string | null;
  readonly every: "hour" | "day" | "week" | "month" | null;
  /** Weekdays for `week`; days of the month (as text) for `month`. */
  readonly on: readonly string[] | null;
  readonly graceSeconds: number | null;
  readonly evidence: "data" | "run" | "file" | null;
  /** Share of deadlines to keep, 0 to 1. */
  readonly target: number | null;
  /** Days over which `target` is counted, in seconds; absent: 30 and 90 days. */
  readonly windowSeconds?: number;
  readonly notes: readonly string[];
  readonly position: Position;
}

export interface SourceRef {
  /** Id of a source in the catalog; `null` when none is named (then the default source, if there is exactly one). */
  readonly source: string | null;
  /** Relation inside the source, for example `sales.orders`. */
  readonly relation: string | null;
  /** Glob of files, relative to the source's folder. */
  readonly files: string | null;
}

export interface UsageExample {
  readonly name: string;
  readonly description: string | null;
  readonly sql: string;
  readonly position: Position;
}

export interface CheckSpec {
  /** One of the kinds of the catalog format, for example `row_count`. */
  readonly kind: string;
  readonly params: JsonObject;
  readonly name: string | null;
  readonly severity: Severity | null;
  readonly dimension: Dimension | null;
  readonly where: string | null;
  readonly position: Position;
}

export interface MonitorSpec {
  readonly name: string | null;
  readonly type: "freshness" | "volume" | "distribution";
  readonly dataset: string;
  readonly column: string | null;
  readonly threshold: string | null;
  readonly position: Position;
}

export type PromiseKind =
  | "columns"
  | "key"
  | "not_null"
  | "unique"
  | "values"
  | "range"
  | "pattern"
  | "references"
  | "freshness"
  | "sla"
  | "quality"
  | "check"
  | "monitor"
  | "example";

/** One checkable claim. `label` is a short text for people, for example `customer_id is the key`. */
export interface PromiseSpec {
  readonly kind: PromiseKind;
  readonly column: string | null;
  readonly label: string;
  readonly params: JsonObject;
  readonly position: Position;
}

/** The documentation of a dataset, term or domain: checked Markdown, kept as a hast tree that is safe to render. */
export interface Doc {
  readonly file: string;
  /** hast root as JSON, only with allowed elements, attributes, URLs and component names. */
  readonly tree: JsonObject;
  /** The text without markup, for search; at most 20,000 characters. */
  readonly text: string;
}

export interface Access {
  readonly query: string | null;
  readonly export: string | null;
  readonly api: string | null;
  readonly visibility: AccessLevel;
  readonly data: AccessLevel;
  /** Groups, with `restricted`. */
  readonly readers: readonly string[];
  /** Row policy as written; `null`: all rows. */
  readonly rows: string | null;
}

export interface DatasetContract {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly domain: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly terms: readonly string[];
  readonly tier: 1 | 2 | 3 | 4 | null;
  readonly status: DatasetStatus;
  readonly replacedBy: string | null;
  readonly doc: Doc | null;
  readonly source: SourceRef | null;
  readonly sla: Sla | null;
  readonly freshness: Freshness | null;
  /** 0 to 100. */
  readonly qualityTarget: number | null;
  readonly columns: readonly Column[];
  readonly checks: readonly CheckSpec[];
  readonly monitors: readonly MonitorSpec[];
  readonly upstream: readonly string[];
  /** As written; `null`: the version is the first 12 hexadecimal digits of the hash. */
  readonly version: string | null;
  readonly aliases: readonly string[];
  readonly access: Access;
  readonly examples: readonly UsageExample[];
  readonly custom: JsonObject;
  readonly odcs: JsonObject;
  /** Names of the fields that were filled in by a rule, for example `title`, `source`, `freshness.column`. */
  readonly inferred: readonly string[];
  /** Everything above that a machine can check, in file order. */
  readonly promises: readonly PromiseSpec[];
  readonly position: Position;
  /** SHA-256 of the canonical JSON of the contract without positions, 64 hexadecimal digits. */
  readonly hash: string;
}

export interface Term {
  readonly slug: string;
  readonly title: string;
  readonly definition: string;
  readonly synonyms: readonly string[];
  readonly owner: string | null;
  readonly related: readonly string[];
  readonly doc: Doc | null;
  readonly position: Position;
}

export interface Owner {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly slack: string | null;
  readonly email: string | null;
  readonly oncall: string | null;
  readonly members: readonly string[];
  readonly alerts: readonly JsonObject[];
  readonly position: Position;
}

export interface Domain {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly doc: Doc | null;
  readonly position: Position;
}

export type SourceEngine = "duckdb" | "postgres" | "trino";

export interface Source {
  readonly id: string;
  readonly engine: SourceEngine;
  /** Folder of files for `duckdb`, relative to the catalog folder or absolute. */
  readonly files: string | null;
  /** Name of the environment variable that holds the URL; the value itself is never in a catalog. */
  readonly urlEnv: string | null;
  readonly catalog: string | null;
  /** Zone of times that carry none. Default `UTC`. */
  readonly timezone: string;
  readonly position: Position;
}

export interface Metric {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly dataset: string;
  readonly measure: string;
  readonly where: string | null;
  readonly time: string | null;
  readonly dimensions: readonly string[];
  readonly term: string | null;
  readonly position: Position;
}

export interface Policy {
  /** `null`: everyone while no identity provider is configured, signed-in afterwards. */
  readonly defaultVisibility: AccessLevel | null;
  readonly attributes: readonly string[];
  /** classification → default mask */
  readonly classifications: Readonly<Record<string, Mask>>;
  readonly dimensionWeights: Readonly<Record<string, number>>;
  readonly adminGroups: readonly string[];
}

export interface QualityReport {
  readonly dataset: string;
  /** 0 to 100. */
  readonly score: number;
  /** RFC 3339 in UTC. */
  readonly measuredAt: string;
  readonly source: string;
  readonly position: Position;
}

/** A whole catalog, linked: names point at things that exist, or a problem says that they do not. */
export interface Catalog {
  readonly title: string | null;
  readonly datasets: readonly DatasetContract[];
  readonly terms: readonly Term[];
  readonly owners: readonly Owner[];
  readonly domains: readonly Domain[];
  readonly sources: readonly Source[];
  readonly metrics: readonly Metric[];
  readonly policy: Policy;
  readonly qualityReports: readonly QualityReport[];
}
