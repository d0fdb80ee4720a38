/** One pass over a dataset: everything that its checks and its profile ask of the rows. */
import type { EngineColumn, Limits } from "#lib/engine/engine.ts";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { ColumnProfile } from "#lib/quality/profile.ts";

/** Every column that a measure names is there: the caller has looked at `describe` before. */
export type Measure = {
  readonly id: string;
  /** Only rows for which it holds, an expression that `analyzeExpression` let pass; `null`: all rows. */
  readonly where: RowPolicy | null;
} & (
  | { readonly kind: "rows" }
  /** Rows in which one of the columns is NULL. */
  | { readonly kind: "missing"; readonly columns: readonly string[] }
  /** Rows beyond the first of each combination, exactly; rows with a NULL in one of the columns are left out. */
  | { readonly kind: "duplicates"; readonly columns: readonly string[] }
  /** Rows with a value that is not one of these (compared as text); NULL is left out, as in all that follow. */
  | { readonly kind: "unexpected"; readonly column: string; readonly values: readonly string[] }
  | {
      readonly kind: "outside";
      readonly column: string;
      readonly min: number | null;
      readonly max: number | null;
      readonly exclusiveMin: boolean;
      readonly exclusiveMax: boolean;
    }
  /** Values that do not fit the pattern as a whole. */
  | { readonly kind: "mismatch"; readonly column: string; readonly pattern: string }
  /** Values that `target` has not. A target of another source cannot be compared: that measure fails with a sentence. */
  | { readonly kind: "orphans"; readonly column: string; readonly target: { readonly relation: Relation; readonly column: string } }
  /** Newest value that is not later than `notAfter` (RFC 3339), and how many are. A date counts as the end of that day. */
  | { readonly kind: "newest"; readonly column: string; readonly notAfter: string }
  /** Rows per value, the most frequent `most` of them (the rest as one). `null` is a value, too. */
  | { readonly kind: "counts"; readonly column: string; readonly most: number }
);

export type MeasureValue =
  /** Of `missing` … `orphans` and `rows` (there `failing` is 0): `of` are the rows that were looked at. */
  | { readonly kind: "rows"; readonly failing: number; readonly of: number }
  /** RFC 3339 in UTC. */
  | { readonly kind: "newest"; readonly newest: string | null; readonly later: number }
  | {
      readonly kind: "counts";
      readonly counts: readonly { readonly value: string | null; readonly rows: number }[];
      readonly others: number;
    }
  /** It could not be measured: one sentence for a person, without values of the data. */
  | { readonly kind: "error"; readonly message: string };

export interface ProfileRequest {
  readonly column: string;
  /** `false` for a classified column: then only shares and counts are asked for, no value of it. */
  readonly values: boolean;
}

export interface ScanRequest {
  readonly relation: Relation;
  /** Zone of times that carry none. */
  readonly timezone: string;
  readonly measures: readonly Measure[];
  readonly profile: readonly ProfileRequest[];
}

export interface ScanResult {
  readonly columns: readonly EngineColumn[];
  readonly rows: number;
  /** Bytes where they lie; `null`: unknown. */
  readonly bytes: number | null;
  /** By the measure's id; one for each. */
  readonly measures: ReadonlyMap<string, MeasureValue>;
  readonly profile: ReadonlyMap<string, ColumnProfile>;
  readonly elapsedMs: number;
}

/** What an engine gives for observation. */
export interface Scanner {
  /**
   * Measures in as few passes as the engine allows. A measure that cannot run is an `error` of its own; the scan as a whole fails with
   * an `AppError` (TS-DATA-001 … TS-DATA-005).
   */
  readonly scan: (request: ScanRequest, limits: Limits) => Promise<ScanResult>;
  /**
   * What changes whenever the rows may have, for many relations at once and without reading them, in under 5 ms each; `null`: the source
   * tells no such thing cheaply. All are of one source. Throws where that does not answer.
   */
  readonly probe: (relations: readonly Relation[], limits: Limits) => Promise<readonly (SourceVersion | null)[]>;
}

export interface SourceVersion {
  /** Compared as a whole. */
  readonly version: string;
  /** When the rows last changed, as the source tells (time of the newest file, of a snapshot); RFC 3339; `null`: not told. */
  readonly changedAt: string | null;
}
