/** What is wrong with a value, as a condition in SQL. */
import type { Measure, MeasureValue } from "#lib/engine/scan.ts";
import {
  hasPlainEnds,
  isNumber,
  kindInWords,
  numberOf,
  type ScanColumn,
  type ScanDialect,
  Unmeasurable,
} from "#lib/engine/scanning/dialect.ts";
import { portablePattern } from "#lib/engine/scanning/portable-pattern.ts";
import { countOf, type MeasureContext, ofColumn, rowsValue } from "#lib/engine/scanning/row-counts.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";

/** Numbers are compared as numbers, however they are written; all else by its text. */
export function unexpectedSql(column: ScanColumn, values: readonly string[], dialect: ScanDialect): string {
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

export function outsideFields(measure: Extract<Measure, { kind: "outside" }>, context: MeasureContext): Fields<MeasureValue> {
  const { dialect, condition, columnOf } = context;
  const column = columnOf(measure.column);
  if (!isNumber(column)) throw new Unmeasurable(`${kindInWords(column)}, not a number, so it has no range.`);
  const { min, max, exclusiveMin, exclusiveMax } = measure;
  const below = (sql: string) => (min === null ? [] : [`${sql} ${exclusiveMin ? "<=" : "<"} ${dialect.numberOf(column, min)}`]);
  const above = (sql: string) => (max === null ? [] : [`${sql} ${exclusiveMax ? ">=" : ">"} ${dialect.numberOf(column, max)}`]);
  const bad = [...below(column.sql), ...above(column.sql)];
  if (bad.length === 0) return ofColumn(column, condition, null);
  if (column.family === "float") bad.push(dialect.isNan(column));
  const fields = ofColumn(column, condition, `(${bad.join(" OR ")})`);
  if (condition !== null || !hasPlainEnds(column)) return fields;
  // Where neither end lies outside, nothing does.
  const ends = `(${[...below(`min(${column.sql})`), ...above(`max(${column.sql})`)].join(" OR ")})`;
  const count = countOf(column.sql, null);
  return {
    ...fields,
    free: [count, ends],
    shortcut: (known) => (String(known.get(ends)) === "false" ? rowsValue(0, numberOf(known.get(count))) : null),
  };
}

export function mismatchSql(column: ScanColumn, pattern: string, dialect: ScanDialect): string {
  const portable = portablePattern(pattern);
  if (portable === null)
    throw new Unmeasurable("The pattern uses something that not all engines can do, such as looking ahead or referring back to a group.");
  return `NOT ${dialect.fits(dialect.textOf(column), portable)}`;
}
