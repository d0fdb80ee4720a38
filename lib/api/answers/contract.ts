import type { ContractAnswer } from "#lib/api/schemas/contract.ts";
import { relationsOnly } from "#lib/catalog/dataset-view.ts";
import { relationsInCheck, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import type { ColumnView, DatasetView } from "#lib/catalog/views.ts";
import type { CheckSpec, DatasetContract, JsonValue, MonitorSpec } from "#lib/contract/contract.ts";

/**
 * The promise alone, in the words of the catalog format. `view` is cut to the reader; of `contract` only what the view does not tell is
 * taken, and nothing that names a column or a dataset which this reader may not know of. Row policies and masks are not told.
 * @param hidden folded names of those datasets
 * @param hiddenColumns columns of other versions that must not be named either
 */
export function contractAnswer(
  view: DatasetView,
  contract: DatasetContract,
  hidden: ReadonlySet<string>,
  hiddenColumns: readonly string[] = [],
): ContractAnswer {
  const shown = new Set(view.columns.map(({ name }) => name));
  const namesNoColumn = tellableWithout([...contract.columns.flatMap(({ name }) => (shown.has(name) ? [] : [name])), ...hiddenColumns]);
  const namesNoDataset = tellableOutside(hidden);
  const namesNoRelation = tellableOutside(relationsOnly(hidden, contract));
  const checks = contract.checks
    .filter((check) => (check.kind === "relationships" ? namesNoDataset(check.params["to"]) : namesNoRelation(relationsInCheck(check))))
    .map(checkEntry)
    .filter(namesNoColumn);
  const monitors = contract.monitors.map(monitorEntry).filter(namesNoColumn);
  const upstream = view.upstream.flatMap(({ name }) => name ?? []);
  return {
    name: view.name,
    version: view.contract.version,
    title: view.title,
    description: view.description,
    ...some("domain", view.domain?.id),
    ...some("owner", view.owner?.id),
    ...many("tags", view.tags),
    ...many("terms", contract.terms),
    ...some("tier", view.tier),
    status: view.status,
    ...some("replaced_by", view.replacedBy?.name),
    ...some("sla", slaEntry(view)),
    ...some("freshness", freshnessEntry(view, contract)),
    ...some("quality_score", view.quality.target),
    schema: view.columns.map((column) => ({ [column.name]: columnEntry(column) })),
    ...many("checks", checks),
    ...many("monitors", monitors),
    ...(upstream.length === 0 ? {} : { lineage: { upstream } }),
    access: {
      visibility: contract.access.visibility,
      data: contract.access.data,
      ...many("readers", view.access.readers),
      ...some("query", view.access.declared.query),
      ...some("export", view.access.declared.export),
      ...some("api", view.access.declared.api),
    },
    ...many(
      "usage_examples",
      view.examples.map(({ name, description, sql }) => ({ name, ...some("description", description), sql })),
    ),
  };
}

function checkEntry({ kind, params, name, severity, dimension, where }: CheckSpec): Record<string, unknown> {
  const said = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
  return {
    [kind]: kind === "sql" ? said["sql"] : said,
    ...some("name", name),
    ...some("severity", severity),
    ...some("dimension", dimension),
    ...some("where", where),
  };
}

function monitorEntry({ name, type, column, threshold }: MonitorSpec): Record<string, unknown> {
  return { ...some("name", name), type, ...some("column", column), ...some("threshold", threshold) };
}

function slaEntry({ sla }: DatasetView): JsonValue | null {
  if (sla === null) return null;
  if (!sla.machineCheckable) return sla.promised;
  return {
    ...some("by", sla.by),
    ...some("timezone", sla.timezone),
    ...some("every", sla.every),
    ...some("on", sla.on),
    ...(sla.graceSeconds === null ? {} : { grace: `${sla.graceSeconds}s` }),
    ...some("evidence", sla.evidence),
    ...some("target", sla.target),
  };
}

function freshnessEntry({ freshness }: DatasetView, contract: DatasetContract): JsonValue | null {
  if (freshness === null) return null;
  const warnAfter = contract.freshness?.warnAfterSeconds ?? null;
  return {
    max_age: `${freshness.maxAgeSeconds}s`,
    ...(warnAfter === null ? {} : { warn_after: `${warnAfter}s` }),
    ...some("column", freshness.column),
  };
}

function columnEntry(column: ColumnView): Record<string, unknown> {
  const { references } = column;
  return {
    type: column.type,
    ...some("description", column.description),
    ...(column.primaryKey ? { primary_key: true } : {}),
    ...(column.required ? { required: true } : {}),
    ...(column.unique ? { unique: true } : {}),
    ...some("values", column.values),
    ...some("min", column.min),
    ...some("max", column.max),
    ...(column.exclusiveMin || column.exclusiveMax ? { exclusive: true } : {}),
    ...some("pattern", column.pattern),
    ...(references?.dataset == null
      ? {}
      : { references: [references.dataset, references.column].filter((part) => part !== null).join(".") }),
    ...some("classification", column.classification),
    ...some("term", column.term?.id),
  };
}

function some<K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } | Record<never, never> {
  return value === null || value === undefined ? {} : { [key]: value };
}

function many<K extends string, V>(key: K, values: readonly V[]): { [P in K]?: V[] } | Record<never, never> {
  return values.length === 0 ? {} : { [key]: [...values] };
}
