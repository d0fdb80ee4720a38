import { datasetSummaryAnswer } from "#lib/api/answers/dataset.ts";
import type { SearchAnswer, SuggestAnswer } from "#lib/api/schemas/search.ts";
import type { SearchHitView, SearchView, SuggestionView } from "#lib/catalog/views.ts";

/** @param next cursor of the next page */
export function searchAnswer(view: SearchView, origin: string, next: string | null): SearchAnswer {
  return {
    data: view.hits.map((hit) => ({
      ...datasetSummaryAnswer(hit.dataset, origin),
      matched: hit.matched.map((match) => ({ ...match })),
      highlights: {
        ...(isMarked(hit.title) ? { title: markup(hit.title) } : {}),
        ...(isMarked(hit.description) ? { description: markup(hit.description) } : {}),
      },
    })),
    facets: Object.fromEntries(
      view.facets.map(({ facet, values }) => [facet, values.map(({ value, title, count }) => ({ value, title, count }))]),
    ),
    relaxed: view.relaxed,
    expanded: [...view.expanded],
    didYouMean: view.didYouMean,
    page: { next, total: view.total },
  };
}

export function suggestAnswer(suggestions: readonly SuggestionView[]): SuggestAnswer {
  return { data: suggestions.map(({ kind, name, title, detail, href }) => ({ kind, name, title, detail, href })) };
}

type Parts = SearchHitView["title"];
const isMarked = (parts: Parts) => parts.some(({ hit }) => hit);

/** The text comes from catalog files, so it is escaped: clients put highlights into pages as they are. */
function markup(parts: Parts): string {
  return parts.map(({ text, hit }) => (hit ? `<mark>${escapeHtml(text)}</mark>` : escapeHtml(text))).join("");
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
