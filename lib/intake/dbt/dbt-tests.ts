import type { JsonObject } from "#lib/contract/contract.ts";
import { cleanLabel } from "#lib/intake/clean-text.ts";
import type { DbtDataset } from "#lib/intake/dbt/dbt-dataset.ts";
import type { DbtTables } from "#lib/intake/dbt/dbt-tables.ts";
import { isSpecial, isTemplate, readTest, type TestMeaning } from "#lib/intake/dbt/dbt-test-kinds.ts";
import type { DbtNode } from "#lib/intake/dbt/manifest.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";
import { toJsonObject } from "#lib/intake/json-value.ts";

/** Carries one test over to the dataset that it tests: as a promise of a column, as a check, or kept as it is below `custom`. */
export function addTest(test: DbtNode, datasets: ReadonlyMap<string, DbtDataset>, tables: DbtTables, notes: ImportNotes): void {
  const subjects = subjectsOf(test, tables).flatMap((name) => datasets.get(name) ?? []);
  const [subject] = subjects;
  if (subject === undefined) return;
  if (test.test_metadata == null) {
    // A test in a file of its own may look at several datasets: each of them says that there is one.
    for (const dataset of subjects) dataset.keptTests.push(keptTest(test, null));
    notes.add("test in SQL of its own, kept below custom", test.name);
    return;
  }
  const name = testName(test);
  const meaning = meaningOf(test, name, subject, tables);
  if (meaning !== null) {
    say(subject, meaning, test);
    return;
  }
  subject.keptTests.push(keptTest(test, name));
  notes.add("test that no check can say, kept below custom", `${subject.table.name}: ${name}`);
}

function meaningOf(test: DbtNode, name: string, { table }: DbtDataset, tables: DbtTables): TestMeaning | null {
  const args = argumentsOf(test);
  const { config } = test;
  const tolerant =
    (config?.error_if ?? "!= 0") !== "!= 0" ||
    (config?.fail_calc ?? "count(*)") !== "count(*)" ||
    (config?.limit != null && config.limit !== "");
  const where = whereOf(test);
  if (tolerant || isSpecial(args) || (where !== null && isTemplate(where))) return null;
  return readTest(name, { dataset: table.name, column: columnOf(test), args, where, target: targetOf(test, tables) });
}

/** A column's promise where nothing restricts the test, else an item of `checks:`. */
function say({ columns, checks }: DbtDataset, { check, column, patch }: TestMeaning, test: DbtNode): void {
  const warns = (test.config?.severity ?? "").toLowerCase() === "warn";
  const where = "sql" in check ? null : whereOf(test);
  const name = nameOf(test);
  if (column !== null) columns.ensure(column);
  for (const named of columnsIn(check)) columns.ensure(named);
  if (patch !== null && column !== null && !warns && where === null && columns.patch(column, patch)) return;
  checks.push({
    ...check,
    ...(name === null ? {} : { name }),
    ...(warns ? { severity: "warning" } : {}),
    ...(where === null ? {} : { where }),
  });
}

function columnsIn(check: JsonObject): readonly string[] {
  const { unique } = check;
  return Array.isArray(unique) ? unique.map(String) : [];
}

/** A name that a person gave the test; what dbt generates says no more than the check itself. */
function nameOf(test: DbtNode): string | null {
  const generated = test.test_metadata?.name ?? "";
  return test.name.includes(generated) ? null : cleanLabel(test.name);
}

function testName({ test_metadata: metadata }: DbtNode): string {
  const namespace = metadata?.namespace ?? null;
  return namespace === null || namespace === "dbt" ? (metadata?.name ?? "") : `${namespace}.${metadata?.name ?? ""}`;
}

/** dbt 1.11 and later may nest them below `arguments`. */
function argumentsOf({ test_metadata: metadata }: DbtNode): Readonly<Record<string, unknown>> {
  const { arguments: nested, ...args } = metadata?.kwargs ?? {};
  return typeof nested === "object" && nested !== null ? { ...args, ...nested } : args;
}

function columnOf(test: DbtNode): string | null {
  const column = argumentsOf(test)["column_name"] ?? test.column_name;
  if (typeof column !== "string") return null;
  // Written with the warehouse's quotes where dbt quotes it.
  return column.replace(/^(["`])(.*)\1$/, "$2").trim() || null;
}

function whereOf(test: DbtNode): string | null {
  const condition = argumentsOf(test)["row_condition"];
  const parts = [test.config?.where, typeof condition === "string" ? condition : null].filter((part) => part != null && part.trim() !== "");
  return parts.length === 0 ? null : parts.length === 1 ? (parts[0]?.trim() ?? null) : parts.map((part) => `(${part})`).join(" AND ");
}

/** Names of the datasets under test. Before dbt 1.6 only the text of `model` tells which of two nodes a generic test is for. */
function subjectsOf(test: DbtNode, tables: DbtTables): readonly string[] {
  const attached = test.attached_node == null ? null : tables.find(test.attached_node);
  if (attached !== null) return [attached.name];
  const nodes = test.depends_on?.nodes ?? [];
  const found = nodes.flatMap((id) => tables.find(id) ?? []);
  if (test.test_metadata == null || found.length < 2) return [...new Set(found.map(({ name }) => name))];
  const model = argumentsOf(test)["model"];
  const wanted = typeof model === "string" ? /(?:ref|source)\s*\(([^)]*)\)/.exec(model)?.[1] : undefined;
  const last = wanted
    ?.split(",")
    .findLast((part) => !/version|\bv\s*=/.test(part))
    ?.replace(/['"\s]/g, "");
  const match = found.find(({ node }) => node.name === last) ?? found.at(-1);
  return match === undefined ? [] : [match.name];
}

/** The other dataset of a test of relationships; its own when it points to itself. */
function targetOf(test: DbtNode, tables: DbtTables): string | null {
  const [own] = subjectsOf(test, tables);
  const nodes = test.depends_on?.nodes ?? [];
  const others = nodes.filter((id) => tables.find(id)?.name !== own);
  const [other] = others;
  if (other === undefined) return nodes.length > 0 ? (own ?? null) : null;
  return others.length === 1 ? (tables.find(other)?.name ?? null) : null;
}

function keptTest(test: DbtNode, name: string | null): JsonObject {
  const { model: _model, column_name: _column, ...args } = argumentsOf(test);
  const severity = test.config?.severity?.toLowerCase();
  return toJsonObject({
    test: name ?? test.name,
    column: columnOf(test),
    ...(Object.keys(args).length === 0 ? {} : { arguments: args }),
    where: test.config?.where ?? null,
    severity: severity === "warn" ? "warning" : null,
    error_if: test.config?.error_if === "!= 0" ? null : (test.config?.error_if ?? null),
    file: test.test_metadata == null ? (test.original_file_path ?? test.path ?? null) : null,
  });
}
