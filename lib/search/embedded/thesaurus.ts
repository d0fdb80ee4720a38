import { stem } from "#lib/search/embedded/stem.ts";
import { contentWords } from "#lib/search/embedded/stop-words.ts";
import { words } from "#lib/search/embedded/text.ts";
import type { Thesaurus } from "#lib/search/search.ts";

/** Another way to say what was typed. */
export interface Alternative {
  /** Stems that a document has to carry in one field. */
  readonly stems: readonly string[];
  /** As the glossary writes it. */
  readonly text: string;
}

/** A phrase of the glossary that a query can contain. */
export interface Meaning {
  /** The phrase as the glossary writes it, and the title of its term. */
  readonly phrase: string;
  readonly term: string;
  readonly alternatives: readonly Alternative[];
}

const SEPARATOR = " ";

/** Stems of a phrase without stop words: what queries are compared by. */
export function phraseStems(phrase: string): readonly string[] {
  return contentWords(words(phrase)).map(stem);
}

/** The glossary by phrase: titles and synonyms, also of several words, each leading to all others of its group. */
export class Phrasebook {
  /** Words in the longest phrase. */
  readonly longest: number;
  readonly #meanings = new Map<string, Meaning[]>();

  constructor(thesaurus: Pick<Thesaurus, "groups">) {
    let longest = 0;
    for (const group of thesaurus.groups) {
      const term = group.phrases[0] ?? group.slug;
      const phrases = group.phrases.map((text) => ({ text, stems: phraseStems(text) })).filter(({ stems }) => stems.length > 0);
      for (const { text, stems } of phrases) {
        const key = stems.join(SEPARATOR);
        const alternatives = phrases.filter((other) => other.stems.join(SEPARATOR) !== key);
        if (alternatives.length === 0) continue;
        longest = Math.max(longest, stems.length);
        const known = this.#meanings.get(key);
        if (known) known.push({ phrase: text, term, alternatives });
        else this.#meanings.set(key, [{ phrase: text, term, alternatives }]);
      }
    }
    this.longest = longest;
  }

  find(stems: readonly string[]): readonly Meaning[] {
    return this.#meanings.get(stems.join(SEPARATOR)) ?? [];
  }
}
