import type { Column } from "#lib/contract/contract.ts";

/**
 * The engine's type for a promised one, for files that carry no types. `null`: no promise that a file of text could keep.
 * `DECIMAL` without digits leaves the scale to what is in the data.
 */
export function engineTypeOf({ type, logicalType }: Pick<Column, "type" | "logicalType">): string | null {
  switch (logicalType) {
    case "string":
      return "VARCHAR";
    case "integer":
      return /huge|128|256|ubig|uint64/i.test(type) ? "HUGEINT" : "BIGINT";
    case "number":
      return "DOUBLE";
    case "decimal":
      return decimalType(type);
    case "boolean":
      return "BOOLEAN";
    case "date":
      return "DATE";
    case "timestamp":
      return /tz|offset|with (local )?time zone/i.test(type) && !/ntz/i.test(type) ? "TIMESTAMPTZ" : "TIMESTAMP";
    case "time":
      return "TIME";
    case "binary":
    case "array":
    case "object":
    case "json":
      return null;
  }
}

function decimalType(type: string): string {
  const digits = /\(\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?\)/.exec(type);
  const precision = Number(digits?.[1]);
  const scale = Number(digits?.[2] ?? 0);
  return digits !== null && precision >= 1 && precision <= 38 && scale <= precision ? `DECIMAL(${precision},${scale})` : "DECIMAL";
}
