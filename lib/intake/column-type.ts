import { parseColumnShorthand } from "#lib/contract/column-shorthand.ts";
import type { LogicalType } from "#lib/contract/contract.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";

/** What stands for a type that a catalog file cannot spell. */
const STAND_IN: Readonly<Record<LogicalType, string>> = {
  string: "STRING",
  integer: "INTEGER",
  number: "DOUBLE",
  decimal: "DECIMAL",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
  time: "TIME",
  binary: "BINARY",
  array: "ARRAY",
  object: "STRUCT",
  json: "JSON",
};

export interface WritableType {
  readonly type: string;
  /** Set when the type could not be written as it is. */
  readonly comment: string | null;
}

/** A type as its database spells it, where the catalog's grammar reads it as one type; else the nearest, with a comment. */
export function toWritableType(type: string): WritableType {
  const spelled = type.replace(/\s+/g, " ").trim();
  const reading = parseColumnShorthand(spelled);
  if (reading.ok && reading.unknown.length === 0 && Object.keys(reading.traits).length === 2 && reading.traits.type !== "")
    return { type: reading.traits.type, comment: null };
  const shown = spelled.length > 200 ? `${spelled.slice(0, 199).toWellFormed()}…` : spelled;
  return { type: STAND_IN[findLogicalType(spelled) ?? "string"], comment: `its type there: ${shown}` };
}
