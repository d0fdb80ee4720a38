export interface Pairs<T> {
  readonly paired: readonly (readonly [before: T, after: T])[];
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/**
 * Pairs what was with what is: by the first of `keys` that both have in common, each once, then by the next. Several with the same
 * key are paired in their order, so that pairing is the same on every machine.
 */
export function pairUp<T>(before: readonly T[], after: readonly T[], keys: readonly ((item: T) => string | null)[]): Pairs<T> {
  const paired: [T, T][] = [];
  let olds = before;
  let news = after;
  for (const keyOf of keys) {
    const waiting = new Map<string, T[]>();
    for (const item of olds) {
      const key = keyOf(item);
      if (key === null) continue;
      const queue = waiting.get(key);
      if (queue === undefined) waiting.set(key, [item]);
      else queue.push(item);
    }
    const taken = new Set<T>();
    const heads = new Map<string, number>();
    const rest: T[] = [];
    for (const item of news) {
      const key = keyOf(item);
      const head = key === null ? 0 : (heads.get(key) ?? 0);
      const found = key === null ? undefined : waiting.get(key)?.[head];
      if (key === null || found === undefined) {
        rest.push(item);
        continue;
      }
      heads.set(key, head + 1);
      taken.add(found);
      paired.push([found, item]);
    }
    olds = olds.filter((item) => !taken.has(item));
    news = rest;
  }
  return { paired, added: news, removed: olds };
}
