import { freshnessView, type Glossary, ownerView, summaryOf, verdictView } from "#lib/catalog/summary.ts";
import { tellableWithout } from "#lib/catalog/telling.ts";
import type { ColumnView, DataAccessView, DatasetView, LineageItem, ReportedQuality } from "#lib/catalog/views.ts";
import type { Column } from "#lib/contract/contract.ts";
import { admits, columnAccess, type Scope } from "#lib/policy/scope.ts";
import type { DatasetRecord, LineageNeighbour, QualityPoint } from "#lib/store/store.ts";

export interface DatasetViewInput {
  readonly record: DatasetRecord;
  readonly scope: Scope;
  readonly glossary: Glossary;
  readonly neighbours: readonly LineageNeighbour[];
  readonly series: readonly QualityPoint[];
  /** Datasets that this one points to by foreign key or `replaced_by` and that the reader may see, by name. */
  readonly visible: ReadonlyMap<string, DatasetRecord>;
  /** Names that some dataset in the catalog has, but this reader may not know of. */
  readonly hidden: ReadonlySet<string>;
  /** Newest value of the freshness column, RFC 3339. */
  readonly asOf: string | null;
  /** Why no rows can be read although there is a contract: no source, no files. A sentence without host paths. */
  readonly noData: string | null;
  readonly now: Date;
}

/** Everything on a dataset page, cut to what this reader may see. */
export function datasetView(input: DatasetViewInput): DatasetView {
  const { record, scope, glossary, now } = input;
  const { contract } = record;
  const isTellable = tellableWithout(contract.columns.filter((column) => isHidden(column, input)).map(({ name }) => name));
  const freshness = freshnessView(contract, input.asOf, now);
  const replacement = contract.replacedBy === null ? undefined : input.visible.get(contract.replacedBy);
  return {
    ...summaryOf(record, scope, glossary, now),
    freshness: freshness === null || isTellable(freshness.column) ? freshness : { ...freshness, column: null, columnInferred: false },
    doc: contract.doc,
    columns: contract.columns.filter((column) => !isHidden(column, input)).map((column) => columnView(column, input)),
    promises: contract.promises
      .filter(({ column, label, params }) => isTellable([column, label, params]))
      .map(({ kind, column, label, params, position }) => ({ kind, column, label, params, file: position.file, line: position.line })),
    sla: contract.sla,
    ownerDetail:
      contract.owner === null
        ? null
        : ownerView(
            contract.owner,
            glossary.vocabulary.owners.find(({ id }) => id === contract.owner),
          ),
    reported: reportedQuality(input.series),
    examples: contract.examples
      .filter(({ name, description, sql }) => isTellable([name, description, sql]))
      .map(({ name, description, sql }) => ({ name, description, sql })),
    access: dataAccess(input),
    upstream: lineageItems(input.neighbours, "up"),
    downstream: lineageItems(input.neighbours, "down"),
    replacedBy: replacement === undefined ? null : { name: replacement.contract.name, title: replacement.contract.title },
    contract: {
      version: record.version,
      hash: contract.hash,
      file: contract.position.file,
      line: contract.position.line,
      commit: record.commit,
      author: record.author,
      staleSince: record.staleSince?.toISOString() ?? null,
    },
    inferred: contract.inferred,
    createdAt: record.createdAt.toISOString(),
  };
}

const maskOf = (column: Column, { scope }: DatasetViewInput) => columnAccess(column, scope);
/** A column with `hide` does not exist for this reader: neither its name nor a promise about it is told. */
const isHidden = (column: Column, input: DatasetViewInput) => maskOf(column, input).mask === "hide";

function columnView(column: Column, input: DatasetViewInput): ColumnView {
  return {
    name: column.name,
    type: column.type,
    logicalType: column.logicalType,
    description: column.description,
    primaryKey: column.primaryKey,
    required: column.required,
    unique: column.unique,
    values: column.values,
    min: column.min,
    max: column.max,
    exclusiveMin: column.exclusiveMin,
    exclusiveMax: column.exclusiveMax,
    pattern: column.pattern,
    references: referenceView(column.references, input),
    classification: column.classification,
    term: column.term === null ? null : input.glossary.term(column.term),
    masked: maskOf(column, input).reason,
  };
}

function referenceView(reference: string | null, { visible, hidden }: DatasetViewInput): ColumnView["references"] {
  if (reference === null) return null;
  const { dataset, column } = splitReference(reference);
  if (hidden.has(dataset)) return { dataset: null, column: null, visible: false };
  return { dataset: visible.get(dataset)?.contract.name ?? dataset, column, visible: visible.has(dataset) };
}

/** `sales.customers.customer_id` → dataset `sales.customers`, column `customer_id`. */
export function splitReference(reference: string): { dataset: string; column: string | null } {
  const dot = reference.lastIndexOf(".");
  return dot < 0 ? { dataset: reference, column: null } : { dataset: reference.slice(0, dot), column: reference.slice(dot + 1) };
}

function dataAccess(input: DatasetViewInput): DataAccessView {
  const { record, scope, glossary } = input;
  const { contract } = record;
  const owner = glossary.vocabulary.owners.find(({ id }) => id === contract.owner);
  const declared = { query: contract.access.query, export: contract.access.export, api: contract.access.api };
  const base = { declared, readers: contract.access.readers, ownerEmail: owner?.email ?? null };
  if (!admits(scope, record.readBy)) {
    const who = contract.access.data === "signed-in" ? "people who are signed in" : "the people it was opened for";
    return { ...base, level: "closed", reason: `Rows are open only to ${who}. What you see here is its description.`, policy: [] };
  }
  if (contract.access.rows !== null) {
    return {
      ...base,
      level: "closed",
      reason: "Its contract limits who sees which rows. This version cannot enforce that yet, so nobody can read them here.",
      policy: [],
    };
  }
  if (input.noData !== null) return { ...base, level: "none", reason: input.noData, policy: [] };
  const policy = contract.columns.filter((column) => !isHidden(column, input)).flatMap((column) => maskOf(column, input).reason ?? []);
  return { ...base, level: policy.length === 0 ? "open" : "masked", reason: null, policy };
}

function lineageItems(neighbours: readonly LineageNeighbour[], direction: "up" | "down"): LineageItem[] {
  return neighbours
    .filter((neighbour) => neighbour.direction === direction)
    .map(({ dataset, name }): LineageItem => {
      if (dataset !== null)
        return { kind: "dataset", name: dataset.contract.name, title: dataset.contract.title, verdict: verdictView(dataset).state };
      return name === null
        ? { kind: "hidden", name: null, title: null, verdict: null }
        : { kind: "outside", name, title: null, verdict: null };
    });
}

function reportedQuality(series: readonly QualityPoint[]): ReportedQuality | null {
  const points = series.map(({ score, measuredAt, source }) => ({ score, measuredAt: measuredAt.toISOString(), source }));
  const latest = points.at(-1);
  return latest === undefined ? null : { latest, series: points.map(({ score, measuredAt }) => ({ score, measuredAt })) };
}
