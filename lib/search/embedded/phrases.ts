import type { Phrase, Query } from "#lib/search/embedded/query.ts";
import { stem } from "#lib/search/embedded/stem.ts";
import type { View } from "#lib/search/embedded/view.ts";

const JOINED_FACTOR = 0.9;
const SPLIT_FACTOR = 0.85;
const SPLIT_OPEN_FACTOR = 0.7;
/** Shortest piece of a split word, and shortest pair of words that is completed when joined. */
const PIECE = 3;
const JOINED_PREFIX = 5;
/** Small words inside names that are written in one: `pointofsale`. Nothing is cut when less than a piece would be left. */
const LINK = /^(of|and|per|by|to|for|in|on|the)(?=.{3})/;

/** Synonyms of the query and, for words that are written apart or together, their other spelling. */
export function phrasesOf(query: Query, view: View): readonly Phrase[] {
  return [...query.synonyms, ...joined(query, view), ...split(query, view)];
}

/** `head count` → `headcount`; the last pair may be unfinished. */
function joined(query: Query, view: View): Phrase[] {
  const found: Phrase[] = [];
  for (let from = 0; from + 1 < query.words.length; from++) {
    const pair = query.words.slice(from, from + 2);
    const text = pair.join("");
    const isLast = from + 2 === query.words.length;
    const completed = isLast && text.length >= JOINED_PREFIX ? view.commonest(view.corpus.dictionary.startingWith(text), 8) : [];
    const numbers = [...new Set([...view.withStem(stem(text)), ...completed])];
    if (numbers.length === 0) continue;
    const typed = pair.join(" ");
    found.push({
      kind: "joined",
      from,
      to: from + 2,
      factor: JOINED_FACTOR,
      stems: [stem(text)],
      numbers: [numbers],
      text,
      typed,
      term: null,
    });
  }
  return found;
}

/** `clickstreamevents` → `clickstream events`, for words that nobody has and that begin none. */
function split(query: Query, view: View): Phrase[] {
  const found: Phrase[] = [];
  query.words.forEach((word, from) => {
    if (word.length < 2 * PIECE || view.withStem(query.stems[from] ?? "").length > 0) return;
    if (view.commonest(view.corpus.dictionary.startingWith(word), 1).length > 0) return;
    const best = bestSplit(word, view);
    if (best === null) return;
    const { head, tail, whole } = best;
    found.push({
      kind: "split",
      from,
      to: from + 1,
      factor: whole ? SPLIT_FACTOR : SPLIT_OPEN_FACTOR,
      stems: [whole ? stem(head) : head, stem(tail)],
      numbers: [best.heads, best.tails],
      text: `${head} ${tail}`,
      typed: word,
      term: null,
    });
  });
  return found;
}

interface Split {
  readonly head: string;
  readonly tail: string;
  readonly heads: readonly number[];
  readonly tails: readonly number[];
  readonly whole: boolean;
  readonly worth: number;
}

function bestSplit(word: string, view: View): Split | null {
  let best: Split | null = null;
  for (let at = PIECE; at <= word.length - PIECE; at++) {
    const head = word.slice(0, at);
    const tail = word.slice(at).replace(LINK, "");
    const tails = view.withStem(stem(tail));
    if (tails.length === 0) continue;
    const same = view.withStem(stem(head));
    const whole = same.length > 0;
    const heads = whole ? same : view.commonest(view.corpus.dictionary.startingWith(head), 16);
    if (heads.length === 0) continue;
    const worth = (whole ? 1e9 : 0) + Math.min(...tails.map((number) => view.strong(number)));
    if (best === null || worth > best.worth) best = { head, tail, heads, tails, whole, worth };
  }
  return best;
}
