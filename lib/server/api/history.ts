import { historyAnswer } from "#lib/api/answers/history.ts";
import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import { ATOM, type getHistory } from "#lib/api/routes/history.ts";
import { atomFeed, type Feed } from "#lib/catalog/feed.ts";
import { AppError } from "#lib/errors.ts";
import { href } from "#lib/href.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import { notFound } from "#lib/server/not-found.ts";

/** Entries of a feed. Readers ask often, and keep what they have seen. */
const NEWS = 50;

export async function answerHistory({ params, query, scope, services, origin, route }: Call<(typeof getHistory)["query"]>): Promise<Reply> {
  const name = params["name"] ?? "";
  const { limit, cursor } = query;
  const { history } = services;
  // Bound to the dataset, not to how its name is spelt.
  const record = await services.catalog.find(scope, name);
  if (record === null) throw notFound("dataset", name);
  const context: ListContext = { route: route.id, scopeKey: scope.key, query: record.id, secret: services.env.secret };
  const view = await history.ofDataset(scope, name, { limit, after: placeOf(readListCursor(cursor, context)) });
  if (view === null) throw notFound("dataset", name);
  const next = view.next === null ? null : writeListCursor([view.next], context);
  return { body: historyAnswer(view, origin, next), next };
}

function placeOf(place: readonly unknown[] | null): string | null {
  if (place === null) return null;
  const [id] = place;
  if (typeof id === "string") return id;
  throw new AppError("TS-API-005", "This cursor was not made for this history. Start again without a cursor.");
}

export async function answerFeed({ scope, services, origin }: Call): Promise<Reply> {
  const [news, { title }] = await Promise.all([services.history.recent(scope, NEWS), services.store.vocabulary()]);
  const catalog = title ?? "Touchstone";
  const self = href.feed();
  return feed({ id: origin + self, title: `${catalog}: changes of contracts`, author: catalog, self, page: href.home(), origin, news });
}

export async function answerDatasetFeed({ params, scope, services, origin }: Call): Promise<Reply> {
  const name = params["name"] ?? "";
  const [view, { title }] = await Promise.all([
    services.history.ofDataset(scope, name, { limit: NEWS, after: null }),
    services.store.vocabulary(),
  ]);
  if (view === null) throw notFound("dataset", name);
  const { dataset, versions } = view;
  return feed({
    ...{ id: `urn:uuid:${dataset.id}`, title: `${dataset.title}: changes of its contract`, author: title ?? "Touchstone", origin },
    ...{ self: href.datasetFeed(dataset.name), page: href.dataset(dataset.name) },
    news: versions.map((version) => ({ dataset, version })),
  });
}

const feed = (said: Feed): Reply => ({ body: atomFeed(said), type: ATOM });
