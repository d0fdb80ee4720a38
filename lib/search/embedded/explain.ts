import type { StoredDoc } from "#lib/search/embedded/documents.ts";
import { TEXT } from "#lib/search/embedded/fields.ts";
import type { FirstStage } from "#lib/search/embedded/first-stage.ts";
import type { Phrase, Query } from "#lib/search/embedded/query.ts";
import { stemsOf } from "#lib/search/embedded/shape.ts";
import { spansIn } from "#lib/search/embedded/spans.ts";
import { words } from "#lib/search/embedded/text.ts";
import type { View } from "#lib/search/embedded/view.ts";
import type { Match, MatchField, SearchHit } from "#lib/search/search.ts";

const MOST_MATCHES = 8;
const MOST_COLUMNS = 3;
const MOST_OF_A_KIND = 2;

/** Says of documents why they are answers, and where to mark them. Made once a query, used for one page of hits. */
export class Explainer {
  readonly #query: Query;
  readonly #stage: FirstStage;
  readonly #view: View;
  /** Positions of the query that a word counts for. */
  readonly #positions = new Map<string, number[]>();
  readonly #corrections = new Set<string>();

  constructor(query: Query, stage: FirstStage, view: View) {
    this.#query = query;
    this.#stage = stage;
    this.#view = view;
    const spelling = (word: number) => view.corpus.dictionary.words[word] ?? "";
    stage.variants.forEach(({ strong, weak, corrections }, position) => {
      for (const word of new Set([...strong.keys(), ...weak.keys()])) {
        const known = this.#positions.get(spelling(word));
        if (known) known.push(position);
        else this.#positions.set(spelling(word), [position]);
      }
      for (const word of corrections) this.#corrections.add(spelling(word));
    });
  }

  hit(number: number, doc: StoredDoc, score: number): SearchHit {
    const phrases = this.#stage.phrases.map((phrase) => phrase.stems);
    const isHit = (word: string) => this.#positions.has(word);
    const spans = { title: spansIn(doc.title, isHit, phrases), description: spansIn(doc.description, isHit, phrases) };
    return { id: doc.id, name: doc.name, score, matched: this.#matches(number, doc), spans };
  }

  #matches(number: number, doc: StoredDoc): readonly Match[] {
    if (this.#query.words.length === 0) return [];
    const covered = new Set<number>();
    const corrected = new Set<string>();
    const synonyms = new Map<string, Match>();
    const look = (text: string): number => {
      const seen = new Set<number>();
      for (const word of words(text)) {
        for (const position of this.#positions.get(word) ?? []) seen.add(position);
        if (this.#corrections.has(word)) corrected.add(word);
      }
      for (const phrase of this.#phrasesIn(text)) {
        for (let position = phrase.from; position < phrase.to; position++) seen.add(position);
        if (phrase.kind === "synonym") synonyms.set(phrase.text, synonymMatch(phrase));
      }
      for (const position of seen) covered.add(position);
      return seen.size;
    };
    const found: Match[] = [];
    for (const { field, texts, limit } of fieldsOf(doc)) {
      const matching = texts.map((text) => ({ ...text, count: look(text.searched) })).filter(({ count }) => count > 0);
      matching.sort((a, b) => b.count - a.count || a.searched.length - b.searched.length);
      for (const value of [...new Set(matching.map(({ shown }) => shown))].slice(0, limit)) found.push({ field, value, via: null });
    }
    found.push(...this.#inText(number, covered));
    for (const phrase of this.#synonymsInText(number, covered)) {
      synonyms.set(phrase.text, synonymMatch(phrase));
      found.push({ field: "text", value: phrase.text, via: null });
    }
    const spelt = [...corrected].sort().map((value): Match => ({ field: "typo", value, via: null }));
    const all = [...found, ...synonyms.values(), ...spelt];
    if (all.length === 0) return [{ field: "typo", value: doc.name, via: null }];
    return all.sort((a, b) => ORDER.indexOf(a.field) - ORDER.indexOf(b.field)).slice(0, MOST_MATCHES);
  }

  #phrasesIn(text: string): readonly Phrase[] {
    if (this.#stage.phrases.length === 0) return [];
    const stems = stemsOf(text);
    return this.#stage.phrases.filter((phrase) => phrase.stems.every((stem) => stems.includes(stem)));
  }

  /** Words that only the documentation has. Its text is not kept, so the index itself is asked. */
  #inText(number: number, covered: ReadonlySet<number>): Match[] {
    const { corpus } = this.#view;
    return this.#stage.variants.flatMap(({ weak }, position): Match[] => {
      if (covered.has(position)) return [];
      const word = [...weak.keys()].find((each) => (corpus.weak(each).maskOf(number) & TEXT) !== 0);
      return word === undefined ? [] : [{ field: "text", value: corpus.dictionary.words[word] ?? "", via: null }];
    });
  }

  /** Synonyms of one word that only the documentation has. */
  #synonymsInText(number: number, covered: ReadonlySet<number>): readonly Phrase[] {
    const { corpus } = this.#view;
    return this.#stage.phrases.filter(({ kind, stems, from }) => {
      const [stem] = stems;
      if (kind !== "synonym" || stem === undefined || stems.length > 1 || covered.has(from)) return false;
      return this.#view.withStem(stem).some((word) => (corpus.weak(word).maskOf(number) & TEXT) !== 0);
    });
  }
}

/** What makes a hit, most telling first. */
const ORDER: readonly MatchField[] = [
  "name",
  "title",
  "term",
  "synonym",
  "column",
  "alias",
  "tag",
  "owner",
  "domain",
  "value",
  "typo",
  "description",
  "text",
];

interface FieldTexts {
  readonly field: MatchField;
  readonly texts: readonly { readonly searched: string; readonly shown: string }[];
  readonly limit: number;
}

function fieldsOf(doc: StoredDoc): readonly FieldTexts[] {
  const same = (text: string) => ({ searched: text, shown: text });
  const owner = doc.owner;
  const columns = doc.columns.flatMap((column) => [
    same(column.name),
    ...(column.description === null ? [] : [{ searched: column.description, shown: column.name }]),
  ]);
  return [
    { field: "name", texts: [same(doc.name)], limit: 1 },
    { field: "title", texts: [same(doc.title)], limit: 1 },
    { field: "term", texts: doc.terms.map((term) => same(term.title)), limit: MOST_OF_A_KIND },
    { field: "column", texts: columns, limit: MOST_COLUMNS },
    { field: "value", texts: doc.columns.flatMap((column) => column.values.map(same)), limit: MOST_OF_A_KIND },
    { field: "tag", texts: doc.tags.map(same), limit: MOST_OF_A_KIND },
    {
      field: "owner",
      texts:
        owner === null
          ? []
          : [...new Set([owner.title, owner.id])].map((searched) => ({ searched, shown: owner.title })).concat(doc.members.map(same)),
      limit: MOST_OF_A_KIND,
    },
    {
      field: "domain",
      texts: doc.domain === null ? [] : [doc.domain.title, doc.domain.id].map((searched) => ({ searched, shown: doc.domain?.title ?? "" })),
      limit: 1,
    },
    { field: "alias", texts: doc.aliases.map(same), limit: MOST_OF_A_KIND },
    { field: "description", texts: [{ searched: doc.description, shown: firstWords(doc.description) }], limit: 1 },
  ];
}

function synonymMatch(phrase: Phrase): Match {
  const isTerm = phrase.text === phrase.term;
  return { field: "synonym", value: isTerm ? phrase.typed : phrase.text, via: phrase.term };
}

/** Enough of a description to recognise it by. */
function firstWords(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79).trimEnd()}…`;
}
