import { type Glossary, summaryOf } from "#lib/catalog/summary.ts";
import { type Trust, withTrust } from "#lib/catalog/trust.ts";
import type { FacetView, SearchHitView, SearchView, SuggestionView, TermSummary } from "#lib/catalog/views.ts";
import { classificationWords, sentenceCase, tierWords } from "#lib/catalog/words.ts";
import { href } from "#lib/href.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { FACETS, type Facet, type SearchFilters, type SearchHit, type SearchPage, type Span, type Suggestion } from "#lib/search/search.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

const SNIPPET = 240;

export interface SearchViewInput {
  readonly q: string;
  readonly page: SearchPage;
  /** By id, already cut to the scope. A hit that is missing here was withdrawn a moment ago and is left out. */
  readonly records: ReadonlyMap<string, DatasetRecord>;
  /** What is known of them, by id. */
  readonly trust: ReadonlyMap<string, Trust>;
  readonly filters: SearchFilters;
  readonly offset: number;
  readonly limit: number;
  readonly nearestTerms: readonly TermSummary[];
  readonly scope: Scope;
  readonly glossary: Glossary;
  readonly now: Date;
}

export function searchView(input: SearchViewInput): SearchView {
  const { page, records } = input;
  return {
    q: input.q,
    hits: page.hits.flatMap((hit) => {
      const record = records.get(hit.id);
      return record === undefined ? [] : [hitView(hit, record, input)];
    }),
    total: page.total,
    offset: input.offset,
    limit: input.limit,
    relaxed: page.relaxed,
    expanded: page.expanded,
    didYouMean: page.didYouMean,
    nearestTerms: input.nearestTerms,
    facets: FACETS.flatMap((facet) => facetView(facet, input)),
  };
}

function hitView(hit: SearchHit, record: DatasetRecord, { scope, glossary, trust, now }: SearchViewInput): SearchHitView {
  const dataset = withTrust(summaryOf(record, scope, glossary, now), trust.get(record.id));
  return {
    dataset,
    matched: hit.matched,
    title: marked(dataset.title, hit.spans.title),
    description: marked(...snippet(dataset.description, hit.spans.description)),
  };
}

/** Cuts a long text around its first match; the spans move along. */
export function snippet(text: string, spans: readonly Span[]): [string, readonly Span[]] {
  if (text.length <= SNIPPET) return [text, spans];
  const first = spans[0]?.start ?? 0;
  const from = first < SNIPPET - 40 ? 0 : wordStart(text, first - 60);
  const to = wordEnd(text, from + SNIPPET);
  const lead = from === 0 ? "" : "… ";
  const tail = to === text.length ? "" : " …";
  const moved = spans
    .filter(({ start, end }) => start >= from && end <= to)
    .map(({ start, end }) => ({ start: start - from + lead.length, end: end - from + lead.length }));
  return [lead + text.slice(from, to) + tail, moved];
}

function wordStart(text: string, at: number): number {
  const space = text.indexOf(" ", at);
  return space < 0 || space > at + 40 ? at : space + 1;
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const space = text.lastIndexOf(" ", at);
  return space > at - 40 ? space : at;
}

/** Text in parts, marked where it matched. Spans that overlap or lie outside are put right. */
export function marked(text: string, spans: readonly Span[]): { text: string; hit: boolean }[] {
  const parts: { text: string; hit: boolean }[] = [];
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(at, start);
    const to = Math.min(end, text.length);
    if (to <= from) continue;
    if (from > at) parts.push({ text: text.slice(at, from), hit: false });
    parts.push({ text: text.slice(from, to), hit: true });
    at = to;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), hit: false });
  return parts;
}

const VERDICT_TITLES: Readonly<Record<string, string>> = { ready: "Ready", "at-risk": "At risk", broken: "Broken", unknown: "Unknown" };

function facetView(facet: Facet, { page, filters, glossary }: SearchViewInput): FacetView[] {
  const counts = page.facets[facet] ?? [];
  const selected = filters[facet] ?? [];
  const missing = selected.filter((value) => !counts.some((entry) => entry.value === value)).map((value) => ({ value, count: 0 }));
  const values = [...counts, ...missing].map(({ value, count }) => ({
    value,
    title: facetTitle(facet, value, glossary),
    count,
    selected: selected.includes(value),
  }));
  return values.length === 0 ? [] : [{ facet, values }];
}

function facetTitle(facet: Facet, value: string, glossary: Glossary): string {
  switch (facet) {
    case "domain":
      return glossary.domain(value).title;
    case "owner":
      return glossary.owner(value).title;
    case "term":
      return glossary.term(value).title;
    case "tier":
      return tierWords(Number(value));
    case "verdict":
      return VERDICT_TITLES[value] ?? value;
    case "classification":
      return classificationWords(value);
    case "status":
      return sentenceCase(value);
    case "tag":
      return value;
  }
}

export function suggestionView(suggestion: Suggestion): SuggestionView {
  const { kind, name, title, detail, dataset } = suggestion;
  switch (kind) {
    case "dataset":
      return { kind, name, title, detail, href: href.dataset(name) };
    case "term":
      return { kind, name, title, detail, href: href.term(name) };
    case "owner":
      return { kind, name, title, detail, href: href.owner(name) };
    case "column":
      return { kind, name, title, detail, href: dataset === null ? href.search({ q: name }) : href.column(dataset, name) };
  }
}
