import { classificationsOf, type Glossary, termsOf, verdictView } from "#lib/catalog/summary.ts";
import type { SearchDoc, Thesaurus } from "#lib/search/search.ts";
import type { DatasetEvidence } from "#lib/store/evidence.ts";
import type { DatasetRecord, Vocabulary } from "#lib/store/store.ts";

/**
 * What the search index knows of a dataset. One document serves every reader who may see the dataset, so it holds only what all
 * of them may see: a column that is hidden from anyone is left out.
 */
export function searchDocOf(record: DatasetRecord, glossary: Glossary, evidence?: DatasetEvidence): SearchDoc {
  const { contract } = record;
  const { vocabulary } = glossary;
  const columns = contract.columns.filter(({ mask }) => mask?.as !== "hide");
  const names = new Set(columns.map(({ name }) => name));
  const hiddenTerms = new Set(contract.columns.filter(({ name }) => !names.has(name)).flatMap(({ term }) => term ?? []));
  const terms = termsOf(contract).filter((slug) => contract.terms.includes(slug) || !hiddenTerms.has(slug));
  return {
    id: record.id,
    version: record.updatedAt.getTime(),
    name: contract.name,
    title: contract.title,
    description: contract.description,
    domain: contract.domain === null ? null : glossary.domain(contract.domain),
    owner: contract.owner === null ? null : glossary.owner(contract.owner),
    tags: contract.tags,
    terms: terms.map((slug) => {
      const term = vocabulary.terms.find((candidate) => candidate.slug === slug);
      return { slug, title: term?.title ?? glossary.term(slug).title, synonyms: term?.synonyms ?? [] };
    }),
    columns: columns.map(({ name, description, values }) => ({ name, description, values: values ?? [] })),
    aliases: contract.aliases.filter((alias) => !alias.includes(":")),
    text: contract.doc?.text ?? "",
    tier: contract.tier,
    status: contract.status,
    classification: classificationsOf({ ...contract, columns }),
    verdict: evidence?.verdict?.state ?? verdictView(record).state,
    popularity: null,
    quality: record.latestReport === null ? null : record.latestReport.score / 100,
    updatedAt: record.updatedAt.getTime(),
    audience: record.seenBy,
  };
}

/** Terms with their synonyms, for expansion; owners, for suggestions. Members' addresses stay out: they are personal. */
export function thesaurusOf(vocabulary: Vocabulary): Thesaurus {
  return {
    groups: vocabulary.terms.map(({ slug, title, synonyms, definition }) => ({ slug, phrases: [title, ...synonyms], definition })),
    owners: vocabulary.owners.map(({ id, title }) => ({ id, title, members: [] })),
  };
}
