import type { Variants } from "#lib/search/embedded/match.ts";
import type { Phrase } from "#lib/search/embedded/query.ts";

const MATCHED = 0.65;
const DENSE = 0.35;

/** Judges how much of a query one short field holds, 0 to 1, and how little else. Made once a query. */
export class Fit {
  readonly #byStem: readonly ReadonlyMap<string, number>[];
  readonly #phrases: readonly Phrase[];

  constructor(variants: readonly Variants[], phrases: readonly Phrase[], stems: readonly string[]) {
    this.#phrases = phrases;
    this.#byStem = variants.map(({ strong }) => {
      const best = new Map<string, number>();
      for (const [word, factor] of strong) {
        const stem = stems[word] ?? "";
        if ((best.get(stem) ?? 0) < factor) best.set(stem, factor);
      }
      return best;
    });
  }

  /** `length`: words of the field that count for its density. */
  of(field: readonly string[], length: number = field.length): number {
    const count = this.#byStem.length;
    if (count === 0 || field.length === 0) return 0;
    const matched = Math.max(this.words(field), this.#inPhrases(field));
    return matched === 0 ? 0 : matched * (MATCHED + DENSE * Math.min(1, count / Math.max(1, length)));
  }

  /** Mean of what each word of the query finds in the field. */
  words(field: readonly string[]): number {
    let total = 0;
    for (const variants of this.#byStem) total += bestOf(field, variants);
    return total / Math.max(1, this.#byStem.length);
  }

  #inPhrases(field: readonly string[]): number {
    let best = 0;
    for (const phrase of this.#phrases) {
      if (!phrase.stems.every((stem) => field.includes(stem))) continue;
      let total = phrase.factor * (phrase.to - phrase.from);
      this.#byStem.forEach((variants, at) => {
        if (at < phrase.from || at >= phrase.to) total += bestOf(field, variants);
      });
      best = Math.max(best, total / this.#byStem.length);
    }
    return best;
  }
}

function bestOf(field: readonly string[], variants: ReadonlyMap<string, number>): number {
  let best = 0;
  for (const stem of field) {
    const factor = variants.get(stem) ?? 0;
    if (factor > best) best = factor;
  }
  return best;
}
