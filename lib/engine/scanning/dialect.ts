/** What engines write differently in a scan; everything else of it is one SQL for all. */
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";

/** What can be done with a column. `local` are times without a zone, `instant` those with one. */
export type Family = "integer" | "decimal" | "float" | "boolean" | "text" | "date" | "local" | "instant" | "other";

export interface ScanColumn {
  readonly name: string;
  /** The engine's type. */
  readonly type: string;
  readonly family: Family;
  /** The quoted name. */
  readonly sql: string;
  /** Distinct values, where the engine's statistics tell; else absent or `null`. */
  readonly distinct?: number | null;
}

/** A cell as it comes back; numbers may come as text. */
export type Cell = string | number | bigint | boolean | null;

/** A column to be counted by value, or by bin of a histogram: bin n is what is at most `edges[n]` and more than the edge before. */
export interface TallyItem {
  readonly column: ScanColumn;
  /** `null`: by value. */
  readonly edges: readonly number[] | null;
  readonly condition: string | null;
}

/** Rows by value as text, or by number of the bin. NULL is left out. */
export type Tally = readonly (readonly [key: string, rows: number])[];

export interface ScanDialect {
  readonly quoteText: (text: string) => string;
  /** The canonical text of `sql`, a value of the column; the column itself without it. */
  readonly textOf: (column: ScanColumn, sql?: string) => string;
  /** At most so many characters of a text. */
  readonly cut: (text: string, length: number) => string;
  /** The whole text fits a portable pattern. */
  readonly fits: (text: string, pattern: string) => string;
  /** A condition that only values hold which are neither infinite nor no number; `null`: all are. */
  readonly finite: (column: ScanColumn) => string | null;
  readonly isNan: (column: ScanColumn) => string;
  /** A number as a literal that compares with the column without loss. */
  readonly numberOf: (column: ScanColumn, value: number) => string;
  /** The column as it sorts: texts by their bytes. */
  readonly sorted: (column: ScanColumn) => string;
  /** `null`: the engine has no cheap one. */
  readonly approxDistinct: (column: ScanColumn) => string | null;
  /** How many distinct values there are, where all lie between two whole numbers; `null` where that is no quicker way. */
  readonly distinctBetween?: (
    column: ScanColumn,
    ends: { readonly low: number; readonly high: number; readonly filled: number },
  ) => string | null;
  /** `sql`, a value of the column, as a floating-point number: itself, days since 1970, or seconds; NULL or infinite for an infinite one. */
  readonly axis: (column: ScanColumn, sql: string) => string;
  /** As `timestamp` in UTC (`instant`), or as it is (`local`, `date`); `null`: no column of times. */
  readonly timeOf: (column: ScanColumn) => { readonly kind: "date" | "local" | "instant"; readonly sql: string } | null;
  /** A time without a zone as a literal of a kind; `2026-07-01T14:00:00.000`. */
  readonly timeLiteral: (kind: "date" | "local" | "instant", text: string) => string;
  /** What `max` of a time is told as: a text without a zone. */
  readonly timeText: (sql: string) => string;
}

/** One table that is scanned. */
export interface ScanTable {
  readonly dialect: ScanDialect;
  /** The FROM clause. */
  readonly from: string;
  readonly columns: readonly ScanColumn[];
  readonly select: (sql: string) => Promise<readonly (readonly Cell[])[]>;
  /** Counts several columns in one pass; `null`: one has too many values for that. */
  readonly tally: (items: readonly TallyItem[]) => Promise<readonly (Tally | null)[]>;
  /** One of them as fields of the pass of all else, where the engine can do that; else absent. */
  readonly tallyFields?: (item: TallyItem) => Fields<Tally>;
  /** The condition of a measure as SQL, in brackets. Throws `Unmeasurable` for what does not pass the gate. */
  readonly conditionOf: (where: RowPolicy) => Promise<string>;
  /** One sentence where the question is what failed, and others may be answered; `null`: nothing can be read. */
  readonly sentenceOf: (error: unknown) => string | null;
  /** Reading is dear, so duplicates are looked for in the pass of all else. */
  readonly isOnePass: boolean;
  /** Counts, minimum and maximum of columns are known without reading them. */
  readonly knowsEnds: boolean;
}

/** Why one measure cannot be made: a sentence without values of the data. */
export class Unmeasurable extends Error {
  override readonly name = "Unmeasurable";
}

export function countIf(...conditions: readonly (string | null)[]): string {
  const all = conditions.filter((condition) => condition !== null);
  return all.length === 0 ? "count(*)" : `count(*) FILTER (WHERE ${all.join(" AND ")})`;
}

/** ` FILTER (…)` behind an aggregate. */
export function filterSql(...conditions: readonly (string | null)[]): string {
  const all = conditions.filter((condition) => condition !== null);
  return all.length === 0 ? "" : ` FILTER (WHERE ${all.join(" AND ")})`;
}

export const numberOf = (cell: Cell | undefined): number => (cell === null || cell === undefined ? 0 : Number(cell));
export const textOf = (cell: Cell | undefined): string | null => (cell === null || cell === undefined ? null : String(cell));

/** Its ends are exact in the statistics of a file: texts are cut there, and floating-point numbers may be none. */
export const hasPlainEnds = ({ family }: ScanColumn) => !["float", "text", "boolean", "other"].includes(family);

export const isNumber = ({ family }: ScanColumn) => family === "integer" || family === "decimal" || family === "float";
export const isTime = ({ family }: ScanColumn) => family === "date" || family === "local" || family === "instant";

/** `amount is text`, for a sentence. */
export function kindInWords({ name, type, family }: ScanColumn): string {
  const kind: Record<Family, string> = {
    ...{ integer: "a number", decimal: "a number", float: "a number", boolean: "true or false", text: "text" },
    ...{ date: "a date", local: "a time", instant: "a time", other: type.slice(0, 60) },
  };
  return `${name} is ${kind[family]}`;
}
