import type { CheckSpec, JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { type ChangeList, tick } from "#lib/contract/diff/change-list.ts";
import { compareCheckParams } from "#lib/contract/diff/check-params.ts";
import type { ColumnRenames } from "#lib/contract/diff/columns.ts";
import { type DatasetRenames, followReference } from "#lib/contract/diff/dataset-renames.ts";
import { compareFixed, type Direction, together } from "#lib/contract/diff/direction.ts";
import { pairUp } from "#lib/contract/diff/pairs.ts";
import { canonicalJson } from "#lib/contract/hash.ts";

const KINDS = { tighter: "check.tightened", looser: "check.weakened", other: "check.changed" } as const;
const VERBS = { tighter: "is stricter", looser: "is weaker", other: "asks something else" } as const;
const SEVERITY = ["info", "warning", "error", "critical"] as const;

export interface Renamed {
  readonly columns: ColumnRenames;
  readonly datasets: DatasetRenames;
}

/** Checks are the same by what they say, else by kind and name, else by kind and column, else (once per dataset) by kind. */
export function diffChecks(before: readonly CheckSpec[], after: readonly CheckSpec[], renamed: Renamed, list: ChangeList): void {
  const followed = before.map((check) => ({ ...check, params: follow(check.params, renamed) }));
  const { paired, added, removed } = pairUp(followed, after, [
    canonicalJson,
    ({ kind, params, where, severity }) => canonicalJson([kind, params, where, severity]),
    ({ kind, name }) => (name === null ? null : `${kind} ${name}`),
    ({ kind, params, where }) => canonicalJson([kind, params["column"] ?? params["columns"] ?? null, where]),
    ({ kind, params }) => (kind === "sql" ? null : canonicalJson([kind, params["column"] ?? null])),
  ]);
  for (const check of removed) list.add("check.removed", `The check ${labelOf(check)} was removed.`, { before: check }, columnOf(check));
  for (const [old, check] of paired) diffCheck(old, check, list);
  for (const check of added) list.add("check.added", `The check ${labelOf(check)} was added.`, { after: check }, columnOf(check));
}

function diffCheck(before: CheckSpec, after: CheckSpec, list: ChangeList): void {
  if (canonicalJson(before) === canonicalJson(after)) return;
  const direction = together([
    compareCheckParams(before, after),
    compareWhere(before.where, after.where),
    compareSeverities(before, after),
  ]);
  const sides = { before, after };
  if (direction === "same") list.add("check.relabelled", `The check ${labelOf(after)} is labelled in another way.`, sides, columnOf(after));
  else list.add(KINDS[direction], `The check ${labelOf(after)} ${VERBS[direction]}.`, sides, columnOf(after));
}

/** A condition leaves rows out; another condition leaves out others. */
function compareWhere(before: string | null, after: string | null): Direction {
  if (before === after) return "same";
  return before === null ? "looser" : after === null ? "tighter" : "other";
}

const compareSeverities = (before: CheckSpec, after: CheckSpec): Direction =>
  compareFixed(SEVERITY.indexOf(before.severity ?? "error"), SEVERITY.indexOf(after.severity ?? "error"), "more");

/** The same check, after what it names was renamed. */
function follow(params: JsonObject, { columns, datasets }: Renamed): JsonObject {
  if (columns.size === 0 && datasets.size === 0) return params;
  const rename = (value: JsonValue) => (typeof value === "string" ? (columns.get(value) ?? value) : value);
  const { column, columns: names, to } = params;
  return {
    ...params,
    ...(column === undefined ? {} : { column: rename(column) }),
    ...(Array.isArray(names) ? { columns: names.map(rename) } : {}),
    ...(typeof to === "string" ? { to: followReference(to, datasets) } : {}),
  };
}

function labelOf({ kind, name, params }: CheckSpec): string {
  if (name !== null) return tick(name);
  const columns = params["column"] ?? params["columns"];
  const of = typeof columns === "string" ? columns : Array.isArray(columns) ? columns.join(", ") : "";
  return `${tick(kind)}${of === "" ? "" : ` of ${tick(of)}`}`;
}

const columnOf = ({ params }: CheckSpec) => (typeof params["column"] === "string" ? params["column"] : null);
