import type { LogicalType } from "#lib/contract/contract.ts";

/** What one column says in the shorthand. Absent means: not said. */
export interface ColumnTraits {
  readonly type: string;
  readonly logicalType: LogicalType | null;
  readonly description?: string;
  readonly primaryKey?: boolean;
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly classification?: string;
  readonly references?: string;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
}

/** Whether no row can keep all of it: bounds with nothing between them, or a key that may be null. */
export function isImpossible({ primaryKey, required, min, max, exclusiveMin, exclusiveMax }: ColumnTraits): boolean {
  if (primaryKey === true && required === false) return true;
  return min !== undefined && max !== undefined && (min > max || (min === max && (exclusiveMin === true || exclusiveMax === true)));
}

const NUMBERS: ReadonlySet<LogicalType | null> = new Set(["integer", "number", "decimal", null]);

/** Bounds are numbers, so they say something of numbers only. Of a type that is not known, nobody can tell. */
export const hasBoundsInVain = ({ logicalType, min, max }: ColumnTraits) =>
  (min !== undefined || max !== undefined) && !NUMBERS.has(logicalType);
