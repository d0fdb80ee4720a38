import { titleOf } from "#lib/contract/name.ts";
import { cleanLabel, cleanText } from "#lib/intake/clean-text.ts";
import type { ImportedDataset, ImportedMetric, ImportedOwner, ImportedSource } from "#lib/intake/imported.ts";

/** What stands where nobody has described a dataset yet: a catalog file needs a description, and this one is honest. */
export const NOT_DESCRIBED = "Not described yet.";
/** Owner of datasets that name none. */
export const UNASSIGNED = "unassigned";

type Fields = Readonly<Record<string, unknown>>;

/** The keys of a dataset but its columns, in the order of the catalog format. */
export function datasetSpec(dataset: ImportedDataset): Fields {
  const { title, freshness, source, custom } = dataset;
  const description = cleanText(dataset.description);
  return present({
    title: title === titleOf(dataset.name) ? null : cleanLabel(title),
    description: description ?? NOT_DESCRIBED,
    domain: dataset.domain,
    owner: dataset.owner ?? UNASSIGNED,
    tags: labels(dataset.tags),
    tier: dataset.tier,
    status: dataset.status ?? (description === null ? "draft" : null),
    replaced_by: dataset.replacedBy,
    source: source === null ? null : sourceSpec(source),
    freshness: freshness === null ? null : freshnessSpec(freshness),
    schema: [],
    checks: dataset.checks,
    lineage: dataset.upstream.length === 0 ? null : { upstream: dataset.upstream },
    aliases: labels(dataset.aliases),
    custom: Object.keys(custom).length === 0 ? null : custom,
  });
}

function sourceSpec({ source, relation, files }: NonNullable<ImportedDataset["source"]>): unknown {
  if (files === null && source !== null && relation !== null) return `${source}.${relation}`;
  return present({ source, relation, files });
}

function freshnessSpec({ maxAge, warnAfter, column }: NonNullable<ImportedDataset["freshness"]>): unknown {
  return warnAfter === null && column === null ? `< ${maxAge}` : present({ max_age: maxAge, warn_after: warnAfter, column });
}

export function ownerSpec(owner: ImportedOwner): Fields {
  const { id: _id, title, description, slack, email } = owner;
  return present({ title: cleanLabel(title) ?? titleOf(owner.id), description: cleanText(description), slack, email });
}

export function sourceEntrySpec({ engine, files, urlEnv, catalog }: ImportedSource): Fields {
  return present({ engine, files, url: urlEnv === null ? null : { env: urlEnv }, catalog: catalog ?? null });
}

export function metricSpec(metric: ImportedMetric): Fields {
  const { title, description, dataset, measure, where, time, dimensions } = metric;
  return present({
    title: cleanLabel(title),
    description: cleanText(description),
    dataset,
    measure: cleanText(measure, 2_000),
    where: cleanText(where, 2_000),
    time,
    dimensions,
  });
}

const labels = (texts: readonly string[]) => [...new Set(texts.map((text) => cleanLabel(text)).filter((text) => text !== null))];

/** Without what was not said. `schema` stays, because a dataset needs it. */
function present(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => value !== null && !(Array.isArray(value) && value.length === 0 && key !== "schema")),
  );
}
