/** From the checks of a contract, and the columns that are really there, to what an engine is asked for in one scan. */
import type { DatasetContract, JsonValue } from "#lib/contract/contract.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { Measure, ProfileRequest } from "#lib/engine/scan.ts";
import type { Check } from "#lib/quality/check.ts";
import type { ObservedColumn } from "#lib/quality/profile.ts";

export interface ScanPlan {
  /** Their ids are those of the checks that they answer. */
  readonly measures: readonly Measure[];
  readonly profile: readonly ProfileRequest[];
  /** Why a check cannot be measured here, by its id: one sentence for a person. */
  readonly unmeasurable: ReadonlyMap<string, string>;
}

/** Where a foreign key points to, or why it cannot be compared. */
export type Target = { readonly relation: Relation; readonly column: string } | { readonly problem: string };

export interface PlanInput {
  readonly contract: Pick<DatasetContract, "columns" | "freshness">;
  readonly checks: readonly Check[];
  /** Columns that are really there. */
  readonly columns: readonly ObservedColumn[];
  /** Targets of foreign keys, by `dataset.column` as the check has it. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Later times are no news: RFC 3339. */
  readonly notAfter: string;
}

/** Values of one column of which the frequencies are kept, at most, where the contract does not list them. */
const MOST_VALUES = 200;

export function planScan({ contract, checks, columns, targets, notAfter }: PlanInput): ScanPlan {
  const real = new Map(columns.map(({ name }) => [name.toLowerCase(), name]));
  const measures: Measure[] = [];
  const unmeasurable = new Map<string, string>();
  for (const check of checks) {
    const missing = check.columns.filter((name) => !real.has(name.toLowerCase()));
    const named = check.columns.map((name) => real.get(name.toLowerCase()) ?? name);
    const [column] = named;
    const isSchema = check.kind === "columns" || check.kind === "extra_columns" || check.kind === "columns_match";
    if (missing.length > 0 && !isSchema) {
      unmeasurable.set(check.id, `${listed(missing)} ${missing.length === 1 ? "is" : "are"} not in the data.`);
      continue;
    }
    const about = { id: check.id, where: check.where === null ? null : { parts: [check.where] } };
    const target = check.kind === "relationships" ? targets.get(textOf(check.params["to"])) : undefined;
    if (target !== undefined && "problem" in target) {
      unmeasurable.set(check.id, target.problem);
      continue;
    }
    const measure = measureOf(check, { ...about, named, column, target: target ?? null, notAfter });
    if (measure !== null) measures.push(measure);
  }
  return { measures, profile: profileOf(contract, real), unmeasurable };
}

interface Given extends Pick<Measure, "id" | "where"> {
  readonly named: readonly string[];
  readonly column: string | undefined;
  readonly target: Exclude<Target, { problem: string }> | null;
  readonly notAfter: string;
}

/** `null`: nothing is asked of the rows for it. */
function measureOf({ kind, params }: Check, { named, column, target, notAfter, ...about }: Given): Measure | null {
  switch (kind) {
    case "not_null":
      return { ...about, kind: "missing", columns: named };
    case "unique":
      return { ...about, kind: "duplicates", columns: named };
    case "row_count":
      return { ...about, kind: "rows" };
  }
  if (column === undefined) return null;
  switch (kind) {
    case "accepted_values":
      return { ...about, kind: "unexpected", column, values: textsOf(params["values"]) };
    case "range": {
      const exclusive = params["exclusive"] === true;
      return {
        ...about,
        ...{ kind: "outside", column, min: numberOf(params["min"]), max: numberOf(params["max"]) },
        exclusiveMin: exclusive || params["exclusiveMin"] === true,
        exclusiveMax: exclusive || params["exclusiveMax"] === true,
      };
    }
    case "pattern":
      return { ...about, kind: "mismatch", column, pattern: textOf(params["pattern"]) };
    case "relationships":
      return target === null ? null : { ...about, kind: "orphans", column, target };
    case "freshness":
    case "future_values":
      return { ...about, kind: "newest", column, notAfter };
    case "distribution":
      return { ...about, kind: "counts", column, most: MOST_VALUES };
    default:
      return null;
  }
}

/** A column that is classified or masked for anyone is counted, and no value of it kept. */
function profileOf({ columns }: PlanInput["contract"], real: ReadonlyMap<string, string>): readonly ProfileRequest[] {
  return columns.flatMap(({ name, classification, mask }) => {
    const column = real.get(name.toLowerCase());
    return column === undefined ? [] : [{ column, values: classification === null && mask === null }];
  });
}

const numberOf = (value: JsonValue | undefined) => (typeof value === "number" ? value : null);
const textOf = (value: JsonValue | undefined) => (typeof value === "string" ? value : "");
const textsOf = (value: JsonValue | undefined) => (Array.isArray(value) ? value.map(String) : []);
const listed = (names: readonly string[]) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);
