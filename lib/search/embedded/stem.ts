const SUFFIXES = ["ations", "ation", "ings", "ing", "ions", "ion", "ments", "ment", "ed", "e"] as const;
const memo = new Map<string, string>();
const MEMO_LIMIT = 500_000;

/**
 * A light English stemmer for identifiers: plurals and the -ing, -ed, -ation family. `-er` stays, because customer,
 * supplier and order are nouns here. Words that are not plain Latin letters come back unchanged.
 */
export function stem(word: string): string {
  const known = memo.get(word);
  if (known !== undefined) return known;
  const result = word.length > 3 && /^[a-z]+$/.test(word) ? strip(word) : word;
  if (memo.size < MEMO_LIMIT) memo.set(word, result);
  return result;
}

function strip(word: string): string {
  const singular = singularOf(word);
  const suffix = SUFFIXES.find((ending) => singular.endsWith(ending) && singular.length - ending.length >= 4);
  let result = suffix === undefined ? singular : singular.slice(0, -suffix.length);
  const doubled = result.length > 4 && result.at(-1) === result.at(-2) && !/[lsz]$/.test(result);
  if (doubled) result = result.slice(0, -1);
  return result !== singular && result.endsWith("e") && result.length > 4 ? result.slice(0, -1) : result;
}

function singularOf(word: string): string {
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|z)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}
