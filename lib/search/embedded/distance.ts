const LONGEST = 70;
let beforeLast = new Int32Array(LONGEST + 2);
let last = new Int32Array(LONGEST + 2);
let current = new Int32Array(LONGEST + 2);

/**
 * Edits between two words: insert, delete, replace, swap neighbours (restricted Damerau-Levenshtein).
 * `limit + 1` when there are more than `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  const n = a.length;
  const m = b.length;
  if (n > LONGEST || m > LONGEST || Math.abs(n - m) > limit) return limit + 1;
  for (let j = 0; j <= m; j++) last[j] = j;
  for (let i = 1; i <= n; i++) {
    current[0] = i;
    let lowest = i;
    const here = a.charCodeAt(i - 1);
    const before = i > 1 ? a.charCodeAt(i - 2) : -1;
    for (let j = 1; j <= m; j++) {
      const there = b.charCodeAt(j - 1);
      let cost = at(last, j - 1) + (here === there ? 0 : 1);
      cost = Math.min(cost, at(last, j) + 1, at(current, j - 1) + 1);
      if (i > 1 && j > 1 && before === there && here === b.charCodeAt(j - 2)) cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      current[j] = cost;
      if (cost < lowest) lowest = cost;
    }
    if (lowest > limit) return limit + 1;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return Math.min(at(last, m), limit + 1);
}

function at(row: Int32Array, index: number): number {
  return row[index] ?? 0;
}

/** Edits that a word may have and still be meant: none below 4 letters, one below 8, else two; none in codes and numbers. */
export function typosAllowed(word: string): 0 | 1 | 2 {
  if (word.length < 4 || /\p{N}/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}
