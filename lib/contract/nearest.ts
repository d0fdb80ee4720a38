import { distance } from "fastest-levenshtein";
import { compareText } from "#lib/contract/problem-log.ts";

/** The candidate that `name` was probably meant to be; `null` when none is close. Folds case, `-` and `_`. */
export function findNearest(name: string, candidates: Iterable<string>): string | null {
  if (name.length > 100) return null;
  const wanted = fold(name);
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.max(1, Math.floor(wanted.length * 0.4))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance + 1 || candidate === name) continue;
    const away = distanceOf(wanted, fold(candidate));
    if (away < bestDistance || (away === bestDistance && best !== null && compareText(candidate, best) < 0)) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
}

/** Two letters that changed places are one slip: `msak` is nearly `mask`. */
function distanceOf(a: string, b: string): number {
  const away = distance(a, b);
  return away === 2 && a.length === b.length && [...a].sort().join("") === [...b].sort().join("") ? 1 : away;
}

const fold = (text: string) => text.toLowerCase().replaceAll("-", "_");

export function hintNearest(name: string, candidates: Iterable<string>): string | null {
  const nearest = findNearest(name, candidates);
  return nearest === null ? null : `Did you mean '${nearest}'?`;
}
