/** Columns as promised against columns as they are. */
import type { Column, LogicalType } from "#lib/contract/contract.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import { compareNames } from "#lib/quality/column-names.ts";
import type { ObservedColumn } from "#lib/quality/profile.ts";

/** `words`: for people, without a full stop. */
export interface ColumnDifference {
  readonly column: string;
  readonly words: string;
}

export interface ColumnDifferences {
  readonly missing: readonly ColumnDifference[];
  readonly retyped: readonly ColumnDifference[];
  readonly extra: readonly ColumnDifference[];
  readonly reordered: readonly ColumnDifference[];
}

type Promised = Pick<Column, "name" | "type" | "logicalType">;

/**
 * @param carriesTypes `false` for a file whose format has no types (CSV, JSON): what nobody told how to read there is text, and a list
 *   or an object in it is no other type than promised
 */
export function compareColumns(
  promised: readonly Promised[],
  observed: readonly Pick<ObservedColumn, "name" | "type">[],
  { carriesTypes = true }: { readonly carriesTypes?: boolean } = {},
): ColumnDifferences {
  const names = compareNames(
    promised.map(({ name }) => name),
    observed.map(({ name }) => name),
  );
  const types = new Map(observed.map(({ name, type }) => [name, type]));
  return {
    missing: names.missing.map((column) => ({ column, words: `${column} is missing` })),
    retyped: promised.flatMap((column) => {
      const type = types.get(names.found.get(column.name) ?? "");
      if (type === undefined || isCompatible(column, type, carriesTypes)) return [];
      return [{ column: column.name, words: `${column.name} is ${type}, and ${column.type} is promised` }];
    }),
    extra: names.extra.map((column) => ({ column, words: `${column} is not promised` })),
    reordered: names.reordered.map((column) => ({ column, words: `${column} stands at another place` })),
  };
}

/** What else may be found where a type is promised: databases have several names for one thing, and different widths of it. */
const ALSO: Readonly<Record<LogicalType, readonly LogicalType[]>> = {
  string: [],
  integer: [],
  number: ["decimal"],
  decimal: ["number"],
  boolean: [],
  date: [],
  timestamp: [],
  time: [],
  binary: [],
  array: ["json"],
  object: ["json"],
  json: ["object", "array", "string"],
};
const NESTED: readonly LogicalType[] = ["array", "object", "json", "binary"];

/** Whether a column of that type keeps what was promised. A type that nobody knows (an enum of a database) is text. */
export function isCompatible({ type, logicalType }: Omit<Promised, "name">, observed: string, carriesTypes: boolean): boolean {
  const found = findLogicalType(observed) ?? "string";
  if (found === logicalType || ALSO[logicalType].includes(found)) return true;
  if (!carriesTypes && NESTED.includes(logicalType)) return true;
  if (type.trim().toLowerCase() === observed.trim().toLowerCase()) return true;
  // A whole number is one, whether a database has it as INTEGER or as DECIMAL without digits after the point.
  if (logicalType === "integer" && found === "decimal") return isWhole(observed);
  return logicalType === "decimal" && found === "integer" && isWhole(type);
}

/** `DECIMAL(10)`, `NUMERIC(10,0)`, and `DECIMAL` for which no digits were said. */
function isWhole(type: string): boolean {
  const scale = /\(\s*\d+\s*,\s*(\d+)\s*\)/.exec(type)?.[1];
  return scale === undefined || Number(scale) === 0;
}
