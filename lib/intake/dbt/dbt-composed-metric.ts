import type { DbtMetric, DbtMetricInput } from "#lib/intake/dbt/manifest.ts";
import type { ImportedMetric } from "#lib/intake/imported.ts";

/**
 * A ratio of two metrics, or an expression over several, as one measure: only where all of them are over the same dataset and
 * time, and none is filtered or shifted in time. `null` otherwise.
 */
export function composeMetric(metric: DbtMetric, found: ReadonlyMap<string, ImportedMetric>): ImportedMetric | null {
  const { type_params: params } = metric;
  if (metric.filter != null || params == null) return null;
  const parts =
    metric.type === "ratio"
      ? partsOf([params.numerator, params.denominator], found)
      : metric.type === "derived"
        ? partsOf(params.metrics, found)
        : null;
  const [first] = parts ?? [];
  if (parts === null || first === undefined) return null;
  const measure = metric.type === "ratio" ? ratioOf(parts) : typeof params.expr === "string" ? substitute(params.expr, parts) : null;
  const { dataset, time, dimensions } = first.metric;
  return measure === null
    ? null
    : {
        name: metric.name,
        title: metric.label ?? null,
        description: metric.description ?? null,
        dataset,
        measure,
        where: null,
        time,
        dimensions,
      };
}

interface Part {
  readonly alias: string;
  readonly metric: ImportedMetric;
}

function partsOf(inputs: readonly DbtMetricInput[] | null | undefined, found: ReadonlyMap<string, ImportedMetric>): readonly Part[] | null {
  const parts = (inputs ?? []).flatMap((input) => {
    const metric =
      input == null || input.filter != null || input.offset_window != null || input.offset_to_grain != null
        ? undefined
        : found.get(input.name);
    return metric === undefined ? [] : [{ alias: input?.alias ?? metric.name, metric }];
  });
  const [first] = parts;
  const same = parts.every(
    ({ metric }) => metric.where === null && metric.dataset === first?.metric.dataset && metric.time === first.metric.time,
  );
  return parts.length > 0 && parts.length === inputs?.length && same ? parts : null;
}

/** `1.0 *`, because some databases divide whole numbers into whole numbers. */
function ratioOf([numerator, denominator]: readonly Part[]): string | null {
  if (numerator === undefined || denominator === undefined) return null;
  return `1.0 * ${numerator.metric.measure} / nullif(${denominator.metric.measure}, 0)`;
}

/** `revenue - cost` with each name replaced by its measure. `null` when it speaks of a name that is none of them. */
function substitute(expression: string, parts: readonly Part[]): string | null {
  const measures = new Map(parts.map(({ alias, metric }) => [alias, metric.measure]));
  if (!/^[\w\s+*/().-]+$/.test(expression)) return null;
  const names = expression.match(/[A-Za-z_]\w*/g) ?? [];
  return names.every((name) => measures.has(name)) ? expression.replace(/[A-Za-z_]\w*/g, (name) => measures.get(name) ?? name) : null;
}
