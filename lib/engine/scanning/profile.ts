/** Statistics of one column, first from one SELECT, then from a second one that counts by value or by bin. */
import type { ProfileRequest } from "#lib/engine/scan.ts";
import { type Bin, binsBetween, labelOf } from "#lib/engine/scanning/bins.ts";
import {
  filterSql,
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
}

/** @param distinct where it is known from elsewhere: no need to ask */
export function fieldsOfProfile(
  column: ScanColumn,
  { values }: Pick<ProfileRequest, "values">,
  dialect: ScanDialect,
  isDistinctKnown: boolean,
): Fields<Draft> {
  const { sql, family } = column;
  const hasOrder = family !== "other" && family !== "boolean";
  const finite = dialect.finite(column);
  const sorted = dialect.sorted(column);
  const ends = [`min(${sorted})${filterSql(finite)}`, `max(${sorted})${filterSql(finite)}`] as const;
  const distinct = isDistinctKnown || family === "other" ? null : dialect.approxDistinct(column);
  const shown = values && hasOrder;
  const asked = {
    rows: "count(*)",
    filled: `count(${sql})`,
    distinct: distinct ?? (isDistinctKnown || column.distinct == null ? "NULL" : String(Math.round(column.distinct))),
    min: shown ? dialect.cut(dialect.textOf(column, ends[0]), LONGEST) : "NULL",
    max: shown ? dialect.cut(dialect.textOf(column, ends[1]), LONGEST) : "NULL",
    mean: shown && isNumber(column) ? `avg(${dialect.axis(column, sql)})${filterSql(finite)}` : "NULL",
    low: shown && hasAxis(column) ? dialect.axis(column, ends[0]) : "NULL",
    high: shown && hasAxis(column) ? dialect.axis(column, ends[1]) : "NULL",
  };
  return {
    fields: Object.values(asked),
    read: ([rows, filled, found, min, max, mean, low, high]) => ({
      rows: numberOf(rows),
      filled: numberOf(filled),
      nullShare: numberOf(rows) === 0 ? 0 : (numberOf(rows) - numberOf(filled)) / numberOf(rows),
      distinct: found === null || found === undefined ? null : Math.min(Math.round(Number(found)), numberOf(filled)),
      min: textOf(min),
      max: textOf(max),
      mean: mean === null || mean === undefined || !Number.isFinite(Number(mean)) ? null : Number(mean),
      ends: low === null || low === undefined || high === null || high === undefined ? null : [Number(low), Number(high)],
    }),
  };
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
