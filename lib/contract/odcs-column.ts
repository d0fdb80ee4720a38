import { columnOf } from "#lib/contract/column.ts";
import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import type { CheckSpec, Column, LogicalType } from "#lib/contract/contract.ts";
import { findLabel, findNumber, findText, isFalse, isTrue, mapsIn, textsIn } from "#lib/contract/lenient.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import { extrasOf, withColumnExtras } from "#lib/contract/odcs-extras.ts";
import { readColumnQuality } from "#lib/contract/odcs-quality.ts";
import { isPattern } from "#lib/contract/pattern.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { entryOf, type SpecMap } from "#lib/contract/spec.ts";

const LOGICAL: ReadonlyMap<string, LogicalType> = new Map(
  (["string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean"] as const).map((type) => [type, type]),
);

export interface OdcsColumns {
  readonly columns: readonly Column[];
  readonly checks: readonly CheckSpec[];
}

/** `properties` of a schema object. `names` leads from the contract's objects to their datasets. */
export function readOdcsColumns(object: SpecMap, dataset: string, names: ReadonlyMap<string, string>, log: ProblemLog): OdcsColumns {
  const columns = new Map<string, Column>();
  const checks: CheckSpec[] = [];
  const targets = targetsIn(object, names, log);
  for (const property of mapsIn(object, "properties").slice(0, 5_000)) {
    const name = findText(property, "name")?.replace(/\s+/g, " ") ?? null;
    if (name === null || name.length > 128 || name === "__proto__") {
      log.error("TS-ODCS-002", property.at, "A property needs a `name` of at most 128 characters.");
      continue;
    }
    if (columns.has(name.toLowerCase())) {
      log.error("TS-COLUMN-003", property.at, `The column '${name}' is defined twice.`, "Remove or rename one of the two.");
      continue;
    }
    const quality = readColumnQuality({ dataset, object, column: name }, property, log);
    checks.push(...quality.checks);
    const physicalName = findText(property, "physicalName");
    if (physicalName !== null && physicalName !== name)
      log.note(
        "TS-ODCS-001",
        property.at,
        `The column '${name}' is called '${physicalName.slice(0, 80)}' in the source; its name here is used.`,
      );
    const target = targets.get(name) ?? targets.get(findText(property, "id") ?? "");
    const traits = { ...(target === undefined ? {} : { references: target }), ...traitsOf(property, names, log), ...quality.traits };
    const column = { ...columnOf(name, property.at, traits), pattern: quality.pattern ?? patternOf(property) };
    columns.set(name.toLowerCase(), withColumnExtras(column, extrasOf(property), log));
  }
  return { columns: [...columns.values()], checks };
}

function traitsOf(property: SpecMap, names: ReadonlyMap<string, string>, log: ProblemLog): ColumnTraits {
  const logical = findText(property, "logicalType");
  const type = (findText(property, "physicalType") ?? logical ?? "string").slice(0, 500).toWellFormed().trim();
  const known = logicalTypeOf(findLogicalType(type), LOGICAL.get(logical?.toLowerCase() ?? "") ?? null);
  if (known === null)
    log.warning("TS-COLUMN-001", property.at, `The type '${type.slice(0, 60)}' is not known; it is kept as written and treated as text.`);
  const options = entryOf(property, "logicalTypeOptions")?.value;
  const min = options === undefined ? null : findNumber(options, "minimum");
  const max = options === undefined ? null : findNumber(options, "maximum");
  const above = options === undefined ? null : findNumber(options, "exclusiveMinimum");
  const below = options === undefined ? null : findNumber(options, "exclusiveMaximum");
  const isEmpty = (above ?? min ?? Number.NEGATIVE_INFINITY) > (below ?? max ?? Number.POSITIVE_INFINITY);
  if (isEmpty)
    log.warning(
      "TS-ODCS-001",
      property.at,
      `No value can lie within the bounds of '${findText(property, "name")}', so they are not checked.`,
    );
  const description = findText(property, "description") ?? findText(property, "businessName");
  const classification = findLabel(property, "classification")?.toLowerCase() ?? null;
  const references = referenceOf(property, names, log);
  return {
    type,
    logicalType: known,
    primaryKey: isTrue(property, "primaryKey"),
    // The words of version 2, and of databases, live on in many contracts of version 3.
    required: isTrue(property, "required") || isFalse(property, "isNullable") || isFalse(property, "nullable"),
    unique: isTrue(property, "unique") || isTrue(property, "isUnique"),
    ...(description === null ? {} : { description }),
    ...(classification === null ? {} : { classification }),
    ...(references === null ? {} : { references }),
    ...(isEmpty ? {} : above !== null ? { min: above, exclusiveMin: true } : min !== null ? { min } : {}),
    ...(isEmpty ? {} : below !== null ? { max: below, exclusiveMax: true } : max !== null ? { max } : {}),
  };
}

/** What the contract says, unless its physical type says the same more exactly. */
function logicalTypeOf(physical: LogicalType | null, said: LogicalType | null): LogicalType | null {
  if (said === null || physical === null) return said ?? physical;
  const finer = FINER.get(said);
  return finer?.includes(physical) === true ? physical : said;
}

const FINER: ReadonlyMap<LogicalType, readonly LogicalType[]> = new Map([
  ["number", ["decimal", "integer"]],
  ["string", ["binary", "json"]],
  ["object", ["json"]],
  ["array", ["json"]],
]);

function patternOf(property: SpecMap): string | null {
  const options = entryOf(property, "logicalTypeOptions")?.value;
  const pattern = options === undefined ? null : findText(options, "pattern");
  return pattern === null || !isPattern(pattern) ? null : pattern;
}

/**
 * The first single-column foreign key, of the property itself or of its object, with the object's name turned into the dataset's.
 * Targets are written as `object.property`, or by ids as `schema/…/properties/…`.
 */
function referenceOf(property: SpecMap, names: ReadonlyMap<string, string>, log: ProblemLog): string | null {
  for (const relationship of mapsIn(property, "relationships")) {
    const to = findText(relationship, "to") ?? textsIn(relationship, "to")[0] ?? null;
    if (to === null) continue;
    const target = targetOf(to, names);
    if (target !== null) return target;
    log.note("TS-ODCS-001", relationship.at, `The relationship to '${to.slice(0, 80)}' is kept, but not followed.`);
  }
  return null;
}

/** Foreign keys that the object itself names, by the name or id of the property that they begin at. Those of several columns are kept. */
function targetsIn(object: SpecMap, names: ReadonlyMap<string, string>, log: ProblemLog): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const relationship of mapsIn(object, "relationships")) {
    const [from, second] = listOf(relationship, "from");
    const [to] = listOf(relationship, "to");
    const target = from === undefined || to === undefined || second !== undefined ? null : targetOf(to, names);
    const column = from?.split(/[./]/).at(-1);
    if (target !== null && column !== undefined) targets.set(column, target);
    else log.note("TS-ODCS-001", relationship.at, "A relationship of several columns is kept, but not followed.");
  }
  return targets;
}

const listOf = (map: SpecMap, key: string): readonly string[] => {
  const text = findText(map, key);
  return text === null ? textsIn(map, key) : [text];
};

/** `object.property` → `dataset.column`; `null` for a place inside a column or in another file. */
export function targetOf(to: string, names: ReadonlyMap<string, string>): string | null {
  const byId = names.get(to.replace(/^\//, ""));
  if (byId !== undefined) return byId;
  const match = /^([\w-]{1,120})\.([\w-]{1,120})$/.exec(to);
  return match === null ? null : `${names.get(match[1] ?? "") ?? match[1]}.${match[2]}`;
}
