import type { z } from "zod";
import { datasetSummaryAnswer } from "#lib/api/answers/dataset.ts";
import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import { DATASET_SORTS, type listDatasets } from "#lib/api/routes/catalog.ts";
import { summaryOf, verdictView } from "#lib/catalog/summary.ts";
import { AppError } from "#lib/errors.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import type { DatasetFilter, DatasetQuery, DatasetRecord, DatasetSort } from "#lib/store/store.ts";

type ListCall = Call<(typeof listDatasets)["query"]>;
type ListQuery = z.output<(typeof listDatasets)["query"]>;

const BATCH = 500;

export async function answerDatasetList({ query, scope, services, origin, route }: ListCall): Promise<Reply> {
  const { limit, cursor, ...deciding } = query;
  const context: ListContext = { route: route.id, scopeKey: scope.key, query: deciding, secret: services.env.secret };
  const sort = parseSort(query.sort);
  const first = { filter: filterOf(query), sort, after: placeOf(readListCursor(cursor, context)) };
  const page =
    query.verdict === undefined
      ? await services.store.listDatasets(scope, { ...first, limit })
      : await judged(query.verdict, limit, (more) => services.store.listDatasets(scope, { ...first, ...more, limit: BATCH }), sort.by);
  const last = page.items.at(-1);
  const next = page.hasMore && last !== undefined ? writeListCursor([sortValue(last, sort.by), last.contract.name], context) : null;
  const glossary = await services.catalog.glossary();
  const now = services.now();
  const data = page.items.map((record) => datasetSummaryAnswer(summaryOf(record, scope, glossary, now), origin));
  return { body: { data, page: { next, total: page.total } }, next };
}

function parseSort(text: string): DatasetQuery["sort"] {
  const descending = text.startsWith("-");
  const by = DATASET_SORTS.find((sort) => sort === (descending ? text.slice(1) : text)) ?? "name";
  return { by, descending };
}

function filterOf({ domain, owner, tag, term, tier, status, classification }: ListQuery): DatasetFilter {
  return {
    ...(domain === undefined ? {} : { domain }),
    ...(owner === undefined ? {} : { owner }),
    ...(tag === undefined ? {} : { tag }),
    ...(term === undefined ? {} : { term }),
    ...(tier === undefined ? {} : { tier: tier.map(Number) }),
    ...(status === undefined ? {} : { status }),
    ...(classification === undefined ? {} : { classification }),
  };
}

/** The value of a dataset in the order of the list, as `DatasetQuery.after` takes it. */
function sortValue(record: DatasetRecord, by: DatasetSort): string | number | null {
  if (by === "updated") return record.updatedAt.toISOString();
  return by === "quality" ? (record.latestReport?.score ?? null) : record.contract.name;
}

function placeOf(place: readonly unknown[] | null): DatasetQuery["after"] {
  if (place === null) return null;
  const [value, name] = place;
  if (typeof name !== "string" || !(value === null || typeof value === "string" || typeof value === "number"))
    throw new AppError("TS-API-005", "This cursor was not made for this list. Start again without a cursor.");
  return { value, name };
}

interface Judged {
  readonly items: readonly DatasetRecord[];
  readonly total: number | null;
  readonly hasMore: boolean;
}

/** A verdict is computed, not stored: the list is read until the page is full. How many there are on all pages is then not counted. */
async function judged(
  verdicts: readonly string[],
  limit: number,
  read: (more: Partial<Pick<DatasetQuery, "after">>) => Promise<{ readonly items: readonly DatasetRecord[]; readonly hasMore: boolean }>,
  by: DatasetSort,
): Promise<Judged> {
  const items: DatasetRecord[] = [];
  let page = await read({});
  for (;;) {
    items.push(...page.items.filter((record) => verdicts.includes(verdictView(record).state)));
    const last = page.items.at(-1);
    if (items.length > limit || !page.hasMore || last === undefined) break;
    page = await read({ after: { value: sortValue(last, by), name: last.contract.name } });
  }
  return { items: items.slice(0, limit), total: null, hasMore: items.length > limit };
}
