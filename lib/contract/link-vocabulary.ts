import type { Domain, Metric, Term } from "#lib/contract/contract.ts";
import { linkDoc } from "#lib/contract/link-doc.ts";
import type { Linker } from "#lib/contract/linker.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import type { Sections } from "#lib/contract/sections.ts";

export function linkTerms({ terms }: Sections, linker: Linker): readonly Term[] {
  return terms
    .values()
    .map(({ docs: path, ...term }) => ({
      ...term,
      owner: term.owner === null ? null : linker.owner(term.owner, term.position),
      related: [...new Set(term.related.map((slug) => linker.term(slug, term.position)))],
      doc: linkDoc(path, term.position, null, linker),
    }))
    .sort((a, b) => compareText(a.slug, b.slug));
}

export function linkDomains({ domains }: Sections, linker: Linker): readonly Domain[] {
  return domains
    .values()
    .map(({ docs: path, ...domain }) => ({
      ...domain,
      owner: domain.owner === null ? null : linker.owner(domain.owner, domain.position),
      doc: linkDoc(path, domain.position, null, linker),
    }))
    .sort((a, b) => compareText(a.id, b.id));
}

export function linkMetrics({ metrics, datasets }: Sections, linker: Linker): readonly Metric[] {
  return metrics
    .values()
    .map((metric) => {
      const { position } = metric;
      const name = linker.findDataset(metric.dataset, `The metric ${metric.name}`, position);
      const dataset = name === null ? null : (datasets.find(name)?.value ?? null);
      const column = (said: string) =>
        dataset === null ? said : (linker.column(dataset, said, `The metric ${metric.name}`, position) ?? said);
      return {
        ...metric,
        dataset: name ?? metric.dataset,
        time: metric.time === null ? null : column(metric.time),
        dimensions: metric.dimensions.map(column),
        term: metric.term === null ? null : linker.term(metric.term, position),
      };
    })
    .sort((a, b) => compareText(a.name, b.name));
}
