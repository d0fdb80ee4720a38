import { z } from "zod";

/**
 * What we read of dbt's `manifest.json`: v2 to v12 and what dbt 2 (Fusion) writes. Every field may be absent or of another kind,
 * because each version of dbt differs a little; what does not fit is as if it were not there, and never a failure.
 */
const text = z.string().nullish().catch(null);
const record = z.record(z.string(), z.unknown()).nullish().catch(null);
const texts = z
  .union([
    z.array(z.unknown()).transform((items) => items.filter((item) => typeof item === "string")),
    z.string().transform((item) => [item]),
  ])
  .nullish()
  .catch(null);
const number = z
  .union([z.number(), z.string().transform(Number)])
  .nullish()
  .catch(null);

const period = z.object({ count: number, period: text }).nullish().catch(null);
const freshness = z.object({ warn_after: period, error_after: period }).nullish().catch(null);

const constraint = z.object({
  type: text,
  name: text,
  expression: text,
  columns: texts,
  to: text,
  to_columns: texts,
  warn_unsupported: z.boolean().nullish().catch(null),
});
const constraints = z
  .array(z.unknown())
  .transform((items) => items.flatMap((item) => constraint.safeParse(item).data ?? []))
  .nullish()
  .catch(null);

const column = z.object({
  name: text,
  description: text,
  data_type: text,
  quote: z.boolean().nullish().catch(null),
  meta: record,
  tags: texts,
  constraints,
  config: z.object({ meta: record, tags: texts }).nullish().catch(null),
});

const config = z
  .object({
    enabled: z.boolean().nullish().catch(null),
    materialized: text,
    severity: text,
    where: text,
    limit: z.unknown().optional(),
    fail_calc: text,
    warn_if: text,
    error_if: text,
    meta: record,
    tags: texts,
    group: text,
    loaded_at_field: text,
    freshness,
  })
  .nullish()
  .catch(null);

const node = z.object({
  unique_id: z.string(),
  resource_type: text,
  name: z.string(),
  alias: text,
  identifier: text,
  database: text,
  schema: text,
  package_name: text,
  source_name: text,
  source_description: text,
  source_meta: record,
  original_file_path: text,
  path: text,
  description: text,
  columns: z
    .record(z.string(), z.unknown())
    .transform((all) => Object.entries(all).flatMap(([key, value]) => namedColumn(key, value)))
    .nullish()
    .catch(null),
  tags: texts,
  fqn: texts,
  meta: record,
  group: text,
  access: text,
  config,
  depends_on: z.object({ nodes: texts }).nullish().catch(null),
  constraints,
  version: z.union([z.string(), z.number()]).nullish().catch(null),
  latest_version: z.union([z.string(), z.number()]).nullish().catch(null),
  deprecation_date: text,
  loaded_at_field: text,
  freshness,
  attached_node: text,
  column_name: text,
  test_metadata: z.object({ name: z.string(), namespace: text, kwargs: record }).nullish().catch(null),
});

function namedColumn(key: string, value: unknown): (z.infer<typeof column> & { readonly name: string })[] {
  const read = column.safeParse(value);
  return read.success ? [{ ...read.data, name: read.data.name ?? key }] : [];
}

const owner = z
  .union([
    z.string().transform((name) => ({ name, email: null, slack: null })),
    z.object({ name: text, email: texts.transform((all) => all?.[0] ?? null), slack: text, slack_channel: text }),
  ])
  .nullish()
  .catch(null);

const group = z.object({ name: z.string(), description: text, owner });
const exposure = z.object({
  name: z.string(),
  label: text,
  type: text,
  url: text,
  description: text,
  owner,
  depends_on: z.object({ nodes: texts }).nullish().catch(null),
});

const measure = z.object({
  name: z.string(),
  agg: text,
  expr: z.union([z.string(), z.number(), z.boolean()]).nullish().catch(null),
  agg_time_dimension: text,
});
const dimension = z.object({ name: z.string(), type: text, expr: text });
const semanticModel = z.object({
  unique_id: z.string(),
  name: z.string(),
  depends_on: z.object({ nodes: texts }).nullish().catch(null),
  defaults: z.object({ agg_time_dimension: text }).nullish().catch(null),
  measures: lenientList(measure),
  dimensions: lenientList(dimension),
  entities: lenientList(dimension),
});

const input = z
  .union([
    z.string().transform((name) => ({ name, alias: null, filter: null, offset_window: null, offset_to_grain: null })),
    z.object({
      name: z.string(),
      alias: text,
      filter: z.unknown().optional(),
      offset_window: z.unknown().optional(),
      offset_to_grain: z.unknown().optional(),
    }),
  ])
  .nullish()
  .catch(null);

const filter = z
  .object({ where_filters: lenientList(z.object({ where_sql_template: z.string() })) })
  .nullish()
  .catch(null);
const metric = z.object({
  name: z.string(),
  label: text,
  description: text,
  type: text,
  filter,
  // dbt 1.0 to 1.5
  calculation_method: text,
  expression: text,
  sql: text,
  timestamp: text,
  dimensions: texts,
  filters: z
    .array(z.object({ field: z.string(), operator: z.string(), value: z.string() }))
    .nullish()
    .catch(null),
  depends_on: z.object({ nodes: texts }).nullish().catch(null),
  // dbt 1.6 and later
  type_params: z
    .object({
      expr: z.union([z.string(), z.number(), z.boolean()]).nullish().catch(null),
      measure: z
        .union([z.string().transform((name) => ({ name, filter: null })), z.object({ name: z.string(), filter })])
        .nullish()
        .catch(null),
      numerator: input,
      denominator: input,
      metrics: lenientList(input),
      metric_aggregation_params: z.object({ semantic_model: text, agg: text, agg_time_dimension: text }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

function lenientList<T extends z.ZodType>(item: T) {
  return z
    .array(z.unknown())
    .transform((items) =>
      items.flatMap((value) => {
        const read = item.safeParse(value);
        return read.success ? [read.data] : [];
      }),
    )
    .nullish()
    .catch(null);
}

/** The values of one section that look as they should. */
function sectionOf<T extends z.ZodType>(item: T) {
  return z
    .record(z.string(), z.unknown())
    .nullish()
    .catch(null)
    .transform((all) =>
      Object.values(all ?? {}).flatMap((value) => {
        const read = item.safeParse(value);
        return read.success ? [read.data] : [];
      }),
    );
}

export const MANIFEST = z.object({
  metadata: z
    .object({ dbt_schema_version: text, dbt_version: text, project_name: text, adapter_type: text, generated_at: text })
    .nullish()
    .catch(null),
  nodes: sectionOf(node),
  sources: sectionOf(node),
  exposures: sectionOf(exposure),
  metrics: sectionOf(metric),
  semantic_models: sectionOf(semanticModel),
  groups: sectionOf(group),
  unit_tests: z.record(z.string(), z.unknown()).nullish().catch(null),
});

export type DbtManifest = z.infer<typeof MANIFEST>;
export type DbtNode = z.infer<typeof node>;
export type DbtColumn = NonNullable<DbtNode["columns"]>[number];
export type DbtConstraint = z.infer<typeof constraint>;
export type DbtMetricInput = z.infer<typeof input>;
export type DbtMetric = z.infer<typeof metric>;
export type DbtSemanticModel = z.infer<typeof semanticModel>;
export type DbtOwner = z.infer<typeof owner>;
