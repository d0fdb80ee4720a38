/**
 * PORT: reads data where it lies. Adapters: `duckdb/` (child processes); PostgreSQL and Trino come later.
 * No SQL from outside passes through here: queries are values, and the adapter quotes every name and binds every value.
 */
import type { MaskKind } from "#lib/contract/contract.ts";

export type FileFormat = "csv" | "parquet" | "json";

/** What to read: files that were found and checked to lie under the data roots, as absolute real paths. */
export interface FileRelation {
  readonly kind: "files";
  readonly format: FileFormat;
  readonly paths: readonly string[];
  /** Changes whenever a file does (size, time, inode): key of everything that is kept about the content. */
  readonly version: string;
  /** Types as promised, for formats that carry none (CSV), so that ids keep their leading zeros. DuckDB type names. */
  readonly columnTypes: Readonly<Record<string, string>>;
}

export type Relation = FileRelation;

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
  /** Mask of every column named in `order`, also of those that are not selected. */
  readonly orderMasks: Readonly<Record<string, Exclude<MaskKind, "hide"> | null>>;
  /** Only rows after this one: an entry of `RowPage.keys` of an earlier page with the same columns and order. */
  readonly after: readonly CellText[] | null;
  readonly limit: number | null;
}

export interface EngineColumn {
  readonly name: string;
  /** The engine's type, for example `DECIMAL(12,2)`. */
  readonly type: string;
  readonly nullable: boolean;
}

export interface RowPage {
  readonly columns: readonly EngineColumn[];
  /**
   * Exact JSON values: integers beyond 2^53, decimals, times as RFC 3339 in UTC and binary (base64) are text;
   * infinities and NaN are text.
   */
  readonly rows: readonly (readonly unknown[])[];
  /**
   * The place of each row, for cursors: the values of `order` as text, then what the adapter adds to tell apart rows that are
   * equal in them. Give one back as `after`; anything else is refused with `TS-API-005`.
   */
  readonly keys: readonly (readonly CellText[])[];
  /** More rows follow. A page of very large values ends before `limit`. */
  readonly more: boolean;
}

/** `safe`: text cells that a spreadsheet would run as a formula get a leading apostrophe. */
export type CopyFormat = { readonly format: "csv"; readonly safe: boolean } | { readonly format: "parquet" };

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
}

export interface Engine {
  readonly describe: (relation: Relation, limits: Limits) => Promise<readonly EngineColumn[]>;
  readonly page: (query: RowQuery, limits: Limits) => Promise<RowPage>;
  /** Resolves once the first byte is there or the query failed before it (then it rejects with an `AppError`). */
  readonly copy: (query: RowQuery, format: CopyFormat, limits: Limits) => Promise<CopyStream>;
  /** Newest value of a time column as RFC 3339 in UTC; `null` when there is none. */
  readonly newest: (relation: Relation, column: string, timezone: string, limits: Limits) => Promise<string | null>;
  readonly health: () => Promise<{ readonly state: "ready" | "down"; readonly detail: string | null }>;
  readonly close: () => Promise<void>;
}
