import { parseColumnShorthand } from "#lib/contract/column-shorthand.ts";
import { type ColumnTraits, hasBoundsInVain, isImpossible } from "#lib/contract/column-traits.ts";
import type { Column, Position } from "#lib/contract/contract.ts";
import { Fields, MAX_TEXT, shorten, textOf } from "#lib/contract/fields.ts";
import { LOGICAL_TYPES } from "#lib/contract/logical-type.ts";
import { type MaskSaid, readMask } from "#lib/contract/mask.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import { isPattern } from "#lib/contract/pattern.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { kindOf, type Spec, type SpecEntry } from "#lib/contract/spec.ts";

/** A column before its mask is resolved: `column.mask` is still `null`. */
export interface ColumnDraft {
  readonly column: Column;
  readonly maskSaid: MaskSaid | null;
}

const MAX_NAME = 128;
const MAX_COLUMNS = 5_000;
const KEYS =
  "type logical_type description required unique primary_key values min max exclusive pattern references classification term mask".split(
    " ",
  );

/** `schema:`: a list of one-key maps in the order of the data; one map of all columns is read the same way. */
export function readColumns(schema: Spec, log: ProblemLog): readonly ColumnDraft[] {
  const columns = new Map<string, ColumnDraft>();
  const entries = columnEntries(schema, log);
  if (entries.length > MAX_COLUMNS) log.error("TS-SPEC-005", schema.at, `A dataset has at most ${MAX_COLUMNS} columns.`);
  for (const entry of entries.slice(0, MAX_COLUMNS)) {
    const draft = readColumn(entry, log);
    if (draft === null) continue;
    const { name, position } = draft.column;
    const first = columns.get(name.toLowerCase());
    if (first === undefined) columns.set(name.toLowerCase(), draft);
    else
      log.error(
        "TS-COLUMN-003",
        position,
        `The column '${shorten(name)}' is already defined on line ${first.column.position.line}.`,
        "Remove or rename one of the two; case does not tell columns apart.",
      );
  }
  return [...columns.values()];
}

function columnEntries(schema: Spec, log: ProblemLog): readonly SpecEntry[] {
  if (schema.kind === "map") return schema.entries;
  if (schema.kind === "scalar") {
    log.error(
      "TS-SPEC-002",
      schema.at,
      `\`schema\` is ${kindOf(schema)}; a list of columns is expected.`,
      "Write `- name: TYPE` for each column.",
    );
    return [];
  }
  return schema.items.flatMap((item) => {
    if (item.kind === "map" && item.entries.length === 1) return item.entries;
    const named = item.kind === "map" ? namedColumn(item.entries) : null;
    if (named !== null) return [named];
    log.error(
      "TS-SPEC-002",
      item.at,
      "A column is written as one name with its type.",
      "Write `- name: TYPE`, or `- name: {type: TYPE, …}`.",
    );
    return [];
  });
}

/** `- {name: total, type: DECIMAL, min: 0}`, as other tools write it. */
function namedColumn(entries: readonly SpecEntry[]): SpecEntry | null {
  const name = entries.find(({ key }) => key === "name")?.value;
  if (name?.kind !== "scalar" || !entries.some(({ key }) => key === "type")) return null;
  const rest = entries.filter(({ key }) => key !== "name");
  return { key: name.text, keyAt: name.at, value: { kind: "map", entries: rest, at: name.at } };
}

function readColumn({ key, keyAt, value }: SpecEntry, log: ProblemLog): ColumnDraft | null {
  const name = key.trim();
  if (name === "" || name.length > MAX_NAME || /\s{2}|[\t\n\r]/.test(name)) {
    log.error("TS-SPEC-004", keyAt, `'${shorten(name)}' is no name of a column.`, `A name has 1 to ${MAX_NAME} characters on one line.`);
    return null;
  }
  if (value.kind === "map")
    return readLongForm(name, keyAt, new Fields(value, log, { what: "a column", known: KEYS, protecting: ["classification", "mask"] }));
  const text = textOf(value, name, MAX_TEXT, log);
  const traits = text === null ? null : readTraits(text, value.at, log);
  if (value.kind === "scalar" && text === null && !log.failed)
    log.error("TS-SPEC-003", keyAt, `The column '${name}' needs a type.`, `Write \`- ${name}: STRING\`.`);
  if (traits === null) return null;
  warnOfBounds(traits, value.at, log);
  return { column: columnOf(name, keyAt, traits), maskSaid: null };
}

/** `STRING (10-20)` could mean a length, two values or numbers written as text. */
function warnOfBounds(traits: ColumnTraits, at: Position, log: ProblemLog): void {
  if (hasBoundsInVain(traits))
    log.warning(
      "TS-COLUMN-002",
      at,
      `The type '${shorten(traits.type)}' has no numbers, so its bounds cannot be checked.`,
      "Write allowed values as `a|b|c`, and a length or a date as a check in SQL.",
    );
}

function readTraits(text: string, at: Position, log: ProblemLog): ColumnTraits | null {
  const reading = parseColumnShorthand(text);
  if (!reading.ok) {
    log.error(
      "TS-COLUMN-001",
      at,
      `The column '${shorten(text)}' ${reading.reason}.`,
      "Write `TYPE (constraint) -- description`, or use the long form `{type: …}`.",
    );
    return null;
  }
  for (const { text: constraint, hint } of reading.unknown)
    log.warning("TS-COLUMN-002", at, `The constraint '${shorten(constraint)}' is not understood and promises nothing.`, hint);
  const { type, logicalType } = reading.traits;
  if (logicalType === null)
    log.warning(
      "TS-COLUMN-001",
      at,
      `The type '${shorten(type)}' is not known; it is kept as written and treated as text.`,
      hintOfType(type),
    );
  return reading.traits;
}

const COMMON_TYPES =
  "STRING VARCHAR TEXT INTEGER BIGINT FLOAT DOUBLE DECIMAL NUMERIC BOOLEAN DATE TIMESTAMP TIME BINARY ARRAY STRUCT JSON".split(" ");

/** `STRING NOT NULL`, as SQL has it, is no type; constraints stand in brackets. */
function hintOfType(type: string): string | null {
  const [, name, constraint] = /^(.+?)\s+(not null|null|primary key|pk|unique)$/i.exec(type) ?? [];
  return name === undefined || constraint === undefined
    ? hintNearest(type, COMMON_TYPES)
    : `Put constraints in brackets: \`${name} (${constraint.toUpperCase()})\`.`;
}

/** Whether said or not, everything that a column has. A key column is never null. */
export function columnOf(name: string, position: Position, traits: ColumnTraits): Column {
  const primaryKey = traits.primaryKey ?? false;
  return {
    name,
    type: traits.type,
    logicalType: traits.logicalType ?? "string",
    description: traits.description ?? null,
    primaryKey,
    required: primaryKey || (traits.required ?? false),
    unique: traits.unique ?? false,
    values: traits.values ?? null,
    min: traits.min ?? null,
    max: traits.max ?? null,
    exclusiveMin: traits.exclusiveMin ?? false,
    exclusiveMax: traits.exclusiveMax ?? false,
    pattern: null,
    references: traits.references ?? null,
    classification: traits.classification ?? null,
    term: null,
    mask: null,
    position,
  };
}

function readLongForm(name: string, position: Position, fields: Fields): ColumnDraft | null {
  const { log } = fields;
  const type = fields.text("type", 500);
  if (type === null) {
    fields.missing("type", "Write for example `type: STRING`.", position);
    return null;
  }
  const logicalType = fields.oneOf("logical_type", LOGICAL_TYPES);
  // A type of somebody's own database is taken as it is once its logical type is said.
  const traits = logicalType === null ? readTraits(type, fields.at("type"), log) : { type, logicalType };
  if (traits === null) return null;
  const values = fields.spec("values");
  const exclusive = readExclusive(fields);
  const maskSpec = fields.map.entries.find(({ key }) => key === "mask");
  const merged: ColumnTraits = {
    ...traits,
    ...present("description", fields.text("description")),
    ...present("primaryKey", fields.boolean("primary_key")),
    ...present("required", fields.boolean("required")),
    ...present("unique", fields.boolean("unique")),
    ...present("values", values === null ? null : readValues(values, log)),
    ...present("min", fields.number("min")),
    ...present("max", fields.number("max")),
    ...exclusive,
    ...present("references", fields.label("references")),
    ...present("classification", fields.label("classification")),
  };
  const column = columnOf(name, position, merged);
  if (merged.primaryKey === true && merged.required === false)
    log.error("TS-SPEC-005", fields.at("required"), `'${name}' is a key, and a key is never null.`, "Remove `required: false`.");
  else if (isImpossible(merged))
    log.error("TS-SPEC-005", fields.at("min"), `No value of '${name}' can lie between ${column.min} and ${column.max}.`);
  warnOfBounds(merged, fields.at("min"), log);
  const maskSaid = maskSpec === undefined ? null : readMask(maskSpec.value, maskSpec.keyAt, log);
  return { column: { ...column, pattern: readPattern(fields), term: fields.label("term") }, maskSaid };
}

function present<K extends keyof ColumnTraits>(key: K, value: ColumnTraits[K] | null): Partial<Record<K, ColumnTraits[K]>> {
  const said: Partial<Record<K, ColumnTraits[K]>> = {};
  if (value !== null) said[key] = value;
  return said;
}

function readExclusive(fields: Fields): Pick<ColumnTraits, "exclusiveMin" | "exclusiveMax"> {
  const which = fields.oneOf("exclusive", ["true", "false", "both", "min", "max"] as const);
  if (which === null) return {};
  const both = which === "true" || which === "both";
  return { exclusiveMin: both || which === "min", exclusiveMax: both || which === "max" };
}

/** Allowed values as text: `[1, 2]` and `["1", "2"]` are the same promise. */
export function readValues(spec: Spec, log: ProblemLog): readonly string[] | null {
  const items = spec.kind === "list" ? spec.items : [];
  const values = items.flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
  if (items.length > 0 && values.length === items.length && values.length <= 10_000) return [...new Set(values)];
  log.error("TS-SPEC-002", spec.at, "`values` is a list of 1 to 10,000 single values.", "Write for example `[placed, paid]`.");
  return null;
}

export function readPattern(fields: Fields): string | null {
  const pattern = fields.text("pattern", 1_000);
  if (pattern === null) return null;
  if (isPattern(pattern)) return pattern;
  fields.log.error("TS-SPEC-005", fields.at("pattern"), `The pattern '${shorten(pattern)}' is no regular expression.`);
  return null;
}
