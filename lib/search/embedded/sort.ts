import type { StoredDoc } from "#lib/search/embedded/documents.ts";
import type { FirstStage } from "#lib/search/embedded/first-stage.ts";
import type { Query } from "#lib/search/embedded/query.ts";
import { byName, type Ranked, rank } from "#lib/search/embedded/rank.ts";
import type { View } from "#lib/search/embedded/view.ts";
import type { SearchRequest } from "#lib/search/search.ts";

/** Documents in the order asked for, at least the first `wanted`. Unknown figures come last, ties by name. */
export function sorted(
  sort: SearchRequest["sort"],
  query: Query,
  stage: FirstStage,
  docs: readonly number[],
  view: View,
  wanted: number,
): readonly Ranked[] {
  if (sort === "relevance") return rank(query, stage, docs, view, wanted);
  const figure = FIGURES[sort];
  const figures = new Map(docs.map((doc) => [doc, figureOf(view.corpus.docs[doc], figure)]));
  const order = [...docs].sort((a, b) => compare(figures.get(a) ?? UNKNOWN, figures.get(b) ?? UNKNOWN) || byName(a, b, view));
  return order.map((doc) => ({ doc, score: stage.scores[doc] ?? 0 }));
}

const UNKNOWN = Number.NEGATIVE_INFINITY;

/** The larger first. */
function compare(a: number, b: number): number {
  return a === b ? 0 : b - a;
}

const FIGURES = {
  name: () => 0,
  updated: (doc: StoredDoc) => doc.updatedAt,
  popularity: (doc: StoredDoc) => doc.popularity,
  quality: (doc: StoredDoc) => doc.quality,
} as const;

function figureOf(doc: StoredDoc | null | undefined, figure: (doc: StoredDoc) => number | null): number {
  return doc ? (figure(doc) ?? UNKNOWN) : UNKNOWN;
}
