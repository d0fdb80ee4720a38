/**
 * PORT: reads data where it lies. Adapters: `duckdb/` (files, in child processes), `postgres/`, `trino/`; `engines.ts` puts them together.
 * Rows are asked for as values: the adapter quotes every name and binds every value. SQL from outside comes as `GuardedSql` only.
 */
import type { MaskKind, SourceEngine } from "#lib/contract/contract.ts";
import type { Filter } from "#lib/engine/filter.ts";
import type { Analyzed, GuardedSql, RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { Relation, ServerSource } from "#lib/engine/relation.ts";
import type { Scanner } from "#lib/engine/scan.ts";

/** An output column: as it is, or masked. `hide` never gets here: such a column is not selected. */
export interface SelectColumn {
  readonly name: string;
  readonly mask: Exclude<MaskKind, "hide"> | null;
}

export interface OrderTerm {
  readonly column: string;
  readonly descending: boolean;
}

/** Values travel as text (or null) and are cast by the engine to the column's own type, so nothing is lost. */
export type CellText = string | null;

export interface RowQuery {
  readonly relation: Relation;
  /** What is answered, in this order. */
  readonly columns: readonly SelectColumn[];
  /** Columns that the query may order by (masked ones order by the masked value). */
  readonly order: readonly OrderTerm[];
  /** Rows wanted, judged by the masked values. `null`: all. */
  readonly filter: Filter | null;
  /** Mask of every column named in `order` and `filter`, also of those that are not selected. A missing entry is refused. */
  readonly masks: Readonly<Record<string, SelectColumn["mask"]>>;
  /** Rows that exist for this reader; judged before anything else, by the bare values. `null`: all. */
  readonly rows: RowPolicy | null;
  /** Only rows after this one: an entry of `RowPage.keys` of an earlier page with the same columns, filter and order. */
  readonly after: readonly CellText[] | null;
  readonly limit: number | null;
}

export interface EngineColumn {
  readonly name: string;
  /** The engine's type, for example `DECIMAL(12,2)`. */
  readonly type: string;
  readonly nullable: boolean;
}

/**
 * One answer of rows. Cells are exact JSON values: integers beyond 2^53, decimals, times as RFC 3339 in UTC and binary (base64) are
 * text; infinities and NaN are text.
 */
export interface SqlPage {
  readonly columns: readonly EngineColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** More rows follow. A page of very large values ends before `limit`. */
  readonly more: boolean;
}

export interface RowPage extends SqlPage {
  /**
   * The place of each row, for cursors: the values of `order` as text, then what the adapter adds to tell apart rows that are
   * equal in them. Give one back as `after`; anything else is refused with `TS-API-005`.
   */
  readonly keys: readonly (readonly CellText[])[];
}

/** `safe`: text cells that a spreadsheet would run as a formula get a leading apostrophe. */
export type CopyFormat =
  | { readonly format: "csv"; readonly safe: boolean }
  | { readonly format: "json" | "ndjson" | "parquet" | "arrow" | "xlsx" };

export interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface CopyResult {
  readonly rows: number;
}

/** The engine's side of a stream of bytes. `done` settles when the engine is finished; a failure destroys `bytes`. */
export interface CopyStream {
  readonly bytes: import("node:stream").Readable;
  readonly done: Promise<CopyResult>;
  /** Rows of the whole file where the engine knows them before it has written them, for progress; else `null`. */
  readonly expectedRows: number | null;
  /** Bytes of the whole file where it lies on disk already; else `null` or absent. */
  readonly expectedBytes?: number | null;
  /** Takes the memory of a chunk of `bytes` back from a reader who will not look at it any more. */
  readonly recycle?: (chunk: Uint8Array) => void;
}

/** Rows of a relation, as far as the engine tells without reading them. */
export interface Estimate {
  /** `null`: unknown. */
  readonly rows: number | null;
  readonly exact: boolean;
  /** Bytes where they lie; `null`: unknown. */
  readonly bytes: number | null;
}

/** A table of a server, as discovery finds it. */
export interface DiscoveredTable {
  readonly path: readonly string[];
  readonly kind: "table" | "view";
  readonly columns: readonly (EngineColumn & { readonly comment: string | null; readonly primaryKey: boolean })[];
  readonly comment: string | null;
}

/** A reader's failure in the text of a statement is `TS-QUERY-001`, with the place in `details` (`sql:<line>:<column>`). */
export interface Engine extends Scanner {
  readonly describe: (relation: Relation, limits: Limits) => Promise<readonly EngineColumn[]>;
  readonly page: (query: RowQuery, limits: Limits) => Promise<RowPage>;
  /** How many rows `query` has in all, whatever its `after` and `limit`. */
  readonly count: (query: RowQuery, limits: Limits) => Promise<number>;
  /** Resolves once the first byte is there or the query failed before it (then it rejects with an `AppError`). */
  readonly copy: (query: RowQuery, format: CopyFormat, limits: Limits) => Promise<CopyStream>;
  /** Newest value of a time column as RFC 3339 in UTC; `null` when there is none. */
  readonly newest: (relation: Relation, column: string, timezone: string, limits: Limits) => Promise<string | null>;
  readonly estimate: (relation: Relation, limits: Limits) => Promise<Estimate>;
  /** First wall: one read-only statement of this dialect, made of allowed parts only. */
  readonly analyze: (text: string, dialect: SourceEngine, limits: Limits) => Promise<Analyzed>;
  /** At most `limit` rows, at least 1. */
  readonly run: (sql: GuardedSql, limit: number, limits: Limits) => Promise<SqlPage>;
  readonly copySql: (sql: GuardedSql, format: CopyFormat, limits: Limits) => Promise<CopyStream>;
  /** The engine's plan as text; names of operators only where `sql.isProtected`, or where the source has conditions of its own to hide. */
  readonly explain: (sql: GuardedSql, limits: Limits) => Promise<string>;
  /** Tables of a server that its user may read. Throws `TS-DATA-002` when it does not answer. */
  readonly discover: (source: ServerSource, limits: Limits) => Promise<readonly DiscoveredTable[]>;
  readonly health: () => Promise<{ readonly state: "ready" | "down"; readonly detail: string | null }>;
  readonly close: () => Promise<void>;
}
