import type { SearchDoc } from "#lib/search/search.ts";

/** Parts of names that mark copies and leftovers: staging, scratch, backup, first versions, a year. */
const COPY = /(^|[_.\- ])(stg|tmp|temp|raw|backup|bkp|dev|sandbox|old|archive|copy)([_.\- ]|$)|[_.\- ]v[01]$|[_.\- ](19|20)\d\d$/i;

/** Whether a name says that this is a copy of something. */
export function isCopy(name: string): boolean {
  return COPY.test(name);
}

const POPULARITY = 0.09;
const QUALITY = 0.05;
const READY = 0.09;
const BROKEN = -0.04;
const TIERS: readonly number[] = [0, 0.03, 0.01];
const DEPRECATED = 0.72;
const COPIED = 0.8;

/** How much a dataset is trusted and used, before anything is typed. Unknown figures are filled in with the medians. */
export interface Prior {
  readonly base: number;
  readonly factor: number;
  readonly popularity: number | null;
  readonly quality: number | null;
}

type Judged = Pick<SearchDoc, "name" | "popularity" | "quality" | "verdict" | "tier" | "status">;

export function priorOf(doc: Judged): Prior {
  const verdict = doc.verdict === "ready" ? READY : doc.verdict === "broken" ? BROKEN : 0;
  const retired = doc.status === "deprecated" || doc.status === "retired";
  return {
    base: 1 + verdict + (TIERS[doc.tier ?? 0] ?? 0),
    factor: (retired ? DEPRECATED : 1) * (isCopy(doc.name) ? COPIED : 1),
    popularity: doc.popularity === null ? null : clamp(doc.popularity),
    quality: doc.quality === null ? null : clamp(doc.quality),
  };
}

export interface Medians {
  readonly popularity: number;
  readonly quality: number;
}

/** Medians of what is known. Made of the documents that one audience sees, so that no other document moves its order. */
export function mediansOf(priors: Iterable<Prior>): Medians {
  const popularity: number[] = [];
  const quality: number[] = [];
  for (const prior of priors) {
    if (prior.popularity !== null) popularity.push(prior.popularity);
    if (prior.quality !== null) quality.push(prior.quality);
  }
  return { popularity: median(popularity), quality: median(quality) };
}

/** About 0.55 to 1.26. It only breaks near ties. */
export function priorValue(prior: Prior, medians: Medians): number {
  const used = POPULARITY * (prior.popularity ?? medians.popularity);
  const good = QUALITY * (prior.quality ?? medians.quality);
  return (prior.base + used + good) * prior.factor;
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0.5;
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
