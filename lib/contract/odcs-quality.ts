import { readCheck, SEVERITIES } from "#lib/contract/check.ts";
import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import type { CheckSpec, Dimension, JsonObject } from "#lib/contract/contract.ts";
import { SQL_HEAD, SQL_TAIL } from "#lib/contract/export/odcs-rule.ts";
import { findLabel, findNumber, findText, listIn, mapsIn, textsIn } from "#lib/contract/lenient.ts";
import { findRowCount } from "#lib/contract/odcs-count.ts";
import { metricNamed } from "#lib/contract/odcs-json.ts";
import { isPattern } from "#lib/contract/pattern.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { entryOf, isNull, numberOf, type SpecMap } from "#lib/contract/spec.ts";

/** What a rule speaks of. */
export interface QualityPlace {
  readonly dataset: string;
  readonly object: SpecMap;
  readonly column: string;
}

export interface ColumnQuality {
  readonly traits: Partial<Pick<ColumnTraits, "required" | "unique" | "values">>;
  readonly pattern: string | null;
  readonly checks: readonly CheckSpec[];
}

/**
 * `quality` of a property. Rules of the standard's library that allow no failure at all become promises of the column, or checks
 * where they carry another severity than `error`. Everything else is kept, with a note that nothing checks it.
 */
export function readColumnQuality({ dataset, object, column }: QualityPlace, property: SpecMap, log: ProblemLog): ColumnQuality {
  let traits: ColumnQuality["traits"] = {};
  let pattern: string | null = null;
  const checks: CheckSpec[] = [];
  for (const rule of mapsIn(property, "quality")) {
    const promise = allowsNone(rule) ? promiseOf(column, rule) : null;
    if (promise === null) {
      const count = countCheck(rule, object, dataset);
      if (count === null) noteKept(rule, log);
      else checks.push(count);
      continue;
    }
    const severity = findText(rule, "severity") ?? "error";
    if (severity !== "error") checks.push(checkOf(promise.kind, promise.params, rule));
    else if (promise.pattern !== null) pattern = promise.pattern;
    else traits = { ...traits, ...promise.traits };
  }
  return { traits, pattern, checks };
}

interface RulePromise {
  readonly kind: string;
  readonly params: JsonObject;
  readonly traits: ColumnQuality["traits"];
  readonly pattern: string | null;
}

function promiseOf(column: string, rule: SpecMap): RulePromise | null {
  const args = entryOf(rule, "arguments")?.value;
  switch (metricOf(rule)) {
    case "nullValues":
      return { kind: "not_null", params: { columns: [column] }, traits: { required: true }, pattern: null };
    case "missingValues":
      return args === undefined ? { kind: "not_null", params: { columns: [column] }, traits: { required: true }, pattern: null } : null;
    case "duplicateValues":
      return { kind: "unique", params: { columns: [column] }, traits: { unique: true }, pattern: null };
    case "invalidValues": {
      const listed = listIn(args ?? rule, "validValues");
      const values = listed.flatMap((item) => (item.kind === "scalar" && !isNull(item) ? [item.text] : []));
      if (values.length > 0 && values.length === listed.length && values.length <= 10_000) {
        const unique = [...new Set(values)];
        return { kind: "accepted_values", params: { column, values: unique }, traits: { values: unique }, pattern: null };
      }
      const pattern = args === undefined ? null : findText(args, "pattern");
      return pattern !== null && isPattern(pattern) ? { kind: "pattern", params: { column, pattern }, traits: {}, pattern } : null;
    }
    default:
      return null;
  }
}

/** `quality` of a schema object: row counts, combined keys and queries that count wrong rows. `dataset`: the name of what it becomes. */
export function readObjectQuality(object: SpecMap, dataset: string, log: ProblemLog): readonly CheckSpec[] {
  return mapsIn(object, "quality").flatMap((rule) => {
    const own = ownCheck(rule, log) ?? countCheck(rule, object, dataset);
    if (own !== null) return [own];
    const metric = metricOf(rule);
    const bounds = metric === "rowCount" && isRows(rule) ? boundsOf(rule) : null;
    if (bounds !== null) return [checkOf("row_count", bounds, rule)];
    const args = entryOf(rule, "arguments")?.value;
    const columns = metric === "duplicateValues" && allowsNone(rule) && args !== undefined ? [...new Set(textsIn(args, "properties"))] : [];
    if (columns.length > 0) return [checkOf("unique", { columns }, rule)];
    noteKept(rule, log);
    return [];
  });
}

/** A rule that an export wrote: the check itself, or its query inside a count of the rows that are wrong. */
function ownCheck(rule: SpecMap, log: ProblemLog): CheckSpec | null {
  const type = findText(rule, "type");
  const query = entryOf(rule, "query")?.value;
  if (type === "sql" && query?.kind === "scalar" && findNumber(rule, "mustBe") === 0) {
    const { text } = query;
    const isOurs = text.startsWith(SQL_HEAD) && text.endsWith(SQL_TAIL) && text.length > SQL_HEAD.length + SQL_TAIL.length;
    return isOurs ? checkOf("sql", { sql: text.slice(SQL_HEAD.length, -SQL_TAIL.length) }, rule) : null;
  }
  const implementation = entryOf(rule, "implementation")?.value;
  if (type !== "custom" || findText(rule, "engine") !== "touchstone" || implementation?.kind !== "map") return null;
  const check = readCheck(implementation, log);
  const { name, severity, dimension } = checkOf("", {}, rule);
  return check === null ? null : { ...check, name, severity, dimension };
}

/** A query that counts rows: of the whole object as its row count, or of those that may not be. */
function countCheck(rule: SpecMap, object: SpecMap, dataset: string): CheckSpec | null {
  const query = findText(rule, "query");
  const count = findText(rule, "type") !== "sql" || query === null || !isRows(rule) ? null : findRowCount(query, object);
  if (count === null) return null;
  if (count.condition === null) {
    const bounds = boundsOf(rule);
    return bounds === null ? null : checkOf("row_count", bounds, rule);
  }
  return allowsNone(rule) ? checkOf("sql", { sql: `SELECT * FROM ${dataset} WHERE ${count.condition}` }, rule) : null;
}

function checkOf(kind: string, params: JsonObject, rule: SpecMap): CheckSpec {
  const severity = SEVERITIES.find((known) => known === findText(rule, "severity")) ?? null;
  const name = findLabel(rule, "name") ?? findLabel(rule, "description");
  return {
    kind,
    params,
    name,
    severity,
    dimension: DIMENSION.get(findText(rule, "dimension") ?? "") ?? null,
    where: null,
    position: rule.at,
  };
}

const DIMENSION: ReadonlyMap<string, Dimension> = new Map([
  ["accuracy", "accuracy"],
  ["completeness", "completeness"],
  ["conformity", "validity"],
  ["consistency", "consistency"],
  ["coverage", "completeness"],
  ["timeliness", "timeliness"],
  ["uniqueness", "uniqueness"],
]);

/** `rule` is the name that v3.0 had for `metric`. */
function metricOf(rule: SpecMap): string | null {
  const type = findText(rule, "type") ?? "library";
  const old = findText(rule, "rule");
  return type === "library" ? (findText(rule, "metric") ?? (old === null ? null : metricNamed(old))) : null;
}

const allowsNone = (rule: SpecMap) =>
  findNumber(rule, "mustBe") === 0 ||
  findNumber(rule, "mustBeLessOrEqualTo") === 0 ||
  (findNumber(rule, "mustBeLessThan") === 1 && isRows(rule)) ||
  // Version 3.0 lists the values and leaves the number of others at none.
  (findText(rule, "rule") === "validValues" && listIn(rule, "validValues").length > 0);
const isRows = (rule: SpecMap) => ["rows", null].includes(findText(rule, "unit"));

/** Row counts are whole: more than 10 is at least 11. */
function boundsOf(rule: SpecMap): JsonObject | null {
  const exact = findNumber(rule, "mustBe");
  if (exact !== null) return exact < 0 ? null : { min: exact, max: exact };
  const [low, high] = listIn(rule, "mustBeBetween").map(numberOf);
  const above = findNumber(rule, "mustBeGreaterThan");
  const below = findNumber(rule, "mustBeLessThan");
  const least = low ?? findNumber(rule, "mustBeGreaterOrEqualTo") ?? (above === null ? null : Math.floor(above) + 1);
  const max = high ?? findNumber(rule, "mustBeLessOrEqualTo") ?? (below === null ? null : Math.ceil(below) - 1);
  // A count is never negative.
  const min = least === null ? null : Math.max(0, least);
  return (min === null && max === null) || (max !== null && max < (min ?? 0)) ? null : { min, max };
}

function noteKept(rule: SpecMap, log: ProblemLog): void {
  const what =
    findText(rule, "name") ??
    findText(rule, "metric") ??
    findText(rule, "rule") ??
    findText(rule, "description") ??
    findText(rule, "type") ??
    "without a name";
  log.note("TS-ODCS-001", rule.at, `The quality rule '${what.slice(0, 80)}' is kept, but not checked.`);
}
