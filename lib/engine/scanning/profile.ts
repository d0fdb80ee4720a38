/** Statistics of one column, first from one SELECT, then from a second one that counts by value or by bin. */
import type { ProfileRequest } from "#lib/engine/scan.ts";
import { type Bin, binsBetween, labelOf } from "#lib/engine/scanning/bins.ts";
import {
  type Cell,
  filterSql,
  hasPlainEnds,
  isNumber,
  isTime,
  numberOf,
  type ScanColumn,
  type ScanDialect,
  type Tally,
  type TallyItem,
  textOf,
} from "#lib/engine/scanning/dialect.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";
import type { ColumnProfile } from "#lib/quality/profile.ts";

/** Values that are shown, and up to how many distinct ones there are "few". */
const TOP = 20;
const FEW = 50;
const LONGEST = 100;

export interface Draft extends Omit<ColumnProfile, "top" | "histogram"> {
  readonly rows: number;
  readonly filled: number;
  /** Ends of the axis; `null`: it has none. */
  readonly ends: readonly [number, number] | null;
  /** Infinite values are in the way: it has to be asked for once more, strictly. */
  readonly isUnbounded: boolean;
}

export interface ProfileOptions {
  /** It is known from elsewhere, or will be. */
  readonly isDistinctKnown: boolean;
  /** Infinite values and those that are no number are left out, which makes the engine look at each. */
  readonly isStrict: boolean;
}

/** Texts of the fields that are the ends of a column's axis. */
export function endsOf(column: ScanColumn, dialect: ScanDialect): { readonly low: string; readonly high: string; readonly filled: string } {
  return { low: axisSql(column, dialect, "min", null), high: axisSql(column, dialect, "max", null), filled: `count(${column.sql})` };
}

function axisSql(column: ScanColumn, dialect: ScanDialect, end: "min" | "max", finite: string | null): string {
  return dialect.axis(column, `${end}(${column.sql})${filterSql(finite)}`);
}

export function fieldsOfProfile(
  column: ScanColumn,
  { values }: Pick<ProfileRequest, "values">,
  dialect: ScanDialect,
  { isDistinctKnown, isStrict }: ProfileOptions,
): Fields<Draft> {
  const { sql, family } = column;
  const hasOrder = family !== "other" && family !== "boolean";
  const finite = isStrict || family === "float" ? dialect.finite(column) : null;
  const endSql = (end: "min" | "max") =>
    dialect.cut(dialect.textOf(column, `${end}(${dialect.sorted(column)})${filterSql(finite)}`), LONGEST);
  const distinct = isDistinctKnown || family === "other" ? null : dialect.approxDistinct(column);
  const shown = values && hasOrder;
  const asked = {
    rows: "count(*)",
    filled: `count(${sql})`,
    distinct: distinct ?? (isDistinctKnown || column.distinct == null ? "NULL" : String(Math.round(column.distinct))),
    min: shown ? endSql("min") : "NULL",
    max: shown ? endSql("max") : "NULL",
    mean: shown && isNumber(column) ? `avg(${dialect.axis(column, sql)})${filterSql(finite)}` : "NULL",
    low: shown && hasAxis(column) ? axisSql(column, dialect, "min", finite) : "NULL",
    high: shown && hasAxis(column) ? axisSql(column, dialect, "max", finite) : "NULL",
  };
  const free = hasPlainEnds(column) && finite === null ? [asked.min, asked.max, asked.low, asked.high] : [];
  return {
    fields: Object.values(asked),
    free: [asked.rows, asked.filled, ...free.filter((field) => field !== "NULL")],
    read: ([rows, filled, found, min, max, mean, low, high]) => ({
      rows: numberOf(rows),
      filled: numberOf(filled),
      nullShare: numberOf(rows) === 0 ? 0 : (numberOf(rows) - numberOf(filled)) / numberOf(rows),
      distinct: found === null || found === undefined ? null : Math.min(Math.round(Number(found)), numberOf(filled)),
      min: textOf(min),
      max: textOf(max),
      mean: finiteOf(mean),
      ends: finiteOf(low) === null || finiteOf(high) === null ? null : [Number(low), Number(high)],
      isUnbounded: !isStrict && shown && hasAxis(column) && numberOf(filled) > 0 && (finiteOf(low) === null || finiteOf(high) === null),
    }),
  };
}

/** What is worth knowing of a column before it is scanned, as fields. */
export function factsOf(column: ScanColumn, dialect: ScanDialect): readonly string[] {
  const { filled } = endsOf(column, dialect);
  if (column.family === "text") return [filled, dialect.approxDistinct(column) ?? filled];
  const { free = [], fields } = fieldsOfProfile(column, { values: true }, dialect, { isDistinctKnown: true, isStrict: false });
  const isMean = (field: string) => field.startsWith("avg(");
  return [filled, ...(column.family === "float" ? fields : free)].filter(
    (field) => field !== "NULL" && field !== "count(*)" && !isMean(field),
  );
}

/** A draft as far as it is known before the scan; `null`: its bins and its frequent values are not. */
export function knownDraft(column: ScanColumn, dialect: ScanDialect, known: ReadonlyMap<string, Cell>): Draft | null {
  const { fields, read } = fieldsOfProfile(column, { values: true }, dialect, { isDistinctKnown: true, isStrict: false });
  const draft = read(fields.map((field) => known.get(field)));
  const distinct = known.get(dialect.approxDistinct(column) ?? "") ?? column.distinct ?? null;
  if (draft.filled === 0 || (draft.ends === null && distinct === null)) return null;
  return { ...draft, distinct: distinct === null ? null : Number(distinct) };
}

function finiteOf(cell: Cell | undefined): number | null {
  return cell === null || cell === undefined || !Number.isFinite(Number(cell)) ? null : Number(cell);
}

export interface Second {
  readonly bins: readonly Bin[];
  /** Asked of the second SELECT. */
  readonly items: readonly TallyItem[];
}

export function secondOf(column: ScanColumn, draft: Draft): Second {
  const isWhole = column.family === "integer" || column.family === "date";
  const bins = draft.ends === null ? [] : binsBetween(draft.ends[0], draft.ends[1], isWhole);
  const isFew = draft.distinct !== null && draft.distinct <= FEW && draft.filled > 0 && column.family !== "other";
  return {
    bins,
    items: [
      // One bin has all rows: nothing is left to be counted.
      ...(bins.length < 2 ? [] : [{ column, edges: bins.map(({ to }) => to), condition: null }]),
      ...(isFew ? [{ column, edges: null, condition: null }] : []),
    ],
  };
}

export function profileOf(column: ScanColumn, draft: Draft, { bins, items }: Second, tallies: readonly (Tally | null)[]): ColumnProfile {
  const byValue = tallies[items.findIndex(({ edges }) => edges === null)] ?? null;
  const byBin = new Map(tallies[items.findIndex(({ edges }) => edges !== null)] ?? []);
  const rowsIn = (index: number) => (bins.length === 1 ? draft.filled : (byBin.get(String(index)) ?? 0));
  const isTold = bins.length === 1 || byBin.size > 0;
  return {
    nullShare: draft.nullShare,
    distinct: byValue?.length ?? draft.distinct,
    min: draft.min,
    max: draft.max,
    mean: draft.mean,
    top: (byValue ?? [])
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, TOP)
      .map(([value, rows]) => ({ value: value.slice(0, LONGEST).toWellFormed(), rows })),
    histogram: isTold
      ? bins.map(({ from, to }, index) => ({ from: labelOf(from, column.family), to: labelOf(to, column.family), rows: rowsIn(index) }))
      : [],
  };
}

function hasAxis(column: ScanColumn): boolean {
  return isNumber(column) || isTime(column);
}
