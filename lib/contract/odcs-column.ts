import { columnOf } from "#lib/contract/column.ts";
import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import type { CheckSpec, Column, LogicalType } from "#lib/contract/contract.ts";
import { findNumber, findText, isTrue, mapsIn } from "#lib/contract/lenient.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
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
export function readOdcsColumns(object: SpecMap, names: ReadonlyMap<string, string>, log: ProblemLog): OdcsColumns {
  const columns = new Map<string, Column>();
  const checks: CheckSpec[] = [];
  for (const property of mapsIn(object, "properties").slice(0, 5_000)) {
    const name = findText(property, "name");
    if (name === null || name.length > 128) {
      log.error("TS-ODCS-002", property.at, "A property needs a `name` of at most 128 characters.");
      continue;
    }
    if (columns.has(name.toLowerCase())) {
      log.error("TS-COLUMN-003", property.at, `The column '${name}' is defined twice.`, "Remove or rename one of the two.");
      continue;
    }
    const quality = readColumnQuality(name, property, log);
    checks.push(...quality.checks);
    const physicalName = findText(property, "physicalName");
    if (physicalName !== null && physicalName !== name)
      log.note(
        "TS-ODCS-001",
        property.at,
        `The column '${name}' is called '${physicalName.slice(0, 80)}' in the source; its name here is used.`,
      );
    const traits = { ...traitsOf(property, names, log), ...quality.traits };
    columns.set(name.toLowerCase(), {
      ...columnOf(name, property.at, traits),
      pattern: quality.pattern ?? patternOf(property),
    });
  }
  return { columns: [...columns.values()], checks };
}

function traitsOf(property: SpecMap, names: ReadonlyMap<string, string>, log: ProblemLog): ColumnTraits {
  const logical = findText(property, "logicalType");
  const type = (findText(property, "physicalType") ?? logical ?? "string").slice(0, 500);
  const known = findLogicalType(type) ?? LOGICAL.get(logical ?? "") ?? null;
  if (known === null)
    log.warning("TS-COLUMN-001", property.at, `The type '${type.slice(0, 60)}' is not known; it is kept as written and treated as text.`);
  const options = entryOf(property, "logicalTypeOptions")?.value;
  const min = options === undefined ? null : findNumber(options, "minimum");
  const max = options === undefined ? null : findNumber(options, "maximum");
  const above = options === undefined ? null : findNumber(options, "exclusiveMinimum");
  const below = options === undefined ? null : findNumber(options, "exclusiveMaximum");
  const description = findText(property, "description") ?? findText(property, "businessName");
  const classification = findText(property, "classification");
  const references = referenceOf(property, names, log);
  return {
    type,
    logicalType: known,
    primaryKey: isTrue(property, "primaryKey"),
    required: isTrue(property, "required"),
    unique: isTrue(property, "unique"),
    ...(description === null ? {} : { description }),
    ...(classification === null ? {} : { classification: classification.slice(0, 200) }),
    ...(references === null ? {} : { references }),
    ...(above !== null ? { min: above, exclusiveMin: true } : min !== null ? { min } : {}),
    ...(below !== null ? { max: below, exclusiveMax: true } : max !== null ? { max } : {}),
  };
}

function patternOf(property: SpecMap): string | null {
  const options = entryOf(property, "logicalTypeOptions")?.value;
  const pattern = options === undefined ? null : findText(options, "pattern");
  return pattern === null || !isPattern(pattern) ? null : pattern;
}

/** The first single-column foreign key, with the object's name turned into the dataset's. */
function referenceOf(property: SpecMap, names: ReadonlyMap<string, string>, log: ProblemLog): string | null {
  for (const relationship of mapsIn(property, "relationships")) {
    const to = findText(relationship, "to");
    if (to === null) continue;
    const match = /^([\w-]{1,120})\.([\w-]{1,120})$/.exec(to);
    if (match !== null) return `${names.get(match[1] ?? "") ?? match[1]}.${match[2]}`;
    log.note("TS-ODCS-001", relationship.at, `The relationship to '${to.slice(0, 80)}' is kept, but not followed.`);
  }
  return null;
}
