import { docForReader } from "#lib/catalog/doc-for-reader.ts";
import { observedPromises } from "#lib/catalog/observed-promises.ts";
import { problemView } from "#lib/catalog/problem-view.ts";
import { freshnessView, type Glossary, hiddenColumns, ownerView, summaryOf, verdictView } from "#lib/catalog/summary.ts";
import { relationsInCheck, sqlOf, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import type { Trust } from "#lib/catalog/trust.ts";
import type {
  ColumnView,
  DataAccessView,
  DataSize,
  DatasetView,
  LineageItem,
  ObservedPromise,
  PromiseView,
  ReportedQuality,
} from "#lib/catalog/views.ts";
import type { Column, DatasetContract, PromiseSpec } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { splitReference } from "#lib/contract/reference.ts";
import { type DatasetAccess, datasetAccess } from "#lib/policy/dataset-access.ts";
import { admits, type ColumnAccess, EVERYONE, type Scope } from "#lib/policy/scope.ts";
import type { DatasetEvidence } from "#lib/store/evidence.ts";
import type { DatasetRecord, LineageNeighbour, QualityPoint } from "#lib/store/store.ts";

export interface DatasetViewInput {
  readonly record: DatasetRecord;
  readonly scope: Scope;
  readonly glossary: Glossary;
  readonly neighbours: readonly LineageNeighbour[];
  /** What is known of the neighbours, by id; absent: nothing, as of the past. */
  readonly around?: ReadonlyMap<string, Trust>;
  /** What was observed; absent: nothing, as of the past. */
  readonly evidence?: DatasetEvidence | undefined;
  readonly series: readonly QualityPoint[];
  /** Datasets that this one points to by foreign key or `replaced_by` and that the reader may see, by name. */
  readonly visible: ReadonlyMap<string, DatasetRecord>;
  /** Folded names in the contract that some dataset in the catalog has, but this reader may not know of. */
  readonly hidden: ReadonlySet<string>;
  /** Names of metrics that this reader may not know of. */
  readonly hiddenMetrics: ReadonlySet<string>;
  /** Columns of other versions of the contract that must not be named either. */
  readonly hiddenColumns?: readonly string[];
  /** Why the last good version is shown. */
  readonly problems?: readonly Problem[];
  /** Newest value of the freshness column, RFC 3339. */
  readonly asOf: string | null;
  /** Why no rows can be read although there is a contract: no source, no files. A sentence without host paths. */
  readonly noData: string | null;
  readonly size?: DataSize | null;
  readonly now: Date;
}

/** Everything on a dataset page, cut to what this reader may see. */
export function datasetView(given: DatasetViewInput): DatasetView {
  const { record, scope, glossary, now } = given;
  const { contract } = record;
  const reader = datasetAccess(contract, scope);
  const input = { ...given, reader, masks: new Map(reader.columns.map((column) => [column.name, column])) };
  const namesNoColumn = tellableWithout([...hiddenColumns(contract, scope), ...(input.hiddenColumns ?? [])]);
  const namesNoDataset = tellableOutside(input.hidden);
  const namesNoRelation = tellableOutside(relationsOnly(input.hidden, contract));
  const examples = contract.examples.filter(
    ({ name, description, sql }) => namesNoColumn([name, description, sql]) && namesNoRelation(sqlOf(sql)),
  );
  const shownExamples = new Set(examples.map(({ name }) => name));
  const freshness = freshnessView(contract, input.asOf, now);
  const mayRead = admits(scope, record.readBy) && reader.rows.kind === "all";
  const observed = observedPromises(contract, input.evidence, { reader, mayRead, seesAll: scope.audience === "all" });
  const replacement = contract.replacedBy === null ? undefined : input.visible.get(contract.replacedBy);
  return {
    ...summaryOf(record, scope, glossary, now),
    freshness: freshness === null || namesNoColumn(freshness.column) ? freshness : { ...freshness, column: null, columnInferred: false },
    doc: docForReader(contract.doc, {
      namesNoColumn,
      namesNoDataset,
      namesNoRelation,
      knowsMetric: (name) => !input.hiddenMetrics.has(name),
    }),
    columns: contract.columns.filter((column) => !isHidden(column, input)).map((column) => columnView(column, input)),
    promises: contract.promises
      .map((promise, index) => ({ promise, observed: observed.get(index) ?? null }))
      .filter(({ promise: { column, label, params } }) => namesNoColumn([column, label, params]))
      .filter(({ promise: { kind, params } }) => kind !== "example" || shownExamples.has(String(params["name"])))
      .map(({ promise, observed: found }) => promiseView(promise, found, { namesNoColumn, namesNoDataset, namesNoRelation })),
    sla: contract.sla,
    ownerDetail:
      contract.owner === null
        ? null
        : ownerView(
            contract.owner,
            glossary.vocabulary.owners.find(({ id }) => id === contract.owner),
          ),
    reported: reportedQuality(input.series),
    examples: examples.map(({ name, description, sql }) => {
      const ran = input.evidence?.examples[name] ?? null;
      return { name, description, sql, lastRun: ran === null || mayRead ? ran : { ...ran, rows: null } };
    }),
    access: dataAccess(input),
    size: input.size ?? null,
    upstream: lineageItems(input, "up"),
    downstream: lineageItems(input, "down"),
    replacedBy: replacement === undefined ? null : { name: replacement.contract.name, title: replacement.contract.title },
    contract: {
      version: record.version,
      hash: contract.hash,
      file: contract.position.file,
      line: contract.position.line,
      commit: record.commit,
      author: record.author,
      staleSince: record.staleSince?.toISOString() ?? null,
      problems: (input.problems ?? []).filter(({ message, hint }) => namesNoColumn([message, hint])).map(problemView),
    },
    inferred: contract.inferred.filter(namesNoColumn),
    createdAt: record.createdAt.toISOString(),
  };
}

/** Folded names of datasets in SQL: what is also the name of an own column is read as the column. */
export function relationsOnly(hidden: ReadonlySet<string>, { columns }: Pick<DatasetContract, "columns">): ReadonlySet<string> {
  return hidden.difference(new Set(columns.map(({ name }) => foldName(name))));
}

type Tellable = (value: unknown) => boolean;

/** A promise that concerns a dataset which the reader may not know of stays a promise, without that dataset's name. */
function promiseView(
  { kind, column, label, params, position }: PromiseSpec,
  found: ObservedPromise | null,
  {
    namesNoColumn,
    namesNoDataset,
    namesNoRelation,
  }: { readonly namesNoColumn: Tellable; readonly namesNoDataset: Tellable; readonly namesNoRelation: Tellable },
): PromiseView {
  const place = { file: position.file, line: position.line };
  const where = params["where"] ?? null;
  const spec = { kind: String(params["check"] ?? ""), params, where: typeof where === "string" ? where : null };
  const isTellable =
    kind === "references" || spec.kind === "relationships"
      ? namesNoDataset(params["to"])
      : kind !== "check" || namesNoRelation(relationsInCheck(spec));
  const isShown = found === null || (namesNoColumn(found.words) && namesNoDataset(found.words));
  const observed = isShown ? found : { ...found, words: null };
  if (isTellable) return { kind, column, label, params, observed, ...place };
  const words = namesNoDataset(label)
    ? label
    : `${column === null ? "is checked against" : `${column} points to`} a dataset you cannot see`;
  return { kind, column, label: words, params: {}, observed: observed === null ? null : { ...observed, words: null }, ...place };
}

interface ReaderInput extends DatasetViewInput {
  readonly reader: DatasetAccess;
  /** By name of the column. */
  readonly masks: ReadonlyMap<string, ColumnAccess>;
}

const UNMASKED: Pick<ColumnAccess, "mask" | "reason"> = { mask: null, reason: null };
const maskOf = ({ name }: Column, { masks }: ReaderInput) => masks.get(name) ?? UNMASKED;
/** A column with `hide` does not exist for this reader: neither its name nor a promise about it is told. */
const isHidden = (column: Column, input: ReaderInput) => maskOf(column, input).mask === "hide";

function columnView(column: Column, input: ReaderInput): ColumnView {
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
  if (hidden.has(foldName(dataset))) return { dataset: null, column: null, visible: false };
  return { dataset: visible.get(dataset)?.contract.name ?? dataset, column, visible: visible.has(dataset) };
}

/** Under a row policy, what is told about all rows would tell of those that the reader does not see. */
const UNTOLD = "How many rows there are in all and how new they are is not told, because some of them are not for you";

function dataAccess(input: ReaderInput): DataAccessView {
  const { record, scope, glossary, reader } = input;
  const { contract } = record;
  const owner = glossary.vocabulary.owners.find(({ id }) => id === contract.owner);
  const declared = { query: contract.access.query, export: contract.access.export, api: contract.access.api };
  const needsToken = !record.readBy.includes(EVERYONE);
  const base = { declared, needsToken, readers: contract.access.readers, ownerEmail: owner?.email ?? null };
  if (!admits(scope, record.readBy)) {
    const who = contract.access.data === "signed-in" ? "people who are signed in" : "people whom its owner has let in";
    return { ...base, level: "closed", reason: `Rows are open only to ${who}. What you see here is its description.`, policy: [] };
  }
  if (reader.rows.kind === "none") return { ...base, level: "closed", reason: reader.rows.reason, policy: [] };
  if (input.noData !== null) return { ...base, level: "none", reason: input.noData, policy: [] };
  const masks = reader.columns.flatMap(({ mask, reason }) => (mask === "hide" || reason === null ? [] : [reason]));
  const policy = [...(reader.rows.kind === "policy" ? [reader.rows.reason, UNTOLD] : []), ...masks];
  return { ...base, level: policy.length === 0 ? "open" : "masked", reason: null, policy };
}

function lineageItems({ neighbours, around }: DatasetViewInput, direction: "up" | "down"): LineageItem[] {
  return neighbours
    .filter((neighbour) => neighbour.direction === direction)
    .map(({ dataset, name }): LineageItem => {
      if (dataset !== null)
        return {
          ...{ kind: "dataset", name: dataset.contract.name, title: dataset.contract.title },
          verdict: (around?.get(dataset.id)?.verdict ?? verdictView(dataset)).state,
        };
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
