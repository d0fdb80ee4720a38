import type { JsonValue } from "#lib/contract/contract.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import { isPattern } from "#lib/contract/pattern.ts";
import type { ColumnPatch } from "#lib/intake/column-set.ts";
import type { ImportedCheck } from "#lib/intake/imported.ts";
import { conditionName, failingRows, sqlName } from "#lib/intake/sql-text.ts";

/** What a dbt test says in our words. `patch` is the shorter way to say it: as a promise of the column itself. */
export interface TestMeaning {
  readonly check: ImportedCheck;
  readonly column: string | null;
  readonly patch: ColumnPatch | null;
}

export interface TestSubject {
  readonly dataset: string;
  readonly column: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  /** The dataset that a test of relationships points to. */
  readonly target: string | null;
  /** The test's `where`, for conditions in SQL. */
  readonly where: string | null;
}

type Reading = (subject: TestSubject) => TestMeaning | null;

const notNull: Reading = ({ column }) => ofColumn(column, (name) => ({ not_null: name }), { required: true });
const unique: Reading = ({ column }) => ofColumn(column, (name) => ({ unique: name }), { unique: true });
const acceptedValues =
  (key: string): Reading =>
  (subject) => {
    const values = valuesOf(subject.args[key]);
    return values === null ? null : ofColumn(subject.column, (name) => ({ accepted_values: { column: name, values } }), { values });
  };
const between: Reading = ({ column, args }) => {
  const min = numberOf(args["min_value"]);
  const max = numberOf(args["max_value"]);
  // A bound that is an expression cannot be kept, and half a range would promise something else.
  if (min === undefined || max === undefined || (min === null && max === null) || (min ?? 0) > (max ?? Number.POSITIVE_INFINITY))
    return null;
  const exclusive = args["strictly"] === true || args["inclusive"] === false;
  const bounds = { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) };
  const patch = {
    ...bounds,
    ...(min !== null && exclusive ? { exclusiveMin: true } : {}),
    ...(max !== null && exclusive ? { exclusiveMax: true } : {}),
  };
  return ofColumn(column, (name) => ({ range: { column: name, ...bounds, ...(exclusive ? { exclusive } : {}) } }), patch);
};
const combination =
  (key: string): Reading =>
  ({ args }) => {
    const columns = textsOf(args[key]);
    return columns === null ? null : ofDataset({ unique: columns });
  };
const recent =
  (field: string): Reading =>
  ({ args, column }) => {
    const name = field === "" ? column : textOf(args[field]);
    const age = `${String(args["interval"])} ${String(args["datepart"])}s`;
    return name === null || !isPlainName(name) || !parseFreshness(age).ok ? null : ofDataset({ freshness: { max_age: age, column: name } });
  };
const condition =
  (text: (subject: TestSubject) => string | null): Reading =>
  (subject) => {
    const sql = text(subject);
    if (sql === null || isTemplate(sql)) return null;
    const check = { sql: failingRows(subject.dataset, sql, subject.where), name: conditionName(sql) };
    return { check, column: subject.column, patch: null };
  };

/** Tests of dbt itself, of dbt_utils and of dbt_expectations that our checks can say exactly. */
const READINGS: Readonly<Record<string, Reading>> = {
  not_null: notNull,
  unique,
  accepted_values: acceptedValues("values"),
  relationships: ({ column, args, target }) => {
    const field = textOf(args["field"]);
    if (field === null || target === null) return null;
    const to = `${target}.${field}`;
    return ofColumn(column, (name) => ({ relationships: { column: name, to } }), { references: to });
  },
  "dbt_utils.unique_combination_of_columns": combination("combination_of_columns"),
  "dbt_utils.accepted_range": between,
  "dbt_utils.not_empty_string": condition(({ column }) => (column === null ? null : `trim(${sqlName(column)}) <> ''`)),
  "dbt_utils.expression_is_true": condition(({ column, args }) => {
    const expression = textOf(args["expression"]);
    return expression === null || column === null ? expression : `${sqlName(column)} ${expression}`;
  }),
  "dbt_utils.not_accepted_values": condition(({ column, args }) => {
    const values = valuesOf(args["values"]);
    if (values === null || column === null) return null;
    return `${sqlName(column)} NOT IN (${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ")})`;
  }),
  "dbt_utils.recency": recent("field"),
  "dbt_expectations.expect_column_values_to_not_be_null": notNull,
  "dbt_expectations.expect_column_values_to_be_unique": unique,
  "dbt_expectations.expect_column_values_to_be_in_set": acceptedValues("value_set"),
  "dbt_expectations.expect_column_values_to_be_between": between,
  "dbt_expectations.expect_column_values_to_match_regex": ({ column, args }) => {
    const pattern = textOf(args["regex"]);
    if (pattern === null || !isPattern(pattern)) return null;
    return ofColumn(column, (name) => ({ pattern: { column: name, pattern } }), { pattern });
  },
  "dbt_expectations.expect_compound_columns_to_be_unique": combination("column_list"),
  "dbt_expectations.expect_table_row_count_to_be_between": ({ args }) => {
    const min = numberOf(args["min_value"]);
    const max = numberOf(args["max_value"]);
    if (min === undefined || max === undefined || (min === null && max === null)) return null;
    return ofDataset({ row_count: { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) } });
  },
  "dbt_expectations.expect_table_columns_to_match_ordered_list": ({ args }) => {
    const columns = textsOf(args["column_list"]);
    return columns === null ? null : ofDataset({ columns_match: { columns } });
  },
  "dbt_expectations.expect_row_values_to_have_recent_data": recent(""),
};

/** `null`: our checks cannot say it. `name` is the test's, with its package before it: `dbt_utils.recency`. */
export function readTest(name: string, subject: TestSubject): TestMeaning | null {
  const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined;
  return reading?.(subject) ?? null;
}

/** Text with Jinja in it means something only to dbt. */
export const isTemplate = (text: string) => /\{\{|\{%/.test(text);

/** Whether a test looks at groups, or otherwise than its name says: no check of ours does that. */
export function isSpecial(args: Readonly<Record<string, unknown>>): boolean {
  const { ignore_row_if: ignored, flags, group_by: group, group_by_columns: columns } = args;
  return isSaid(group) || isSaid(columns) || isSaid(flags) || (isSaid(ignored) && ignored !== "all_values_are_missing");
}

const isSaid = (value: unknown) => value != null && value !== "" && !(Array.isArray(value) && value.length === 0);

function ofColumn(column: string | null, check: (name: string) => ImportedCheck, patch: ColumnPatch): TestMeaning | null {
  return column === null ? null : { check: check(column), column, patch };
}

const ofDataset = (check: ImportedCheck): TestMeaning => ({ check, column: null, patch: null });

const textOf = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value.trim() : null);
const isPlainName = (text: string) => /^[A-Za-z_]\w{0,127}$/.test(text);

/** `undefined`: there is a bound, but it is no number. */
function numberOf(value: unknown): number | null | undefined {
  if (value == null) return null;
  const number =
    typeof value === "number" ? value : typeof value === "string" && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function valuesOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > 5_000) return null;
  const texts = value.flatMap((item: JsonValue) =>
    typeof item === "string" || typeof item === "number" || typeof item === "boolean" ? [String(item)] : [],
  );
  return texts.length === value.length && !texts.some(isTemplate) ? [...new Set(texts)] : null;
}

function textsOf(value: unknown): readonly string[] | null {
  const texts = valuesOf(value);
  return texts === null || texts.some((text) => text.trim() === "") ? null : texts;
}
