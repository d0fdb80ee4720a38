import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import { formatColumnShorthand } from "#lib/contract/format-column.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import type { ImportedColumn } from "#lib/intake/imported.ts";

/** Longer columns are easier to read in the long form. */
const MAX_LINE = 130;

/** What stands behind a column's name: the shorthand where it says the same, else the map of the long form. */
export function columnSpec(column: ImportedColumn): string | Readonly<Record<string, unknown>> {
  return shorthandOf(column) ?? longFormOf(column);
}

function shorthandOf(column: ImportedColumn): string | null {
  if (column.pattern !== null || column.name.length + (column.description ?? "").length > MAX_LINE) return null;
  const traits: ColumnTraits = {
    type: column.type,
    logicalType: findLogicalType(column.type),
    ...(column.description === null ? {} : { description: column.description }),
    ...(column.primaryKey ? { primaryKey: true } : {}),
    ...(column.required && !column.primaryKey ? { required: true } : {}),
    ...(column.unique && !column.primaryKey ? { unique: true } : {}),
    ...(column.classification === null ? {} : { classification: column.classification }),
    ...(column.references === null ? {} : { references: column.references }),
    ...(column.values === null ? {} : { values: column.values }),
    ...(column.min === null ? {} : { min: column.min, exclusiveMin: column.exclusiveMin }),
    ...(column.max === null ? {} : { max: column.max, exclusiveMax: column.exclusiveMax }),
  };
  const text = formatColumnShorthand(traits);
  return text === null || text.length > MAX_LINE ? null : text;
}

function longFormOf(column: ImportedColumn): Readonly<Record<string, unknown>> {
  const { exclusiveMin, exclusiveMax } = column;
  const exclusive = exclusiveMin && exclusiveMax ? "both" : exclusiveMin ? "min" : exclusiveMax ? "max" : null;
  return {
    type: column.type,
    ...(column.description === null ? {} : { description: column.description }),
    ...(column.primaryKey ? { primary_key: true } : {}),
    ...(column.required && !column.primaryKey ? { required: true } : {}),
    ...(column.unique && !column.primaryKey ? { unique: true } : {}),
    ...(column.values === null ? {} : { values: column.values }),
    ...(column.min === null ? {} : { min: column.min }),
    ...(column.max === null ? {} : { max: column.max }),
    ...(exclusive === null ? {} : { exclusive }),
    ...(column.pattern === null ? {} : { pattern: column.pattern }),
    ...(column.references === null ? {} : { references: column.references }),
    ...(column.classification === null ? {} : { classification: column.classification }),
  };
}
