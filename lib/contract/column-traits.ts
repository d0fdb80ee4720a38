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
