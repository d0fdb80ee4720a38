import { versionMarkAnswer } from "#lib/api/answers/history.ts";
import type { DatasetAnswer, DatasetSummaryAnswer } from "#lib/api/schemas/dataset.ts";
import type { VersionMark } from "#lib/catalog/version-at.ts";
import type { ColumnView, DatasetSummary, DatasetView, LineageItem } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

/** @param origin `https://data.example.com`: answers carry whole addresses */
export function datasetSummaryAnswer(dataset: DatasetSummary, origin: string): DatasetSummaryAnswer {
  const { name, title, description, domain, owner, tags, terms, tier, status, classification, verdict, quality, freshness } = dataset;
  return {
    name,
    title,
    description,
    domain: domain?.id ?? null,
    owner: owner?.id ?? null,
    tags: [...tags],
    terms: terms.map(({ id }) => id),
    tier,
    status,
    classification: [...classification],
    verdict: { ...verdict, reasons: [...verdict.reasons] },
    quality,
    freshness:
      freshness === null
        ? null
        : {
            promised: freshness.promised,
            maxAgeSeconds: freshness.maxAgeSeconds,
            observedAgeSeconds: freshness.observedAgeSeconds,
            asOf: freshness.asOf,
            column: freshness.column,
          },
    updatedAt: dataset.updatedAt,
    links: {
      html: origin + href.dataset(name),
      self: origin + href.api.dataset(name),
      rows: dataset.canRead ? origin + href.api.rows(name) : null,
      export: dataset.canRead ? exportLinks(name, origin) : null,
    },
  };
}

/** @param at the version that was asked for */
export function datasetAnswer(dataset: DatasetView, origin: string, at: VersionMark | null = null): DatasetAnswer {
  const { sla, access, contract, reported } = dataset;
  const summary = datasetSummaryAnswer(dataset, origin);
  return {
    ...summary,
    links: at === null ? summary.links : { ...summary.links, ...linksAt(dataset.name, at, origin) },
    columns: dataset.columns.map((column) => columnAnswer(column, dataset.promises)),
    sla:
      sla === null
        ? null
        : {
            promised: sla.promised,
            machineCheckable: sla.machineCheckable,
            by: sla.by,
            timezone: sla.timezone,
            every: sla.every,
            on: sla.on === null ? null : [...sla.on],
            target: sla.target,
            attainment30: null,
          },
    promises: dataset.promises.map(({ kind, column, label, observed }) => ({
      what: kind,
      column,
      promised: label,
      observed: observed?.words ?? null,
      state: observed === null ? ("unknown" as const) : STATES[observed.status],
      at: observed?.at ?? null,
    })),
    reported: reported === null ? null : { latest: reported.latest, series: [...reported.series] },
    examples: [...dataset.examples],
    access: { level: access.level, reason: access.reason, ...access.declared, policy: [...access.policy] },
    lineage: {
      upstream: namesOf(dataset.upstream),
      downstream: namesOf(dataset.downstream),
      hidden: { upstream: hiddenIn(dataset.upstream), downstream: hiddenIn(dataset.downstream) },
    },
    replacedBy: dataset.replacedBy?.name ?? null,
    contract: {
      version: contract.version,
      hash: contract.hash,
      file: contract.file,
      line: contract.line,
      commit: contract.commit,
      staleSince: contract.staleSince,
    },
    inferred: [...dataset.inferred],
    createdAt: dataset.createdAt,
    at: at === null ? null : versionMarkAnswer(at),
  };
}

const linksAt = (name: string, { id }: VersionMark, origin: string) => ({
  html: origin + href.datasetAt(name, id),
  self: origin + href.api.datasetAt(name, id),
});

function columnAnswer(
  { term, values, unique, ...column }: ColumnView,
  promises: DatasetView["promises"],
): DatasetAnswer["columns"][number] {
  return {
    ...column,
    // The only column of a key has no value twice; of several columns, only all together.
    unique: unique || promises.some(({ kind, column: key }) => kind === "key" && key === column.name),
    values: values === null ? null : [...values],
    term: term?.id ?? null,
    observed: null,
  };
}

const namesOf = (items: readonly LineageItem[]) => items.flatMap(({ name }) => name ?? []);
const hiddenIn = (items: readonly LineageItem[]) => items.filter(({ kind }) => kind === "hidden").length;

function exportLinks(name: string, origin: string) {
  const link = (format: Parameters<typeof href.api.export>[1]) => origin + href.api.export(name, format);
  return {
    ...{ csv: link("csv"), json: link("json"), ndjson: link("ndjson") },
    ...{ parquet: link("parquet"), arrow: link("arrow"), xlsx: link("xlsx") },
  };
}

/** What came of a promise's checks, in one word. */
const STATES = { pass: "kept", warn: "kept", fail: "missed", error: "unknown", skipped: "unknown" } as const;
