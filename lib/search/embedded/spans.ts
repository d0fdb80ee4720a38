import { stem } from "#lib/search/embedded/stem.ts";
import { tokens } from "#lib/search/embedded/text.ts";
import type { Span } from "#lib/search/search.ts";

/** Prose beyond this many UTF-16 code units is not marked: nobody sees it in a list of answers. */
const LONGEST_MARKED = 20_000;

/**
 * Where a text shows what was asked for: words that count as one of the query's (`isHit`), and phrases of which all stems
 * are there. Neighbours that touch are one span.
 */
export function spansIn(text: string, isHit: (word: string) => boolean, phrases: readonly (readonly string[])[]): Span[] {
  const found = tokens(text.slice(0, LONGEST_MARKED)).map((token) => ({ ...token, stem: stem(token.word) }));
  const present = new Set(found.map((token) => token.stem));
  const whole = new Set(phrases.filter((stems) => stems.every((each) => present.has(each))).flat());
  const spans: { start: number; end: number }[] = [];
  for (const { word, start, end, stem: wordStem } of found) {
    if (!whole.has(wordStem) && !isHit(word)) continue;
    const last = spans.at(-1);
    if (last && last.end >= start) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return spans;
}
