import { cellLine } from "#components/console/cell-text.ts";
import type { QueryResult } from "#components/console/query-answer.ts";

const SIGN = 7.9;
const PADDING = 26;
const NARROWEST = 72;
const WIDEST = 380;
/** Rows that are looked at. */
const SAMPLE = 200;

/** Pixels for each column, by its head and its first rows. */
export function columnWidths({ columns, rows }: Pick<QueryResult, "columns" | "rows">): readonly number[] {
  const sample = rows.slice(0, SAMPLE);
  return columns.map(({ name, type }, index) => {
    const longest = sample.reduce((most, row) => Math.max(most, cellLine(row[index]).length), Math.max(name.length, type.length));
    return Math.round(Math.min(WIDEST, Math.max(NARROWEST, longest * SIGN + PADDING)));
  });
}
