/** Two lists of columns by name, as engines compare names: in any case. */

export interface NameDifferences {
  /** Promised and not there. */
  readonly missing: readonly string[];
  /** There and not promised, as they are spelled there. */
  readonly extra: readonly string[];
  /** Promised ones that stand at another place among each other: the fewest that would have to be moved back. */
  readonly reordered: readonly string[];
  /** Promised name → the name that it has in the data. */
  readonly found: ReadonlyMap<string, string>;
}

/** A name that is spelled as promised is preferred to one in another case: a source may have both. */
export function compareNames(promised: readonly string[], observed: readonly string[]): NameDifferences {
  const exact = new Set(observed);
  const folded = new Map(observed.toReversed().map((name) => [name.toLowerCase(), name]));
  const found = new Map<string, string>();
  for (const name of promised) {
    const there = exact.has(name) ? name : folded.get(name.toLowerCase());
    if (there !== undefined) found.set(name, there);
  }
  const taken = new Set(found.values());
  const places = new Map(observed.map((name, index) => [name, index]));
  const present = [...found];
  const inOrder = longestRising(present.map(([, there]) => places.get(there) ?? 0));
  return {
    missing: promised.filter((name) => !found.has(name)),
    extra: observed.filter((name) => !taken.has(name)),
    reordered: present.filter((_, index) => !inOrder.has(index)).map(([name]) => name),
    found,
  };
}

/** Indexes of a longest rising part of the numbers, by the lowest end of each length (patience sorting). */
function longestRising(numbers: readonly number[]): ReadonlySet<number> {
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, number] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? undefined : ends[low - 1];
    ends[low] = index;
  }
  const rising = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) rising.add(at);
  return rising;
}
