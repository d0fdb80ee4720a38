/** What a look at the rows tells of columns. */

/** A column as the source has it. */
export interface ObservedColumn {
  readonly name: string;
  /** The engine's type, for example `DECIMAL(12,2)`. */
  readonly type: string;
  readonly nullable: boolean;
}

/** Of one column; texts are at most 100 characters. */
export interface ColumnProfile {
  /** 0 to 1. */
  readonly nullShare: number;
  /** Approximate; `null`: not known. */
  readonly distinct: number | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly mean: number | null;
  /** Most frequent values, where there are few of them; else empty. */
  readonly top: readonly { readonly value: string; readonly rows: number }[];
  /** At most 20 bins of numbers or times, in order; empty elsewhere. */
  readonly histogram: readonly { readonly from: string; readonly to: string; readonly rows: number }[];
}
