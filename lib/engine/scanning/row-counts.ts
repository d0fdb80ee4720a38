/** Answers that count rows. */
import type { MeasureValue } from "#lib/engine/scan.ts";
import { countIf, filterSql, numberOf, type ScanColumn, type ScanDialect } from "#lib/engine/scanning/dialect.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";

export interface MeasureContext {
  readonly dialect: ScanDialect;
  readonly timezone: string;
  readonly columnOf: (name: string) => ScanColumn;
  /** Of the measure's `where`. */
  readonly condition: string | null;
}

/** Where one column has no value. */
export function missingIn({ sql }: ScanColumn, condition: string | null): Fields<MeasureValue> {
  const fields = [countIf(condition), countOf(sql, condition)];
  return {
    fields,
    read: ([all, filled]) => rowsValue(numberOf(all) - numberOf(filled), numberOf(all)),
    free: condition === null ? fields : [],
  };
}

/** Rows with a value. */
export function countOf(sql: string, condition: string | null): string {
  return `count(${sql})${filterSql(condition)}`;
}

export function rowsValue(failing: number, of: number): MeasureValue {
  return { kind: "rows", failing, of };
}

export function rowsOf(failing: string, of: string): Fields<MeasureValue> {
  return { fields: [failing, of], read: ([bad, all]) => rowsValue(numberOf(bad), numberOf(all)) };
}

/** `bad`: holds for what fails; never NULL for a value. `null`: nothing does. */
export function ofColumn(column: ScanColumn, condition: string | null, bad: string | null): Fields<MeasureValue> {
  return rowsOf(bad === null ? "0" : countIf(condition, bad), countOf(column.sql, condition));
}
