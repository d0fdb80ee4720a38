import { readColumns } from "#lib/contract/column.ts";
import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import type { Column, JsonObject, JsonValue, Position } from "#lib/contract/contract.ts";
import { formatColumnShorthand } from "#lib/contract/format-column.ts";
import { canonicalJson } from "#lib/contract/hash.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { specFromJson } from "#lib/contract/spec-from-json.ts";

const NOWHERE: Position = { file: "", line: 1, column: 1 };

/** A column as an item of `schema:`, in the short form where that says all of it. Its mask stands in `access`. */
export function nativeColumn(column: Column): JsonObject {
  const { name } = column;
  const short = column.pattern === null && column.term === null ? formatColumnShorthand(traitsOf(column)) : null;
  const forms: readonly (JsonValue | null)[] = [short, longForm(column), { ...longForm(column), logical_type: column.logicalType }];
  const form = forms.find((written) => written !== null && says(name, written, column));
  return { [name]: form ?? longForm(column) };
}

/** Read again it is this very column: a rule that everything which is written here must pass, whatever the grammar. */
function says(name: string, written: JsonValue, column: Column): boolean {
  const log = new ProblemLog([]);
  const [read, second] = readColumns(specFromJson([{ [name]: written }], NOWHERE), log);
  if (read === undefined || second !== undefined || log.failed) return false;
  const { column: rest } = read;
  return (
    canonicalJson({ ...rest, classification: rest.classification?.toLowerCase() ?? null, mask: column.mask }) === canonicalJson(column)
  );
}

function traitsOf(column: Column): ColumnTraits {
  return {
    type: column.type,
    logicalType: column.logicalType,
    ...(column.description === null ? {} : { description: column.description }),
    ...(column.primaryKey ? { primaryKey: true } : {}),
    ...(column.required && !column.primaryKey ? { required: true } : {}),
    ...(column.unique ? { unique: true } : {}),
    ...(column.classification === null ? {} : { classification: column.classification }),
    ...(column.references === null ? {} : { references: column.references }),
    ...(column.values === null ? {} : { values: column.values }),
    ...(column.min === null ? {} : { min: column.min }),
    ...(column.max === null ? {} : { max: column.max }),
    ...(column.exclusiveMin ? { exclusiveMin: true } : {}),
    ...(column.exclusiveMax ? { exclusiveMax: true } : {}),
  };
}

/** All that a column says but its mask, key by key. */
export function longForm(column: Column): JsonObject {
  const { exclusiveMin, exclusiveMax } = column;
  return {
    type: column.type,
    ...(findLogicalType(column.type) === null && column.logicalType !== "string" ? { logical_type: column.logicalType } : {}),
    ...(column.description === null ? {} : { description: column.description }),
    ...(column.primaryKey ? { primary_key: true } : {}),
    ...(column.required && !column.primaryKey ? { required: true } : {}),
    ...(column.unique ? { unique: true } : {}),
    ...(column.values === null ? {} : { values: column.values }),
    ...(column.min === null ? {} : { min: column.min }),
    ...(column.max === null ? {} : { max: column.max }),
    ...(exclusiveMin || exclusiveMax ? { exclusive: exclusiveMin && exclusiveMax ? true : exclusiveMin ? "min" : "max" } : {}),
    ...(column.pattern === null ? {} : { pattern: column.pattern }),
    ...(column.references === null ? {} : { references: column.references }),
    ...(column.classification === null ? {} : { classification: column.classification }),
    ...(column.term === null ? {} : { term: column.term }),
  };
}
