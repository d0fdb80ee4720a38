import { distance } from "fastest-levenshtein";
import { compareText } from "#lib/contract/problem-log.ts";

/** How many slips make a name another one: about four letters in ten, at most three. */
const slipsIn = (name: string) => Math.min(3, Math.max(1, Math.floor(name.length * 0.4)));

/**
 * The candidate that `name` was probably meant to be; `null` when none is close. Folds case, `-` and `_`. Of those that are equally close
 * it is the one that keeps most of what was typed: leaving a letter out is the commoner slip, so `cont` is `count` before it is `cot`.
 * @param slips of letters between the two that are still taken for a slip
 */
export function findNearest(
  name: string,
  candidates: Iterable<string>,
  slips: (candidate: string) => number = () => slipsIn(name),
): string | null {
  if (name.length > 100) return null;
  const wanted = fold(name);
  let best: Near | null = null;
  for (const candidate of candidates) {
    const most = Math.min(slips(candidate), best?.away ?? Number.POSITIVE_INFINITY);
    if (Math.abs(candidate.length - wanted.length) > most || candidate === name) continue;
    const folded = fold(candidate);
    const away = distanceOf(wanted, folded);
    if (away > most) continue;
    const near = { candidate, away, kept: lettersKept(wanted, folded), begin: sameBegin(wanted, folded) };
    if (best === null || isNearer(near, best)) best = near;
  }
  return best?.candidate ?? null;
}

interface Near {
  readonly candidate: string;
  readonly away: number;
  readonly kept: number;
  readonly begin: number;
}

function isNearer(one: Near, other: Near): boolean {
  if (one.away !== other.away) return one.away < other.away;
  if (one.kept !== other.kept) return one.kept > other.kept;
  if (one.begin !== other.begin) return one.begin > other.begin;
  return compareText(one.candidate, other.candidate) < 0;
}

/** Two letters that changed places are one slip: `msak` is nearly `mask`. */
function distanceOf(a: string, b: string): number {
  const away = distance(a, b);
  return away === 2 && a.length === b.length && [...a].sort().join("") === [...b].sort().join("") ? 1 : away;
}

/** How many letters of what was typed the candidate has, wherever they stand. */
function lettersKept(typed: string, candidate: string): number {
  const left = [...candidate];
  return [...typed].filter((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}

function sameBegin(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

const fold = (text: string) => text.toLowerCase().replaceAll("-", "_");

export function hintNearest(name: string, candidates: Iterable<string>): string | null {
  const nearest = findNearest(name, candidates);
  return nearest === null ? null : `Did you mean '${nearest}'?`;
}
