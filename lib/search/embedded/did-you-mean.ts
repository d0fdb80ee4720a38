import { editDistance, typosAllowed } from "#lib/search/embedded/distance.ts";
import type { FirstStage } from "#lib/search/embedded/first-stage.ts";
import type { Query } from "#lib/search/embedded/query.ts";
import { tokens } from "#lib/search/embedded/text.ts";
import type { View } from "#lib/search/embedded/view.ts";

/**
 * The query with every word that nothing has replaced by the nearest word that something visible has: one edit more than search
 * forgives by itself. `null` when all words are known or one has no near word.
 */
export function nearestSpelling(query: Query, stage: FirstStage, view: View): string | null {
  const replacements = new Map<string, string>();
  for (const [position, word] of query.words.entries()) {
    const variants = stage.variants[position];
    if (variants && (variants.strong.size > 0 || variants.weak.size > 0)) continue;
    const near = nearest(word, view);
    if (near === null) return null;
    replacements.set(word, near);
  }
  return replacements.size === 0 ? null : replaced(query.text, replacements);
}

function nearest(word: string, view: View): string | null {
  if (word.length < 4 || /\p{N}/u.test(word)) return null;
  const limit = typosAllowed(word) + 1;
  const { dictionary } = view.corpus;
  let best: { spelling: string; edits: number; used: number } | null = null;
  for (const number of dictionary.alike(word, limit, false)) {
    const spelling = dictionary.words[number] ?? "";
    const edits = editDistance(word, spelling, limit);
    if (edits > limit || (edits > 2 && spelling[0] !== word[0]) || edits * 2 > word.length || !view.known(number)) continue;
    const used = view.strong(number);
    const isBetter =
      best === null ||
      edits < best.edits ||
      (edits === best.edits && (used > best.used || (used === best.used && spelling < best.spelling)));
    if (isBetter) best = { spelling, edits, used };
  }
  return best?.spelling ?? null;
}

function replaced(text: string, replacements: ReadonlyMap<string, string>): string {
  let result = "";
  let end = 0;
  for (const token of tokens(text)) {
    const replacement = replacements.get(token.word);
    if (replacement === undefined || token.start < end) continue;
    result += text.slice(end, token.start) + replacement;
    end = token.end;
  }
  return result + text.slice(end);
}
