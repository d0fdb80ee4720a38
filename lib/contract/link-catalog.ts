import type { CatalogNames } from "#lib/contract/catalog-names.ts";
import type { AccessLevel, Catalog, DatasetContract, MonitorSpec, Policy, QualityReport } from "#lib/contract/contract.ts";
import { linkDomains, linkMetrics, linkTerms } from "#lib/contract/link-vocabulary.ts";
import type { LinkedDatasets } from "#lib/contract/linked-datasets.ts";
import { Linker, type LinkTrace } from "#lib/contract/linker.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import type { Sections } from "#lib/contract/sections.ts";

export interface LinkCatalogOptions {
  readonly policy: Policy;
  /** `false`: a file is broken, and a policy may stand in it that was never published. */
  readonly isPolicyKnown: boolean;
  /** Where neither the dataset nor the policy says one. */
  readonly defaultVisibility: AccessLevel;
  /** What was linked before. */
  readonly linked: LinkedDatasets;
}

export interface LinkedCatalog {
  readonly catalog: Catalog;
  /** What came of each thing that was linked, in the same order every time. */
  readonly traces: readonly LinkTrace[];
}

/** All sections together → what they mean. */
export function linkCatalog(sections: Sections, names: CatalogNames, options: LinkCatalogOptions): LinkedCatalog {
  const { policy, linked } = options;
  const { classifications } = policy;
  const attributes = options.isPolicyKnown ? policy.attributes : null;
  const defaultVisibility = policy.defaultVisibility ?? options.defaultVisibility;
  const traces: LinkTrace[] = [];
  const linkerOf = () => {
    const linker = new Linker(names);
    traces.push(linker);
    return linker;
  };
  const monitors = monitorsByDataset(sections, linkerOf());
  const datasets: DatasetContract[] = [];
  for (const draft of sections.datasets.values()) {
    const context = { classifications, defaultVisibility, attributes, monitors: monitors.get(draft.name) ?? [] };
    const { contract, trace } = linked.link(draft, context, names);
    traces.push(trace);
    if (contract !== null) datasets.push(contract);
  }
  const catalog = {
    title: sections.title,
    datasets: datasets.sort((a, b) => compareText(a.name, b.name)),
    terms: linkTerms(sections, linkerOf()),
    owners: sections.owners.values().sort((a, b) => compareText(a.id, b.id)),
    domains: linkDomains(sections, linkerOf()),
    sources: sections.sources.values().sort((a, b) => compareText(a.id, b.id)),
    metrics: linkMetrics(sections, linkerOf()),
    policy,
    qualityReports: linkReports(sections.reports, linkerOf()),
  };
  return { catalog, traces };
}

/** A monitor's table is a dataset's name or alias, or its relation. */
function monitorsByDataset({ monitors, datasets }: Sections, linker: Linker): ReadonlyMap<string, readonly MonitorSpec[]> {
  const byDataset = new Map<string, MonitorSpec[]>();
  if (monitors.length === 0) return byDataset;
  const byRelation = new Map(
    datasets.values().flatMap(({ name, source }) => (source === null ? [] : [[source.words ?? source.relation, name] as const])),
  );
  for (const monitor of monitors) {
    const name =
      linker.find("datasets", monitor.dataset) ??
      byRelation.get(monitor.dataset) ??
      linker.findDataset(monitor.dataset, "The monitor", monitor.position);
    if (name === null) continue;
    const list = byDataset.get(name) ?? [];
    list.push(monitor);
    byDataset.set(name, list);
  }
  return byDataset;
}

/** A score of a dataset that is not in this catalog stays, under the name as written: its dataset may just be broken today. */
function linkReports(reports: readonly QualityReport[], linker: Linker): readonly QualityReport[] {
  return reports
    .map((report) => ({ ...report, dataset: linker.findDataset(report.dataset, "The quality score", report.position) ?? report.dataset }))
    .sort((a, b) => compareText(a.dataset, b.dataset) || compareText(a.measuredAt, b.measuredAt) || compareText(a.source, b.source));
}
