import type { Dimension, Severity } from "#lib/contract/contract.ts";
import type { DbtNode } from "#lib/intake/dbt/manifest.ts";
import { toJsonObject } from "#lib/intake/json-value.ts";
import type { DbtProject } from "#lib/intake/results/dbt-project.ts";
import { dimensionOf } from "#lib/intake/results/dimensions.ts";
import { type Fields, fieldsOf, lineOf } from "#lib/intake/results/received.ts";

export interface DbtTest {
  /** `unique_id` of what it is about. */
  readonly subjects: readonly string[];
  readonly label: string;
  readonly columns: readonly string[];
  readonly dimension: Dimension;
  readonly severity: Severity;
  readonly expected: string;
}

export function dbtTestOf(test: DbtNode, project: DbtProject): DbtTest {
  const args = argumentsOf(test);
  const kind = test.test_metadata?.name ?? null;
  const column = lineOf(args["column_name"] ?? test.column_name)?.replace(/^["`](.*)["`]$/, "$1") ?? null;
  const columns = column === null ? combined(args) : [column];
  return {
    subjects: subjectsOf(test, project),
    label: lineOf(test.description) ?? (kind === null ? test.name : [kind, ...columns].join(" ")),
    columns,
    dimension: kind === null ? dimensionOf(test.name) : dimensionOf(kind),
    severity: test.config?.severity?.toLowerCase() === "warn" ? "warning" : "error",
    expected: expectedOf(test, kind, args),
  };
}

/** Tests of how a project is written, and not of what its data is like. */
export const isProjectLint = (id: string) => /^(?:test|model)\.dbt_project_evaluator\./.test(id);

function subjectsOf(test: DbtNode, project: DbtProject): readonly string[] {
  if (test.attached_node != null) return [test.attached_node];
  const nodes = test.depends_on?.nodes ?? [];
  if (test.test_metadata == null || nodes.length < 2) return nodes;
  // Before dbt 1.6 only the text of `model` tells which of two a generic test is about; of a relationship it is the last.
  const model = argumentsOf(test)["model"];
  const text = typeof model === "string" ? model.slice(0, 1_000) : "";
  const quoted = [...text.matchAll(/['"]([^'"]{1,200})['"]/g)].map(([, name]) => name);
  const match = nodes.find((id) => quoted.includes(project.node(id)?.name ?? id.split(".").at(-1))) ?? nodes.at(-1);
  return match === undefined ? [] : [match];
}

/** dbt 1.11 and later may nest them below `arguments`. */
function argumentsOf({ test_metadata: metadata }: DbtNode): Fields {
  const { arguments: nested, ...args } = metadata?.kwargs ?? {};
  return { ...args, ...fieldsOf(nested) };
}

function combined(args: Fields): readonly string[] {
  const list = args["combination_of_columns"] ?? args["column_list"];
  return Array.isArray(list) ? list.flatMap((item) => lineOf(item) ?? []).slice(0, 20) : [];
}

function expectedOf({ config }: DbtNode, kind: string | null, args: Fields): string {
  const { column_name: _column, model: _model, combination_of_columns: _columns, ...rest } = args;
  const told = Object.keys(rest).length === 0 ? null : lineOf(JSON.stringify(toJsonObject(rest)), 200);
  const limits = [
    ...(config?.warn_if == null || config.warn_if === "!= 0" ? [] : [`warns if ${config.warn_if}`]),
    ...(config?.error_if == null || config.error_if === "!= 0" ? [] : [`fails if ${config.error_if}`]),
  ];
  const what = kind === null ? "the query finds no row" : told === null ? kind : `${kind} ${told}`;
  return lineOf([what, ...limits].join(", ")) ?? what;
}
