import type { z } from "zod";
import { datasetSummaryAnswer } from "#lib/api/answers/dataset.ts";
import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import { DATASET_SORTS, type listDatasets } from "#lib/api/routes/catalog.ts";
import { summaryOf } from "#lib/catalog/summary.ts";
import { withTrust } from "#lib/catalog/trust.ts";
import { AppError } from "#lib/errors.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import type { DatasetFilter, DatasetQuery } from "#lib/store/store.ts";

type ListCall = Call<(typeof listDatasets)["query"]>;
type ListQuery = z.output<(typeof listDatasets)["query"]>;

export async function answerDatasetList({ query, scope, services, origin, route }: ListCall): Promise<Reply> {
  const { limit, cursor, ...deciding } = query;
  const context: ListContext = { route: route.id, scopeKey: scope.key, query: deciding, secret: services.env.secret };
  const sort = parseSort(query.sort);
  const after = placeOf(readListCursor(cursor, context));
  const page = await services.store.listDatasets(scope, { filter: filterOf(query), sort, after, limit });
  const next = page.next === null ? null : writeListCursor([page.next.value, page.next.name], context);
  const glossary = await services.catalog.glossary();
  const now = services.now();
  const trust = await services.catalog.trust(scope, page.items);
  const data = page.items.map((record) =>
    datasetSummaryAnswer(withTrust(summaryOf(record, scope, glossary, now), trust.get(record.id)), origin),
  );
  return { body: { data, page: { next, total: page.total } }, next };
}

function parseSort(text: string): DatasetQuery["sort"] {
  const descending = text.startsWith("-");
  const by = DATASET_SORTS.find((sort) => sort === (descending ? text.slice(1) : text)) ?? "name";
  return { by, descending };
}

function filterOf({ domain, owner, tag, term, tier, status, classification, verdict }: ListQuery): DatasetFilter {
  return {
    ...(domain === undefined ? {} : { domain }),
    ...(owner === undefined ? {} : { owner }),
    ...(tag === undefined ? {} : { tag }),
    ...(term === undefined ? {} : { term }),
    ...(tier === undefined ? {} : { tier: tier.map(Number) }),
    ...(status === undefined ? {} : { status }),
    ...(classification === undefined ? {} : { classification }),
    ...(verdict === undefined ? {} : { verdict }),
  };
}

function placeOf(place: readonly unknown[] | null): DatasetQuery["after"] {
  if (place === null) return null;
  const [value, name] = place;
  if (typeof name !== "string" || !(value === null || typeof value === "string" || typeof value === "number"))
    throw new AppError("TS-API-005", "This cursor was not made for this list. Start again without a cursor.");
  return { value, name };
}
