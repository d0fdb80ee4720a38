import { isId } from "#lib/contract/name.ts";
import { composeMetric } from "#lib/intake/dbt/dbt-composed-metric.ts";
import type { DbtTables } from "#lib/intake/dbt/dbt-tables.ts";
import { isTemplate } from "#lib/intake/dbt/dbt-test-kinds.ts";
import type { DbtManifest, DbtMetric, DbtSemanticModel } from "#lib/intake/dbt/manifest.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";
import type { ImportedMetric } from "#lib/intake/imported.ts";

/** Metrics that are one measure over one dataset. What is computed otherwise has no counterpart, and is noted. */
export function readMetrics(manifest: DbtManifest, tables: DbtTables, notes: ImportNotes): readonly ImportedMetric[] {
  const found = new Map<string, ImportedMetric>();
  // Simple ones first, because the others are made of them.
  const simpleFirst = manifest.metrics.toSorted((a, b) => Number(a.type !== "simple") - Number(b.type !== "simple"));
  for (const metric of simpleFirst) {
    const read =
      metric.type_params == null
        ? readLegacy(metric, tables)
        : (readSimple(metric, manifest.semantic_models, tables) ?? composeMetric(metric, found));
    if (read === null || !isId(metric.name) || found.has(metric.name))
      notes.add(`metric of the kind ${kindOf(metric)}, left out`, metric.name);
    else found.set(metric.name, read);
  }
  return [...found.values()];
}

const kindOf = ({ type, calculation_method: method }: DbtMetric) =>
  type === "simple" ? "simple with a filter or measure that cannot be said" : (type ?? method ?? "unknown");

/** dbt 1.6 and later: over a measure of a semantic model, or (1.12) with the aggregation in itself. */
function readSimple(metric: DbtMetric, models: readonly DbtSemanticModel[], tables: DbtTables): ImportedMetric | null {
  const { type_params: params } = metric;
  if (metric.type !== "simple" || params == null) return null;
  const own = params.metric_aggregation_params;
  const measureName = params.measure?.name;
  const model = models.find((candidate) =>
    own?.semantic_model != null ? candidate.name === own.semantic_model : candidate.measures?.some(({ name }) => name === measureName),
  );
  const measure = model?.measures?.find(({ name }) => name === measureName);
  const dataset = model === undefined ? null : datasetOf(model.depends_on?.nodes, tables);
  if (model === undefined || dataset === null) return null;
  const agg = own?.agg ?? measure?.agg ?? null;
  const expression = String((own == null ? measure?.expr : params.expr) ?? measureName ?? metric.name);
  const sql = agg === null ? null : aggregate(agg, expression);
  const templates = [...(metric.filter?.where_filters ?? []), ...(params.measure?.filter?.where_filters ?? [])];
  const filters = templates.map(({ where_sql_template: template }) => conditionOf(template, model));
  if (sql === null || filters.includes(null)) return null;
  const time = own?.agg_time_dimension ?? measure?.agg_time_dimension ?? model.defaults?.agg_time_dimension ?? null;
  return {
    name: metric.name,
    title: metric.label ?? null,
    description: metric.description ?? null,
    dataset,
    measure: sql,
    where: filters.length === 0 ? null : filters.length === 1 ? (filters[0] ?? null) : filters.map((filter) => `(${filter})`).join(" AND "),
    time: time === null ? null : columnOf(time, model),
    dimensions: (model.dimensions ?? []).filter(({ type }) => type === "categorical").flatMap(({ name }) => columnOf(name, model) ?? []),
  };
}

/** dbt 1.0 to 1.5. */
function readLegacy(metric: DbtMetric, tables: DbtTables): ImportedMetric | null {
  const dataset = datasetOf(metric.depends_on?.nodes, tables);
  const agg = metric.calculation_method ?? metric.type ?? null;
  const expression = metric.expression ?? metric.sql ?? null;
  const measure = agg === null || expression === null || isTemplate(expression) ? null : aggregate(agg, expression);
  if (dataset === null || measure === null) return null;
  const filters = (metric.filters ?? []).map(({ field, operator, value }) => `${field} ${operator} ${value}`);
  return {
    name: metric.name,
    title: metric.label ?? null,
    description: metric.description ?? null,
    dataset,
    measure,
    where: filters.length === 0 ? null : filters.join(" AND "),
    time: metric.timestamp ?? null,
    dimensions: metric.dimensions ?? [],
  };
}

function datasetOf(nodes: readonly string[] | null | undefined, tables: DbtTables): string | null {
  const [only, second] = (nodes ?? []).flatMap((id) => tables.find(id)?.name ?? []);
  return only === undefined || second !== undefined ? null : only;
}

function aggregate(agg: string, expression: string): string | null {
  if (isTemplate(expression)) return null;
  switch (agg) {
    case "sum":
    case "min":
    case "max":
    case "median":
    case "count":
      return `${agg}(${expression})`;
    case "average":
      return `avg(${expression})`;
    case "count_distinct":
      return `count(DISTINCT ${expression})`;
    case "sum_boolean":
      return `sum(CASE WHEN ${expression} THEN 1 ELSE 0 END)`;
    default:
      return null;
  }
}

/** The column of a dimension or entity: its own expression where that is a column, else its name. */
function columnOf(name: string, model: DbtSemanticModel): string | null {
  const found = [...(model.dimensions ?? []), ...(model.entities ?? [])].find((candidate) => candidate.name === name);
  const column = found?.expr ?? name;
  return /^[A-Za-z_]\w*$/.test(column) ? column : null;
}

/** `{{ Dimension('order__is_food') }} = true` → `is_food = true`. `null` where it speaks of another model or of more than that. */
function conditionOf(template: string, model: DbtSemanticModel): string | null {
  let known = true;
  const sql = template.replace(/\{\{\s*(?:Dimension|TimeDimension|Entity)\(\s*['"]([\w]+)['"][^}]*\)\s*\}\}/g, (_, path: string) => {
    const [name = "", entity] = path.split("__").toReversed();
    const own = entity === undefined || model.entities?.some((candidate) => candidate.name === entity && candidate.type !== "foreign");
    const dimension = [...(model.dimensions ?? []), ...(model.entities ?? [])].find((candidate) => candidate.name === name);
    if (own !== true || dimension === undefined) known = false;
    return dimension?.expr ?? name;
  });
  return known && !isTemplate(sql) ? sql.trim() : null;
}
