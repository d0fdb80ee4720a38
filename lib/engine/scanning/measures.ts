/** A measure → what one SELECT has to ask for it. */
import type { Measure, MeasureValue } from "#lib/engine/scan.ts";
import { countIf, filterSql, numberOf } from "#lib/engine/scanning/dialect.ts";
import { newestFields } from "#lib/engine/scanning/newest-time.ts";
import { countOf, type MeasureContext, missingIn, ofColumn, rowsOf, rowsValue } from "#lib/engine/scanning/row-counts.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";
import { mismatchSql, outsideFields, unexpectedSql } from "#lib/engine/scanning/value-checks.ts";

/** Those that one row answers: all but counts by value, what several columns have in common, and what another table has. */
export type PlainMeasure = Exclude<Measure, { readonly kind: "counts" | "orphans" }>;

/** @throws Unmeasurable where the column is not of a kind that can be measured so */
export function fieldsOfMeasure(measure: PlainMeasure, context: MeasureContext): Fields<MeasureValue> {
  const { condition, columnOf } = context;
  switch (measure.kind) {
    case "rows":
      return rowsOf("0", countIf(condition));
    case "missing": {
      const [only, ...others] = measure.columns;
      if (only !== undefined && others.length === 0) return missingIn(columnOf(only), condition);
      return rowsOf(
        countIf(condition, `(${measure.columns.map((name) => `${columnOf(name).sql} IS NULL`).join(" OR ")})`),
        countIf(condition),
      );
    }
    case "duplicates": {
      const { sql } = columnOf(measure.columns[0] ?? "");
      const distinct = `count(DISTINCT ${sql})${filterSql(condition)}`;
      return {
        fields: [distinct, countOf(sql, condition)],
        read: ([found, of]) => rowsValue(numberOf(of) - numberOf(found), numberOf(of)),
      };
    }
    case "unexpected":
      return ofColumn(columnOf(measure.column), condition, unexpectedSql(columnOf(measure.column), measure.values, context.dialect));
    case "outside":
      return outsideFields(measure, context);
    case "mismatch":
      return ofColumn(columnOf(measure.column), condition, mismatchSql(columnOf(measure.column), measure.pattern, context.dialect));
    case "newest":
      return newestFields(measure, context);
  }
}
