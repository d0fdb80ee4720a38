/** From an entry of `checks:` or `monitors:` to the check that it asks for. */
import type { CheckSpec, DatasetContract, PromiseSpec } from "#lib/contract/contract.ts";
import { inferFreshnessColumn } from "#lib/contract/freshness.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import type { CheckKind } from "#lib/quality/check.ts";
import { type Draft, draftOf } from "#lib/quality/draft.ts";

const WRITTEN_KINDS = [
  ...(["not_null", "unique", "accepted_values", "range", "pattern", "row_count", "columns_match"] as const),
  ...(["freshness", "relationships", "sql"] as const),
] satisfies readonly CheckKind[];

export function writtenDrafts(contract: DatasetContract, { label, params, position }: PromiseSpec, index: number): readonly Draft[] {
  const { checks } = contract;
  const spec = checks.find((check) => samePlace(check.position, position));
  const kind = WRITTEN_KINDS.find((name) => name === params["check"]);
  if (spec === undefined || kind === undefined) return [];
  const about = { columns: columnsOf(kind, spec), label, params, promise: index, where: spec.where, said: spec };
  switch (kind) {
    case "freshness":
      return [draftOf(kind, { ...about, columns: freshnessColumns(contract, about.columns), idBase: "freshness" })];
    case "sql": {
      const number = checks.filter((check) => check.kind === "sql").indexOf(spec) + 1;
      return [draftOf(kind, { ...about, idBase: `sql:${spec.name ?? number}` })];
    }
    default:
      return [draftOf(kind, about)];
  }
}

/** Those that must be there to measure it. A list to compare with is none of them: that one may be missing is what it looks for. */
function columnsOf(kind: CheckKind, { params }: CheckSpec): readonly string[] {
  if (kind === "columns_match") return [];
  if (typeof params["column"] === "string") return [params["column"]];
  return Array.isArray(params["columns"]) ? params["columns"].map(String) : [];
}

/** The named column, else the one of the promise, else the one that a promise would be read from. */
function freshnessColumns({ freshness, columns }: DatasetContract, named: readonly string[]): readonly string[] {
  const column = named[0] ?? freshness?.column ?? inferFreshnessColumn(columns);
  return column === null ? [] : [column];
}

const samePlace = (a: PromiseSpec["position"], b: PromiseSpec["position"]) =>
  a.file === b.file && a.line === b.line && a.column === b.column;

export function monitorDrafts(contract: DatasetContract, promise: PromiseSpec, index: number): readonly Draft[] {
  const { column, label, params, position } = promise;
  const name = contract.monitors.find((monitor) => samePlace(monitor.position, position))?.name ?? null;
  const about = {
    ...{ columns: column === null ? [] : [column], label, params, promise: index },
    ...{ origin: "monitor" as const, said: { severity: null, dimension: null, name } },
  };
  switch (params["type"]) {
    case "volume":
      return [draftOf("volume", { ...about, columns: [] })];
    case "distribution":
      return [draftOf("distribution", about)];
    case "freshness": {
      const reading = typeof params["threshold"] === "string" ? parseFreshness(params["threshold"]) : null;
      const maxAgeSeconds = reading?.ok === true ? reading.maxAgeSeconds : (contract.freshness?.maxAgeSeconds ?? null);
      // A monitor without a threshold watches what is promised; where nothing is, there is nothing to compare with.
      if (maxAgeSeconds === null) return [];
      const columns = freshnessColumns(contract, about.columns);
      const limits = { maxAgeSeconds, warnAfterSeconds: null, column: columns[0] ?? null };
      return [draftOf("freshness", { ...about, columns, params: limits, idBase: "freshness" })];
    }
    default:
      return [];
  }
}
