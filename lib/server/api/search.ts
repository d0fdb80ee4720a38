import { searchAnswer, suggestAnswer } from "#lib/api/answers/search.ts";
import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import type { search, suggest } from "#lib/api/routes/search.ts";
import { AppError } from "#lib/errors.ts";
import { FACETS } from "#lib/search/search.ts";
import type { Call, Reply } from "#lib/server/http.ts";

/** Results are ranked anew for each page; beyond this many, nobody reads them and ranking gets slow. */
const MAX_OFFSET = 10_000;

export async function answerSearch({ query, scope, services, origin, route, signal }: Call<(typeof search)["query"]>): Promise<Reply> {
  const { limit, cursor, ...deciding } = query;
  const context: ListContext = { route: route.id, scopeKey: scope.key, query: deciding, secret: services.env.secret };
  const offset = offsetOf(readListCursor(cursor, context));
  const filters = Object.fromEntries(FACETS.flatMap((facet) => (query[facet] === undefined ? [] : [[facet, query[facet]]])));
  const view = await services.finder.search(scope, { q: query.q, filters, sort: query.sort, offset, limit, signal });
  const after = offset + limit;
  const next = after < view.total && after <= MAX_OFFSET ? writeListCursor([after], context) : null;
  return { body: searchAnswer(view, origin, next), next };
}

function offsetOf(place: readonly unknown[] | null): number {
  const offset = place === null ? 0 : place[0];
  if (typeof offset === "number" && Number.isInteger(offset) && offset >= 0 && offset <= MAX_OFFSET) return offset;
  throw new AppError("TS-API-005", "This cursor was not made for this search. Start again without a cursor.");
}

export async function answerSuggest({ query, scope, services, signal }: Call<(typeof suggest)["query"]>): Promise<Reply> {
  return { body: suggestAnswer(await services.finder.suggest(scope, query.q, undefined, signal)) };
}
