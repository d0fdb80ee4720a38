import type { Prisma } from "#generated/prisma/client.ts";
import { AppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetFilter, DatasetQuery, DatasetRecord, Page } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { admittedBy, RECORD, toRecord } from "./dataset-record.ts";

/**
 * One page of the datasets that the scope admits. Values of one filter are alternatives, filters narrow each other, an empty
 * list is no filter. A `term` is looked for on the dataset and on its columns.
 *
 * `quality` sorts by the newest reported score, those without one last. `popularity` and `freshness` are not measured yet and
 * sort by name. `after.value` of a page sorted by `updated` is the time of `updatedAt` in RFC 3339 or epoch milliseconds.
 * @throws AppError TS-API-005 when `after` does not fit the sort.
 */
export async function listDatasets({ prisma }: Database, scope: Scope, query: DatasetQuery): Promise<Page<DatasetRecord>> {
  const matching: Prisma.DatasetWhereInput = { AND: [admittedBy(scope), ...filtersOf(query.filter)] };
  const { start, orderBy } = sortOf(query);
  const [total, rows] = await Promise.all([
    prisma.dataset.count({ where: matching }),
    prisma.dataset.findMany({ where: { AND: [matching, start] }, orderBy, take: query.limit + 1, select: RECORD }),
  ]);
  return { items: rows.slice(0, query.limit).map(toRecord), total, hasMore: rows.length > query.limit };
}

function filtersOf(filter: DatasetFilter): Prisma.DatasetWhereInput[] {
  const where: Prisma.DatasetWhereInput[] = [];
  const add = <T>(values: readonly T[] | undefined, clause: (values: T[]) => Prisma.DatasetWhereInput) => {
    if (values !== undefined && values.length > 0) where.push(clause([...values]));
  };
  add(filter.domain, (values) => ({ domain: { in: values } }));
  add(filter.owner, (values) => ({ owner: { in: values } }));
  add(filter.tag, (values) => ({ tags: { hasSome: values } }));
  add(filter.term, (values) => ({ terms: { hasSome: values } }));
  add(filter.tier, (values) => ({ tier: { in: values } }));
  add(filter.status, (values) => ({ status: { in: values } }));
  add(filter.classification, (values) => ({ classifications: { hasSome: values } }));
  return where;
}

interface Sort {
  /** Rows after the cursor; `{}`: all. */
  readonly start: Prisma.DatasetWhereInput;
  readonly orderBy: Prisma.DatasetOrderByWithRelationInput[];
}

function sortOf({ sort, after }: DatasetQuery): Sort {
  const direction = sort.descending ? "desc" : "asc";
  const beyond = sort.descending ? "lt" : "gt";
  switch (sort.by) {
    case "updated": {
      const orderBy = [{ updatedAt: direction }, { name: "asc" }] as const;
      if (after === null) return { start: {}, orderBy: [...orderBy] };
      const at = timeOf(after.value);
      return { start: { OR: [{ updatedAt: { [beyond]: at } }, { updatedAt: at, name: { gt: after.name } }] }, orderBy: [...orderBy] };
    }
    case "quality": {
      const orderBy: Sort["orderBy"] = [{ reportScore: { sort: direction, nulls: "last" } }, { name: "asc" }];
      if (after === null) return { start: {}, orderBy };
      if (after.value === null) return { start: { reportScore: null, name: { gt: after.name } }, orderBy };
      const score = typeof after.value === "number" && Number.isFinite(after.value) ? after.value : refuse();
      const worse: Prisma.DatasetWhereInput[] = [{ reportScore: { [beyond]: score } }, { reportScore: null }];
      return { start: { OR: [...worse, { reportScore: score, name: { gt: after.name } }] }, orderBy };
    }
    case "name":
    case "popularity":
    case "freshness": {
      const start = after === null ? {} : { name: { [beyond]: after.name } };
      return { start, orderBy: [{ name: direction }] };
    }
  }
}

function timeOf(value: string | number | null): Date {
  const time = value === null ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(time) ? refuse() : new Date(time);
}

function refuse(): never {
  throw new AppError("TS-API-005", "The cursor does not belong to this list. Start again without it.");
}
