import { readPattern, readValues } from "#lib/contract/column.ts";
import type { CheckSpec, Dimension, JsonObject, Position, Severity } from "#lib/contract/contract.ts";
import { Fields, labelsOf, MAX_SQL, textOf } from "#lib/contract/fields.ts";
import { readFreshness } from "#lib/contract/freshness.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec, SpecEntry, SpecMap } from "#lib/contract/spec.ts";

export const SEVERITIES = ["critical", "error", "warning", "info"] as const satisfies readonly Severity[];
export const DIMENSIONS = [
  "completeness",
  "uniqueness",
  "validity",
  "consistency",
  "accuracy",
  "timeliness",
] as const satisfies readonly Dimension[];

const SIBLINGS = ["severity", "dimension", "name", "where"];

type ReadParams = (spec: Spec, position: Position, log: ProblemLog) => JsonObject | null;

/**
 * Every kind of check, with its `params`:
 * `not_null`, `unique` {columns} · `accepted_values` {column, values} · `range` {column, min, max, exclusive} ·
 * `pattern` {column, pattern} · `row_count` {min, max} · `columns_match` {columns, ordered} ·
 * `freshness` {promised, maxAgeSeconds, warnAfterSeconds, column} · `relationships` {column, to} · `sql` {sql}.
 * Bounds that were not said are `null`.
 */
const KINDS: Readonly<Record<string, ReadParams>> = {
  not_null: columnList("not_null"),
  unique: columnList("unique"),
  accepted_values: (spec, position, log) => {
    const fields = fieldsOf("accepted_values", spec, ["column", "values"], log);
    const values = fields?.spec("values") ?? null;
    if (fields !== null && values === null) fields.missing("values", null, position);
    return fields === null || values === null ? null : { column: columnIn(fields, position), values: readValues(values, log) };
  },
  range: (spec, position, log) => {
    const fields = fieldsOf("range", spec, ["column", "min", "max", "exclusive"], log);
    if (fields === null) return null;
    const { min, max } = boundsOf(fields, position);
    return { column: columnIn(fields, position), min, max, exclusive: fields.boolean("exclusive") ?? false };
  },
  pattern: (spec, position, log) => {
    const fields = fieldsOf("pattern", spec, ["column", "pattern"], log);
    if (fields !== null && fields.spec("pattern") === null) fields.missing("pattern", null, position);
    return fields === null ? null : { column: columnIn(fields, position), pattern: readPattern(fields) };
  },
  row_count: (spec, position, log) => {
    const fields = fieldsOf("row_count", spec, ["min", "max"], log);
    return fields === null ? null : { ...boundsOf(fields, position, 0) };
  },
  columns_match: (spec, _position, log) => {
    if (spec.kind !== "map") return { columns: labelsOf(spec, "columns_match", log), ordered: true };
    const fields = new Fields(spec, log, { what: "a columns_match check", known: ["columns", "ordered"] });
    return { columns: fields.labels("columns"), ordered: fields.boolean("ordered") ?? true };
  },
  freshness: (spec, position, log) => {
    const freshness = readFreshness(spec, position, log);
    if (freshness === null) return null;
    const { promised, maxAgeSeconds, warnAfterSeconds, column } = freshness;
    return { promised, maxAgeSeconds, warnAfterSeconds, column };
  },
  relationships: (spec, position, log) => {
    const fields = fieldsOf("relationships", spec, ["column", "to"], log);
    if (fields !== null && fields.spec("to") === null) fields.missing("to", "Write for example `to: customers.customer_id`.", position);
    return fields === null ? null : { column: columnIn(fields, position), to: fields.label("to") };
  },
  sql: (spec, _position, log) => ({ sql: textOf(spec, "sql", MAX_SQL, log) }),
};

const KIND_NAMES = Object.keys(KINDS);

/** One item of `checks:`: a kind with what it needs, and beside it `severity`, `dimension`, `name`, `where`. */
export function readCheck(spec: Spec, log: ProblemLog): CheckSpec | null {
  const kinds = spec.kind === "map" ? spec.entries.filter(({ key }) => KIND_NAMES.includes(key)) : [];
  const [kind, second] = kinds;
  if (spec.kind !== "map" || kind === undefined) {
    const said = spec.kind === "map" ? spec.entries.find(({ key }) => !SIBLINGS.includes(key))?.key : undefined;
    log.error(
      "TS-SPEC-003",
      spec.at,
      said === undefined ? "A check needs its kind." : `There is no check of the kind '${said.slice(0, 60)}'.`,
      (said === undefined ? null : hintNearest(said, KIND_NAMES)) ?? `Write one of ${KIND_NAMES.join(", ")}.`,
    );
    return null;
  }
  if (second !== undefined) {
    log.error("TS-SPEC-002", second.keyAt, `One check has one kind; '${kind.key}' is already there.`, "Begin a new item with `- `.");
    return null;
  }
  return readKnown(kind, spec, log);
}

function readKnown(kind: SpecEntry, map: SpecMap, log: ProblemLog): CheckSpec | null {
  const fields = new Fields(map, log, { what: "a check", known: [kind.key, ...SIBLINGS] });
  const params = KINDS[kind.key]?.(kind.value, kind.keyAt, log) ?? null;
  const severity = fields.oneOf("severity", SEVERITIES);
  const dimension = fields.oneOf("dimension", DIMENSIONS);
  if (params === null) return null;
  return {
    kind: kind.key,
    params,
    name: fields.label("name"),
    severity,
    dimension,
    where: fields.text("where", 10_000),
    position: kind.keyAt,
  };
}

function columnList(kind: string): ReadParams {
  return (spec, position, log) => {
    const columns = labelsOf(spec, kind, log);
    if (columns.length > 0) return { columns };
    log.error("TS-SPEC-003", position, `\`${kind}\` needs a column.`, `Write \`${kind}: column\` or \`${kind}: [a, b]\`.`);
    return null;
  };
}

function fieldsOf(kind: string, spec: Spec, known: readonly string[], log: ProblemLog): Fields | null {
  if (spec.kind === "map") return new Fields(spec, log, { what: `a ${kind} check`, known });
  log.error("TS-SPEC-002", spec.at, `\`${kind}\` is a map with ${known.join(", ")}.`, `Write \`${kind}: {${known[0] ?? ""}: …}\`.`);
  return null;
}

function columnIn(fields: Fields, position: Position): string | null {
  const column = fields.label("column");
  if (column === null) fields.missing("column", null, position);
  return column;
}

function boundsOf(fields: Fields, position: Position, least?: number): { min: number | null; max: number | null } {
  const limits = least === undefined ? {} : { min: least };
  const min = fields.number("min", limits);
  const max = fields.number("max", limits);
  if (min === null && max === null) fields.missing("min", "Write `min`, `max` or both.", position);
  if (min !== null && max !== null && min > max)
    fields.log.error("TS-SPEC-005", fields.at("min"), `Nothing lies between ${min} and ${max}.`);
  return { min, max };
}

/** The columns that a check speaks of, for linking. */
export function columnsOf({ params }: Pick<CheckSpec, "params">): readonly string[] {
  const { column, columns } = params;
  return [column, ...(Array.isArray(columns) ? columns : [])].filter((name) => typeof name === "string");
}
