/** Words that people read for what the files say in codes; pages, facets and rails use the same. */

const TIERS: Readonly<Record<number, string>> = { 1: "critical", 2: "important", 3: "useful", 4: "minor" };

/** `1` → `Tier 1, critical`. */
export function tierWords(tier: number): string {
  const word = TIERS[tier];
  return word === undefined ? `Tier ${tier}` : `Tier ${tier}, ${word}`;
}

/** `pii` → `Personal data`, `confidential` → `Confidential`. */
export function classificationWords(classification: string): string {
  return classification === "pii" ? "Personal data" : sentenceCase(classification);
}

/** `deprecated` → `Deprecated`. */
export function sentenceCase(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
