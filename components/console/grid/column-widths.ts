import { cellLine } from "#components/console/cell-text.ts";
import type { QueryResult } from "#components/console/query-answer.ts";

const SIGN = 8.3;
/** Of a type in capital letters. */
const CAPITAL = 9;
const PADDING = 28;
const NARROWEST = 72;
const WIDEST = 380;
/** Rows that are looked at. */
const SAMPLE = 200;

/** Pixels for each column, by its head and its first rows. */
export function columnWidths({ columns, rows }: Pick<QueryResult, "columns" | "rows">): readonly number[] {
  const sample = rows.slice(0, SAMPLE);
  return columns.map(({ name, type }, index) => {
    const longest = sample.reduce((most, row) => Math.max(most, cellLine(row[index]).length), name.length);
    return Math.round(Math.min(WIDEST, Math.max(NARROWEST, longest * SIGN + PADDING, type.length * CAPITAL + PADDING)));
  });
}
