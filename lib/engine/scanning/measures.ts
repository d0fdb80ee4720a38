/** A measure → what one SELECT has to ask for it. */
import { newestInstant } from "#lib/engine/newest.ts";
import type { Measure, MeasureValue } from "#lib/engine/scan.ts";
import {
  countIf,
  filterSql,
  isNumber,
  isTime,
  kindInWords,
  numberOf,
  type ScanColumn,
  type ScanDialect,
  textOf,
  Unmeasurable,
} from "#lib/engine/scanning/dialect.ts";
import { portablePattern } from "#lib/engine/scanning/portable-pattern.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";
import { wallClockOf } from "#lib/engine/zone.ts";

export interface MeasureContext {
  readonly dialect: ScanDialect;
  readonly timezone: string;
  readonly columnOf: (name: string) => ScanColumn;
  /** Of the measure's `where`. */
  readonly condition: string | null;
}

/** Those that one row answers: all but counts by value, what several columns have in common, and what another table has. */
export type PlainMeasure = Exclude<Measure, { readonly kind: "counts" | "orphans" }>;

/** @throws Unmeasurable where the column is not of a kind that can be measured so */
export function fieldsOfMeasure(measure: PlainMeasure, context: MeasureContext): Fields<MeasureValue> {
  const { condition, columnOf } = context;
  switch (measure.kind) {
    case "rows":
      return rowsOf("0", countIf(condition));
    case "missing":
      return rowsOf(
        countIf(condition, `(${measure.columns.map((name) => `${columnOf(name).sql} IS NULL`).join(" OR ")})`),
        countIf(condition),
      );
    case "duplicates": {
      const { sql } = columnOf(measure.columns[0] ?? "");
      const distinct = `count(DISTINCT ${sql})${filterSql(condition)}`;
      return {
        fields: [distinct, countOf(sql, condition)],
        read: ([found, of]) => rowsValue(numberOf(of) - numberOf(found), numberOf(of)),
      };
    }
    case "unexpected":
      return ofColumn(measure.column, context, (column) => unexpectedSql(column, measure.values, context.dialect));
    case "outside":
      return ofColumn(measure.column, context, (column) => outsideSql(column, measure, context.dialect));
    case "mismatch":
      return ofColumn(measure.column, context, (column) => mismatchSql(column, measure.pattern, context.dialect));
    case "newest":
      return newestFields(measure, context);
  }
}

/** Rows with a value. */
export function countOf(sql: string, condition: string | null): string {
  return `count(${sql})${filterSql(condition)}`;
}

export function rowsValue(failing: number, of: number): MeasureValue {
  return { kind: "rows", failing, of };
}

function rowsOf(failing: string, of: string): Fields<MeasureValue> {
  return { fields: [failing, of], read: ([bad, all]) => rowsValue(numberOf(bad), numberOf(all)) };
}

/** `bad`: holds for what fails; never NULL for a value. */
function ofColumn(name: string, { columnOf, condition }: MeasureContext, bad: (column: ScanColumn) => string | null): Fields<MeasureValue> {
  const column = columnOf(name);
  const wrong = bad(column);
  return rowsOf(wrong === null ? "0" : countIf(condition, wrong), countOf(column.sql, condition));
}

/** Numbers are compared as numbers, however they are written; all else by its text. */
function unexpectedSql(column: ScanColumn, values: readonly string[], dialect: ScanDialect): string {
  if (!isNumber(column)) return `${dialect.textOf(column)} ${notIn(values.map(dialect.quoteText))}`;
  const numbers = values.map(Number).filter((value, index) => values[index]?.trim() !== "" && Number.isFinite(value));
  if (column.family === "integer") {
    const exact = values
      .flatMap((value) => /^\s*([+-]?\d{1,38})(?:\.0*)?\s*$/.exec(value)?.[1] ?? [])
      .map((digits) => BigInt(digits.replace("+", "")).toString());
    return `${column.sql} ${notIn(exact)}`;
  }
  return `${column.sql} ${notIn(numbers.map((value) => dialect.numberOf(column, value)))}`;
}

const notIn = (literals: readonly string[]) => (literals.length === 0 ? "IS NOT NULL" : `NOT IN (${literals.join(", ")})`);

/** `null`: nothing is asked. */
function outsideSql(column: ScanColumn, measure: Extract<Measure, { kind: "outside" }>, dialect: ScanDialect): string | null {
  if (!isNumber(column)) throw new Unmeasurable(`${kindInWords(column)}, not a number, so it has no range.`);
  const { min, max, exclusiveMin, exclusiveMax } = measure;
  const parts = [
    ...(min === null ? [] : [`${column.sql} ${exclusiveMin ? "<=" : "<"} ${dialect.numberOf(column, min)}`]),
    ...(max === null ? [] : [`${column.sql} ${exclusiveMax ? ">=" : ">"} ${dialect.numberOf(column, max)}`]),
  ];
  if (parts.length === 0) return null;
  if (column.family === "float") parts.push(dialect.isNan(column));
  return `(${parts.join(" OR ")})`;
}

function mismatchSql(column: ScanColumn, pattern: string, dialect: ScanDialect): string {
  const portable = portablePattern(pattern);
  if (portable === null)
    throw new Unmeasurable("The pattern uses something that not all engines can do, such as looking ahead or referring back to a group.");
  return `NOT ${dialect.fits(dialect.textOf(column), portable)}`;
}

function newestFields({ column: name, notAfter }: Extract<Measure, { kind: "newest" }>, context: MeasureContext): Fields<MeasureValue> {
  const { dialect, timezone, columnOf, condition } = context;
  const column = columnOf(name);
  const time = dialect.timeOf(column);
  if (time === null) throw new Unmeasurable(`${kindInWords(column)}, and holds no times.`);
  const { kind, sql } = time;
  const latest = new Date(notAfter);
  const bound = dialect.timeLiteral(kind, kind === "instant" ? latest.toISOString().slice(0, -1) : wallClockOf(latest, timezone));
  const finite = isTime(column) ? dialect.finite(column) : null;
  return {
    fields: [dialect.timeText(`max(${sql})${filterSql(condition, finite, `${sql} <= ${bound}`)}`), countIf(condition, `${sql} > ${bound}`)],
    read: ([newest, later]) => ({
      kind: "newest",
      newest: newestInstant({ kind, text: textOf(newest) }, timezone, latest),
      later: numberOf(later),
    }),
  };
}
