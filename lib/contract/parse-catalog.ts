import type { AccessLevel, Catalog, MonitorSpec, Policy, QualityReport } from "#lib/contract/contract.ts";
import { brokenFiles, holdNames, type PublishedNames } from "#lib/contract/held-names.ts";
import { linkDataset } from "#lib/contract/link-dataset.ts";
import { type DocOptions, DocReader } from "#lib/contract/link-doc.ts";
import { linkDomains, linkMetrics, linkTerms } from "#lib/contract/link-vocabulary.ts";
import { Linker } from "#lib/contract/linker.ts";
import { isOdcs, readOdcs } from "#lib/contract/odcs.ts";
import { parseFile } from "#lib/contract/parse-file.ts";
import { mergePolicies } from "#lib/contract/policy.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareText, ProblemLog, sortProblems } from "#lib/contract/problem-log.ts";
import { Sections } from "#lib/contract/sections.ts";
import type { SpecMap } from "#lib/contract/spec.ts";

export interface ParseCatalogOptions extends DocOptions {
  /** For datasets without a visibility where the policy sets no default. */
  readonly defaultVisibility: AccessLevel;
  /** Default 100,000. */
  readonly maxDatasets?: number;
  /** The policy of the last good version: where no file says otherwise, it holds while a file is broken. */
  readonly lastPolicy?: Policy | null;
  /** Files (or folders, with a `/` at the end) that could not even be read, so what they say is unknown. */
  readonly unreadable?: readonly string[];
  /** What is published: what a file that is broken now defined before is still known. */
  readonly published?: PublishedNames;
}

/**
 * All files of a catalog → what they say together, and every problem of all of them. Pure and deterministic: the order of `files`
 * does not matter, and two runs give the same bytes. Never throws for anything that a file can hold.
 */
export function parseCatalog(
  files: readonly { readonly path: string; readonly text: string }[],
  options: ParseCatalogOptions,
): { readonly catalog: Catalog; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const sections = new Sections(options.maxDatasets ?? 100_000);
  const contracts: SpecMap[] = [];

  for (const { path, text } of files.toSorted((a, b) => compareText(a.path, b.path))) {
    const parsed = parseFile({ file: path, text });
    for (const problem of parsed.problems) problems.push(problem);
    if (parsed.root === null) continue;
    if (isOdcs(parsed.root)) contracts.push(parsed.root);
    else sections.addFile(parsed.root, new ProblemLog(problems));
  }
  // After all native files, because an ODCS object takes a longer name where a native dataset has its name.
  for (const contract of contracts) readOdcs(contract, sections, new ProblemLog(problems));

  const { unreadable = [], published } = options;
  const failed = problems.flatMap(({ level, position }) => (level === "error" ? [position.file] : []));
  if (published !== undefined) holdNames(sections, published, brokenFiles(failed, unreadable));
  // An error anywhere may stand where a policy was.
  const broken = unreadable.length > 0 || failed.length > 0;
  return { catalog: linkCatalog(sections, broken, options, problems), problems: sortProblems(problems) };
}

function linkCatalog(sections: Sections, broken: boolean, options: ParseCatalogOptions, problems: Problem[]): Catalog {
  const log = new ProblemLog(problems);
  const linker = new Linker(sections);
  const docs = new DocReader(options, problems);
  const policy = mergePolicies(sections.policies, log, broken ? options.lastPolicy : null);
  const context = {
    linker,
    policy,
    defaultVisibility: options.defaultVisibility,
    docs,
    monitors: monitorsByDataset(sections, linker, log),
  };
  const datasets = sections.datasets.values().flatMap((draft) => linkDataset(draft, context) ?? []);
  return {
    title: sections.title,
    datasets: datasets.sort((a, b) => compareText(a.name, b.name)),
    terms: linkTerms(sections, linker, docs, log),
    owners: sections.owners.values().sort((a, b) => compareText(a.id, b.id)),
    domains: linkDomains(sections, linker, docs, log),
    sources: sections.sources.values().sort((a, b) => compareText(a.id, b.id)),
    metrics: linkMetrics(sections, linker, log),
    policy,
    qualityReports: linkReports(sections.reports, linker, log),
  };
}

/** A monitor's table is a dataset's name or alias, or its relation. */
function monitorsByDataset({ monitors, datasets }: Sections, linker: Linker, log: ProblemLog): ReadonlyMap<string, readonly MonitorSpec[]> {
  const byDataset = new Map<string, MonitorSpec[]>();
  if (monitors.length === 0) return byDataset;
  const byRelation = new Map(
    datasets.values().flatMap(({ name, source }) => (source === null ? [] : [[source.words ?? source.relation, name] as const])),
  );
  for (const monitor of monitors) {
    const name =
      linker.findDataset(monitor.dataset) ??
      byRelation.get(monitor.dataset) ??
      linker.dataset(monitor.dataset, "The monitor", monitor.position, log);
    if (name === null) continue;
    const list = byDataset.get(name) ?? [];
    list.push(monitor);
    byDataset.set(name, list);
  }
  return byDataset;
}

/** A score of a dataset that is not in this catalog stays, under the name as written: its dataset may just be broken today. */
function linkReports(reports: readonly QualityReport[], linker: Linker, log: ProblemLog): readonly QualityReport[] {
  return reports
    .map((report) => ({ ...report, dataset: linker.dataset(report.dataset, "The quality score", report.position, log) ?? report.dataset }))
    .sort((a, b) => compareText(a.dataset, b.dataset) || compareText(a.measuredAt, b.measuredAt) || compareText(a.source, b.source));
}
