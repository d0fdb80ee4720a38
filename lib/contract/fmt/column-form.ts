import { readColumns } from "#lib/contract/column.ts";
import { parseColumnShorthand } from "#lib/contract/column-shorthand.ts";
import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import { type Form, newList, newMap } from "#lib/contract/fmt/form.ts";
import { type CollectionNode, type LayoutNode, newScalar } from "#lib/contract/fmt/layout.ts";
import { NOWHERE } from "#lib/contract/fmt/layout-spec.ts";
import { formatColumnShorthand } from "#lib/contract/format-column.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { booleanOf, entryOf, type Spec } from "#lib/contract/spec.ts";

/** The keys that the shorthand has words for. */
const IN_SHORTHAND = "type description required unique primary_key values min max exclusive references classification".split(" ");

/** `STRING (PK) -- why` and `{type: STRING, primary_key: true, description: why}`. */
export const COLUMN_FORM: Form = { read: readOne, short: toShorthand, long: toMap };

/** A whole item of `schema:`, `name: STRING` or `{name: name, type: STRING}`. */
export const COLUMN_ITEM: Pick<Form, "read"> = {
  read: (spec, log) => columnsOf({ kind: "list", items: [spec], at: NOWHERE }, log),
};

function readOne(spec: Spec, log: ProblemLog) {
  return columnsOf({ kind: "map", entries: [{ key: "x", keyAt: NOWHERE, value: spec }], at: NOWHERE }, log);
}

/** A classification counts in any case. */
function columnsOf(schema: Spec, log: ProblemLog) {
  return readColumns(schema, log).map(({ column, maskSaid }) => ({
    ...column,
    classification: column.classification?.toLowerCase() ?? null,
    maskSaid,
  }));
}

function toShorthand(map: CollectionNode, spec: Spec): readonly LayoutNode[] {
  const [column] = map.entries.every(({ key }) => IN_SHORTHAND.includes(key?.text ?? "")) ? readOne(spec, new ProblemLog([])) : [];
  if (column === undefined) return [];
  const { description, classification, references, values, min, max } = column;
  const required = entryOf(spec, "required");
  const said = required === undefined ? null : booleanOf(required.value);
  const text = formatColumnShorthand({
    type: column.type,
    logicalType: column.logicalType,
    ...(column.primaryKey ? { primaryKey: true } : {}),
    ...(said === null ? {} : { required: said }),
    ...(column.unique ? { unique: true } : {}),
    ...(column.exclusiveMin ? { exclusiveMin: true } : {}),
    ...(column.exclusiveMax ? { exclusiveMax: true } : {}),
    ...(description === null ? {} : { description }),
    ...(classification === null ? {} : { classification }),
    ...(references === null ? {} : { references }),
    ...(values === null ? {} : { values }),
    ...(min === null ? {} : { min }),
    ...(max === null ? {} : { max }),
  });
  return text === null ? [] : [newScalar(text)];
}

function toMap(_node: LayoutNode, spec: Spec): readonly CollectionNode[] {
  const reading = spec.kind === "scalar" ? parseColumnShorthand(spec.text) : null;
  if (reading?.ok !== true || reading.unknown.length > 0 || reading.traits.description?.includes("\n") === true) return [];
  return [newMap(longEntries(reading.traits))];
}

function longEntries(traits: ColumnTraits): readonly [string, LayoutNode][] {
  const { exclusiveMin: low = false, exclusiveMax: high = false } = traits;
  const entries: readonly [string, string | boolean | number | readonly string[] | undefined][] = [
    ["type", traits.type],
    ["primary_key", traits.primaryKey],
    ["references", traits.references],
    ["unique", traits.unique],
    ["required", traits.required],
    ["values", traits.values],
    ["min", traits.min],
    ["max", traits.max],
    ["exclusive", low && high ? true : low ? "min" : high ? "max" : undefined],
    ["classification", traits.classification],
    ["description", traits.description],
  ];
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, nodeOf(value)]]));
}

function nodeOf(value: string | boolean | number | readonly string[]): LayoutNode {
  if (typeof value === "string") return newScalar(value);
  return typeof value === "object" ? newList(value) : newScalar(String(value), true);
}
