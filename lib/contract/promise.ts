import type { CheckSpec, Column, DatasetContract, JsonObject, MonitorSpec, Position, PromiseSpec } from "#lib/contract/contract.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import { formatAge, formatCount } from "#lib/format.ts";

type Promising = Pick<DatasetContract, "columns" | "freshness" | "sla" | "qualityTarget" | "checks" | "monitors" | "examples" | "position">;

/**
 * Every claim of a contract that a machine can check, in file order: first its own file, then monitors of other files.
 * `places` are the positions of the keys `schema` and `quality_score`.
 */
export function promisesOf(contract: Promising, places: { readonly schema: Position; readonly quality: Position }): readonly PromiseSpec[] {
  const { columns, freshness, sla, qualityTarget, checks, monitors, examples, position } = contract;
  const promises: PromiseSpec[] = [];
  const add = (kind: PromiseSpec["kind"], at: Position, label: string, params: JsonObject = {}, column: string | null = null) =>
    promises.push({ kind, column, label: clip(label), params, position: at });

  if (columns.length > 0)
    add("columns", places.schema, `has the columns ${listOf(columns.map(({ name }) => name))}`, {
      columns: columns.map(({ name, type }) => ({ name, type })),
    });
  addKey(columns, add);
  for (const column of columns) addColumn(column, add);
  if (freshness !== null) {
    const { maxAgeSeconds, warnAfterSeconds, column } = freshness;
    add("freshness", freshness.position, `is at most ${formatAge(maxAgeSeconds)} old`, { maxAgeSeconds, warnAfterSeconds, column }, column);
  }
  if (sla?.machineCheckable === true) {
    const { by, timezone, every, on, graceSeconds, evidence, target } = sla;
    add("sla", sla.position, sla.promised, { by, timezone, every, on, graceSeconds, evidence, target });
  }
  if (qualityTarget !== null) add("quality", places.quality, `has a quality of at least ${qualityTarget}%`, { target: qualityTarget });
  for (const check of checks)
    add("check", check.position, labelOfCheck(check), { ...check.params, check: check.kind }, columnOfCheck(check));
  for (const monitor of monitors)
    add("monitor", monitor.position, labelOfMonitor(monitor), { type: monitor.type, threshold: monitor.threshold }, monitor.column);
  for (const example of examples) add("example", example.position, `the example "${example.name}" runs`, { name: example.name });

  const own = (place: Position) => (place.file === position.file ? 0 : 1);
  return promises.toSorted(
    (a, b) =>
      own(a.position) - own(b.position) ||
      compareText(a.position.file, b.position.file) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column,
  );
}

type Add = (kind: PromiseSpec["kind"], at: Position, label: string, params?: JsonObject, column?: string | null) => void;

function addKey(columns: readonly Column[], add: Add): void {
  const key = columns.filter(({ primaryKey }) => primaryKey);
  const [first] = key;
  if (first === undefined) return;
  const names = key.map(({ name }) => name);
  add(
    "key",
    first.position,
    key.length === 1 ? `${first.name} is the key` : `${listOf(names)} together are the key`,
    { columns: names },
    key.length === 1 ? first.name : null,
  );
}

function addColumn(column: Column, add: Add): void {
  const { name, position, min, max, exclusiveMin, exclusiveMax } = column;
  if (column.required && !column.primaryKey) add("not_null", position, `${name} is never empty`, {}, name);
  if (column.unique) add("unique", position, `${name} is unique`, {}, name);
  if (column.values !== null) {
    const label = column.values.length === 1 ? `${name} is always ${column.values[0]}` : `${name} is one of ${column.values.join(", ")}`;
    add("values", position, label, { values: column.values }, name);
  }
  if (min !== null || max !== null) add("range", position, `${name} is ${rangeOf(column)}`, { min, max, exclusiveMin, exclusiveMax }, name);
  if (column.pattern !== null) add("pattern", position, `${name} looks like ${column.pattern}`, { pattern: column.pattern }, name);
  if (column.references !== null) add("references", position, `${name} points to ${column.references}`, { to: column.references }, name);
}

function rangeOf(
  { min, max, exclusiveMin, exclusiveMax }: Pick<Column, "min" | "max" | "exclusiveMin" | "exclusiveMax">,
  write: (value: number) => string = String,
): string {
  if (min !== null && max !== null && !exclusiveMin && !exclusiveMax) return `between ${write(min)} and ${write(max)}`;
  const low = min === null ? null : `${exclusiveMin ? "more than" : "at least"} ${write(min)}`;
  const high = max === null ? null : `${exclusiveMax ? "less than" : "at most"} ${write(max)}`;
  return [low, high].filter((bound) => bound !== null).join(" and ");
}

function labelOfCheck({ kind, name, params }: CheckSpec): string {
  if (name !== null) return name;
  const columns = Array.isArray(params["columns"]) ? listOf(params["columns"].map(String)) : "";
  const column = String(params["column"] ?? "");
  switch (kind) {
    case "not_null":
      return `${columns} is never empty`;
    case "unique":
      return columns.includes(" and ") ? `${columns} together are unique` : `${columns} is unique`;
    case "columns_match":
      return `the columns are ${columns}`;
    case "row_count":
      return `has ${rangeOf(boundsOf(params), formatCount)} rows`;
    case "range":
      return `${column} is ${rangeOf(boundsOf(params))}`;
    case "accepted_values":
      return `${column} is one of ${Array.isArray(params["values"]) ? params["values"].join(", ") : ""}`;
    case "pattern":
      return `${column} looks like ${String(params["pattern"] ?? "")}`;
    case "relationships":
      return `${column} points to ${String(params["to"] ?? "")}`;
    case "freshness":
      return `is at most ${formatAge(Number(params["maxAgeSeconds"]))} old`;
    default:
      return "the query returns no row";
  }
}

function boundsOf(params: JsonObject): Pick<Column, "min" | "max" | "exclusiveMin" | "exclusiveMax"> {
  const { min, max, exclusive } = params;
  return {
    min: typeof min === "number" ? min : null,
    max: typeof max === "number" ? max : null,
    exclusiveMin: exclusive === true,
    exclusiveMax: exclusive === true,
  };
}

const columnOfCheck = ({ params }: CheckSpec) => (typeof params["column"] === "string" ? params["column"] : null);

function labelOfMonitor({ name, type, column, threshold }: MonitorSpec): string {
  if (name !== null) return name;
  if (type === "freshness") return `is watched for freshness${threshold === null ? "" : ` (${threshold})`}`;
  if (type === "volume") return `is watched for its number of rows${threshold === null ? "" : ` (${threshold})`}`;
  return `${column ?? ""} is watched for its distribution`;
}

/** `a, b and c`; of many names the first ones. */
function listOf(names: readonly string[]): string {
  if (names.length > 8) return `${names.slice(0, 7).join(", ")} and ${names.length - 7} more`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

const clip = (label: string) => (label.length > 300 ? `${label.slice(0, 299).toWellFormed()}…` : label);
