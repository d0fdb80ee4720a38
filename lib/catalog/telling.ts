/**
 * Whether something may be told to a reader from whom columns are hidden: nothing of it may name one of them.
 * @param hidden names of the columns
 */
export function tellableWithout(hidden: readonly string[]): (value: unknown) => boolean {
  const names = new Set(hidden.map((name) => name.toLowerCase()));
  if (names.size === 0) return () => true;
  // A name with odd characters is not one word, so it is looked for as it stands.
  const odd = [...names].filter((name) => /[^\p{L}\p{N}_]/u.test(name));
  return (value) => {
    const text = JSON.stringify(value).toLowerCase();
    return !text.split(/[^\p{L}\p{N}_]+/u).some((word) => names.has(word)) && !odd.some((name) => text.includes(name));
  };
}
