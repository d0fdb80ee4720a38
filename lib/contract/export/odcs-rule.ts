import type { CheckSpec, Dimension, JsonObject } from "#lib/contract/contract.ts";
import { nativeCheck } from "#lib/contract/export/native-check.ts";

/** The standard's words for our dimensions. */
const DIMENSION: Readonly<Record<Dimension, string>> = {
  completeness: "completeness",
  uniqueness: "uniqueness",
  validity: "conformity",
  consistency: "consistency",
  accuracy: "accuracy",
  timeliness: "timeliness",
};

/**
 * A check as a quality rule of its object: from the standard's library or as SQL where one of these means exactly the same, else as a
 * custom rule of the engine `touchstone`, whose implementation is the check as catalog files write it.
 */
export function odcsRule(check: CheckSpec): JsonObject {
  const { name, severity, dimension } = check;
  const head = {
    ...(name === null ? {} : { name }),
    ...(severity === null ? {} : { severity }),
    ...(dimension === null ? {} : { dimension: DIMENSION[dimension] }),
  };
  const standard = check.where === null ? standardRule(check) : null;
  if (standard !== null) return { ...standard, ...head };
  const { name: _name, severity: _severity, dimension: _dimension, ...implementation } = nativeCheck(check);
  return { type: "custom", engine: "touchstone", implementation, ...head };
}

function standardRule({ kind, params }: CheckSpec): JsonObject | null {
  const { min, max, columns, sql } = params;
  switch (kind) {
    case "row_count":
      return { type: "library", metric: "rowCount", ...bounds(min, max) };
    case "unique":
      return { type: "library", metric: "duplicateValues", mustBe: 0, arguments: { properties: columns ?? [] } };
    case "sql":
      return typeof sql === "string" && !/;\s*$|--[^\n]*$/.test(sql)
        ? { type: "sql", query: `${SQL_HEAD}${sql}${SQL_TAIL}`, mustBe: 0 }
        : null;
    default:
      return null;
  }
}

/** A check's query returns the rows that are wrong; a rule's query returns one value, here their number. */
export const SQL_HEAD = "SELECT count(*) FROM (\n";
export const SQL_TAIL = "\n) AS violations";

function bounds(min: unknown, max: unknown): JsonObject {
  if (typeof min === "number" && typeof max === "number") return min === max ? { mustBe: min } : { mustBeBetween: [min, max] };
  if (typeof min === "number") return { mustBeGreaterOrEqualTo: min };
  return typeof max === "number" ? { mustBeLessOrEqualTo: max } : {};
}
