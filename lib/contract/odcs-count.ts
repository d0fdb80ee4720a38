import { findText } from "#lib/contract/lenient.ts";
import type { SpecMap } from "#lib/contract/spec.ts";

/** A rule's query that counts rows of its own object, all of them or those that meet a condition. */
export interface RowCount {
  readonly condition: string | null;
}

/** `t`, `s.t`, `"S"."t"` or one of the placeholders `{model}`, `${object}` that stand for the object. */
const COUNT = /^select\s+count\s*\(\s*(?:\*|1)\s*\)(?:\s+(?:as\s+)?[a-z_]\w*)?\s+from\s+(\$?\{\w+\}|[\w."]+)(?:\s+where\s+([\s\S]+))?$/i;
const PLACEHOLDER = /^\$?\{(?:model|object|schema|table)\}$/i;
/** Texts between quotes may hold anything. */
const QUOTED = /'(?:[^']|'')*'/g;
/** What would make a condition more than a condition on the columns of one row, or mean something else in another database. */
const BEYOND =
  /;|--|\/\*|[`{}$\\"]|\b(?:select|from|group|having|order|limit|offset|union|intersect|except|qualify|window|fetch|for|over|sample|tablesample|filter)\b/i;
/** The same in every database that is read here. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  "lower",
  "upper",
  "trim",
  "length",
  "abs",
  "round",
  "coalesce",
  "nullif",
  "in",
  "and",
  "or",
  "not",
]);

/**
 * Reads `SELECT COUNT(*) FROM orders WHERE total < 0`. `null` unless it surely means the same everywhere: one table, which is the object
 * itself, and a condition without subqueries, placeholders and functions of one database.
 */
export function findRowCount(query: string, object: SpecMap): RowCount | null {
  const match = COUNT.exec(query.trim().replace(/;\s*$/, ""));
  if (match === null || !isObject(match[1] ?? "", object)) return null;
  const condition = match[2]?.trim() ?? null;
  return condition === null || isPlain(condition) ? { condition } : null;
}

function isObject(table: string, object: SpecMap): boolean {
  if (PLACEHOLDER.test(table)) return true;
  const last = lastPart(table);
  return [findText(object, "name"), findText(object, "physicalName")].some((name) => name !== null && lastPart(name) === last);
}

const lastPart = (name: string) => (name.split(".").at(-1) ?? "").replaceAll('"', "").toLowerCase();

function isPlain(condition: string): boolean {
  const bare = condition.replace(QUOTED, "''");
  if (bare.replaceAll("''", "").includes("'") || BEYOND.test(bare)) return false;
  return [...bare.matchAll(/([\w.]+)\s*\(/g)].every(([, name]) => FUNCTIONS.has((name ?? "").toLowerCase()));
}
