import { AppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetFilter, DatasetPage, DatasetQuery } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { ADMITTED, admission } from "./evidence/incidents.ts";
import { datasetsById } from "./find-dataset.ts";
import { mendText } from "./json.ts";

/**
 * One page of the datasets that the scope admits. Values of one filter are alternatives, filters narrow each other, an empty
 * list is no filter. A `term` is looked for on the dataset and on its columns. `verdict` is what was judged last, and `unknown` where
 * nothing was.
 *
 * `quality` sorts by the measured score, else by the newest reported one, and `freshness` by the time of the newest data; those without
 * one come last. `popularity` is not measured yet and sorts by name. `after` is the `next` of the page before; `after.value` of a page
 * sorted by a time is RFC 3339.
 * @throws AppError TS-API-005 when `after` does not fit the sort.
 */
export async function listDatasets(database: Database, scope: Scope, query: DatasetQuery): Promise<DatasetPage> {
  const { pool } = database;
  const { limit } = query;
  const values: unknown[] = [...admission(scope)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const matching = [ADMITTED, ...filtersOf(query.filter, bind)].join(" and ");
  const matchingValues = [...values];
  const order = ORDERS[query.sort.by];
  const [key, beyond] = [order.key, query.sort.descending ? "<" : ">"];
  const start = startOf(query, bind);
  const direction = query.sort.descending ? "desc" : "asc";
  const sorted = key === "d.name" ? `d.name ${direction}` : `${key} ${direction} nulls last, d.name`;
  const counted = pool.query<{ total: number }>(`select count(*)::int as total ${FROM} where ${matching}`, matchingValues);
  const found = pool.query<Place>(
    `select d.id, d.name, ${key} as value ${FROM} where ${matching} and ${start(key, beyond)} order by ${sorted} limit ${bind(limit + 1)}`,
    values,
  );
  const [{ rows: counts }, { rows }] = await Promise.all([counted, found]);
  const places = rows.slice(0, limit);
  const items = await datasetsById(
    database,
    scope,
    places.map(({ id }) => id),
  );
  const [last, hasMore] = [places.at(-1), rows.length > limit];
  const next = hasMore && last !== undefined ? { value: plain(last.value), name: last.name } : null;
  return { items, total: counts[0]?.total ?? 0, hasMore, next };
}

interface Place {
  readonly id: string;
  readonly name: string;
  readonly value: string | number | Date | null;
}

const plain = (value: Place["value"]): string | number | null => (value instanceof Date ? value.toISOString() : value);

const FROM = "from dataset d left join dataset_state s on s.dataset_id = d.id";

function filtersOf(filter: DatasetFilter, bind: (value: unknown) => string): readonly string[] {
  const texts = (values: readonly string[]) => `${bind(values.map(mendText))}::text[]`;
  const said = (values: readonly string[] | undefined, clause: (list: string) => string) =>
    values === undefined || values.length === 0 ? [] : [clause(texts(values))];
  const tiers = filter.tier ?? [];
  return [
    ...said(filter.domain, (list) => `d.domain = any(${list})`),
    ...said(filter.owner, (list) => `d.owner = any(${list})`),
    ...said(filter.tag, (list) => `d.tags && ${list}`),
    ...said(filter.term, (list) => `d.terms && ${list}`),
    ...(tiers.length === 0 ? [] : [`d.tier = any(${bind(tiers)}::int[])`]),
    ...said(filter.status, (list) => `d.status = any(${list})`),
    ...said(filter.classification, (list) => `d.classifications && ${list}`),
    ...said(filter.verdict, (list) => `coalesce(s.verdict, 'unknown') = any(${list})`),
  ];
}

const ORDERS = {
  name: { key: "d.name", of: null },
  popularity: { key: "d.name", of: null },
  updated: { key: "d.updated_at", of: "timestamptz" },
  quality: { key: "coalesce(s.score, d.report_score)", of: "float8" },
  freshness: { key: "s.as_of", of: "timestamptz" },
} as const;

/** The condition of the rows after the cursor. What the sort has no value for comes last, by name. */
function startOf({ sort, after }: DatasetQuery, bind: (value: unknown) => string): (key: string, beyond: string) => string {
  if (after === null) return () => "true";
  const { of } = ORDERS[sort.by];
  const name = bind(mendText(after.name));
  if (of === null) return (key, beyond) => `${key} ${beyond} ${name}`;
  if (after.value === null) {
    if (sort.by === "updated") refuse();
    return (key) => `${key} is null and d.name > ${name}`;
  }
  const value = `${bind(of === "float8" ? scoreOf(after.value) : timeOf(after.value))}::${of}`;
  return (key, beyond) => `(${key} ${beyond} ${value} or ${key} is null or ${key} = ${value} and d.name > ${name})`;
}

function scoreOf(value: string | number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse();
}

function timeOf(value: string | number): string {
  const time = new Date(value);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999 ? refuse() : time.toISOString();
}

function refuse(): never {
  throw new AppError("TS-API-005", "The cursor does not belong to this list. Start again without it.");
}
