/** Share of the words, weighed by rarity, that a document must have to be an answer, by number of words. */
export function leastCoverage(words: number): number {
  if (words <= 1) return ALL;
  return words === 2 ? 0.55 : 0.2;
}

/** Below this for every answer, the page says that only a part of the words was found. */
export function strictCoverage(words: number): number {
  return words <= 2 ? ALL : 0.6;
}

/** All words, with room for rounding. */
const ALL = 0.999;

/** Rarity of a word that `holders` of `count` documents have. */
export function rarity(count: number, holders: number): number {
  return Math.log(1 + count / Math.max(1, holders));
}
