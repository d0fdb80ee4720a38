import { stem } from "#lib/search/embedded/stem.ts";
import { contentWords } from "#lib/search/embedded/stop-words.ts";
import { words } from "#lib/search/embedded/text.ts";
import type { Phrasebook } from "#lib/search/embedded/thesaurus.ts";

/** More would only cost time: no document is told from another by a 25th word. */
const MOST_WORDS = 24;
/** UTF-16 code units of a query that are read. */
const LONGEST_QUERY = 2_000;

/** Words of the query from `from` up to, and without, `to`, in other words. */
export interface Phrase {
  readonly kind: "synonym" | "joined" | "split";
  readonly from: number;
  readonly to: number;
  /** What it is worth compared to the word as typed. */
  readonly factor: number;
  /** Stems, or for an open end the beginning, of the words that must stand in one field. */
  readonly stems: readonly string[];
  /** Words of the dictionary that count as each of them; `null`: those with the same stem. */
  readonly numbers: readonly (readonly number[])[] | null;
  /** Surface form, what was typed for it, and the term that both belong to. */
  readonly text: string;
  readonly typed: string;
  readonly term: string | null;
}

export interface Query {
  /** Nothing was typed: every document is an answer. */
  readonly blank: boolean;
  readonly text: string;
  /** Folded words that count, each once, and their stems. */
  readonly words: readonly string[];
  readonly stems: readonly string[];
  /** All words joined, stop words too: compared with whole names. */
  readonly key: string;
  readonly synonyms: readonly Phrase[];
}

const SYNONYM_FACTOR = 0.85;

export function parseQuery(typed: string, phrasebook: Phrasebook): Query {
  const text = typed.slice(0, LONGEST_QUERY).trim();
  const all = words(text);
  const content = [...new Set(contentWords(all))].slice(0, MOST_WORDS);
  const stems = content.map(stem);
  return { blank: typed.trim() === "", text, words: content, stems, key: all.join(""), synonyms: synonymsIn(content, stems, phrasebook) };
}

function synonymsIn(content: readonly string[], stems: readonly string[], phrasebook: Phrasebook): Phrase[] {
  const found: Phrase[] = [];
  for (let from = 0; from < stems.length; from++) {
    for (let to = from + 1; to <= Math.min(stems.length, from + phrasebook.longest); to++) {
      for (const meaning of phrasebook.find(stems.slice(from, to))) {
        for (const { stems: others, text } of meaning.alternatives) {
          if (found.some((phrase) => phrase.from === from && phrase.to === to && phrase.text === text)) continue;
          const typed = content.slice(from, to).join(" ");
          found.push({ kind: "synonym", from, to, factor: SYNONYM_FACTOR, stems: others, numbers: null, text, typed, term: meaning.term });
        }
      }
    }
  }
  return found;
}
