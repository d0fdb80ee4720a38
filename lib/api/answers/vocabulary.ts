import { datasetSummaryAnswer } from "#lib/api/answers/dataset.ts";
import type {
  DomainAnswer,
  DomainSummaryAnswer,
  OwnerAnswer,
  OwnerSummaryAnswer,
  TermAnswer,
  TermSummaryAnswer,
} from "#lib/api/schemas/vocabulary.ts";
import type { DomainPage, DomainSummary, OwnerPage, OwnerSummary, OwnerView, TermSummary, TermView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

const linksOf = (origin: string, page: string) => ({ html: origin + page, self: `${origin}/api/v1${page}` });

export function termSummaryAnswer({ slug, title, definition, synonyms, datasets }: TermSummary, origin: string): TermSummaryAnswer {
  return { slug, title, definition, synonyms: [...synonyms], datasets, links: linksOf(origin, href.term(slug)) };
}

export function termAnswer(term: TermView, origin: string): TermAnswer {
  return {
    slug: term.slug,
    title: term.title,
    definition: term.definition,
    synonyms: [...term.synonyms],
    owner: term.owner?.id ?? null,
    related: term.related.map(({ id }) => id),
    datasets: term.datasets.map((dataset) => datasetSummaryAnswer(dataset, origin)),
    columns: term.columns.map((column) => ({ ...column })),
    metrics: term.metrics.map((metric) => ({ ...metric })),
    links: linksOf(origin, href.term(term.slug)),
  };
}

function ownerFields({ id, title, description, slack, email, oncall, declared }: OwnerView, origin: string) {
  return { id, title, description, slack, email, oncall, declared, links: linksOf(origin, href.owner(id)) };
}

export function ownerSummaryAnswer(owner: OwnerSummary, origin: string): OwnerSummaryAnswer {
  return { ...ownerFields(owner, origin), datasets: owner.datasets };
}

export function ownerAnswer({ owner, datasets }: OwnerPage, origin: string): OwnerAnswer {
  return { ...ownerFields(owner, origin), datasets: datasets.map((dataset) => datasetSummaryAnswer(dataset, origin)) };
}

function domainFields({ id, title, description, owner }: DomainSummary, origin: string) {
  return { id, title, description, owner: owner?.id ?? null, links: linksOf(origin, href.domain(id)) };
}

export function domainSummaryAnswer(domain: DomainSummary, origin: string): DomainSummaryAnswer {
  return { ...domainFields(domain, origin), datasets: domain.datasets };
}

export function domainAnswer({ domain, datasets }: DomainPage, origin: string): DomainAnswer {
  return { ...domainFields(domain, origin), datasets: datasets.map((dataset) => datasetSummaryAnswer(dataset, origin)) };
}
