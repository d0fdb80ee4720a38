/** Values of one table's column that another table's column has not. */
import type { MeasureValue } from "#lib/engine/scan.ts";
import { type Cell, isNumber, numberOf, type ScanColumn, type ScanTable, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import { rowsValue } from "#lib/engine/scanning/row-counts.ts";

/** @throws Unmeasurable where one of the columns is not there */
export function orphansSql(
  from: { readonly table: ScanTable; readonly column: string; readonly condition: string | null },
  to: { readonly table: ScanTable; readonly column: string },
): string {
  const [column, target] = [columnOf(from.table, from.column), columnOf(to.table, to.column)];
  const isAlike = column.family !== "other" && (column.family === target.family || (isNumber(column) && isNumber(target)));
  const sqlOf = (table: ScanTable, each: ScanColumn) => (isAlike ? each.sql : table.dialect.textOf(each));
  const condition = from.condition === null ? "" : ` AND ${from.condition}`;
  const values = `SELECT ${sqlOf(from.table, column)} AS ts_v, count(*) AS ts_n FROM ${from.table.from} WHERE ${column.sql} IS NOT NULL${condition} GROUP BY 1`;
  const targets = `SELECT DISTINCT ${sqlOf(to.table, target)} AS ts_k FROM ${to.table.from} WHERE ${target.sql} IS NOT NULL`;
  return `SELECT sum(CASE WHEN t.ts_k IS NULL THEN v.ts_n ELSE 0 END), sum(v.ts_n) FROM (${values}) AS v LEFT JOIN (${targets}) AS t ON v.ts_v = t.ts_k`;
}

export function readOrphans([row = []]: readonly (readonly Cell[])[]): MeasureValue {
  return rowsValue(numberOf(row[0]), numberOf(row[1]));
}

function columnOf({ columns }: ScanTable, name: string): ScanColumn {
  const column = columns.find((each) => each.name === name) ?? columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (column === undefined) throw new Unmeasurable(`${name === "" ? "The column that is pointed to" : name} is not in the data.`);
  return column;
}
