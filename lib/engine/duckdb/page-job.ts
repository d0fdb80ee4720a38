/**
 * One page of rows. Usually the terms of the order tell all rows apart, so the page is first read by them alone, and the digest is
 * made of the few rows that are left. Only where rows of the page are equal in all terms the digest of every row has to be sorted.
 */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { LRUCache } from "lru-cache";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";
import { jsonCell } from "#lib/engine/duckdb/json-cell.ts";
import { hasOneText, keysetSql, orderSql, readPlace } from "#lib/engine/duckdb/keyset.ts";
import type { PageAnswer } from "#lib/engine/duckdb/protocol.ts";
import { boundRows, readRows } from "#lib/engine/duckdb/read-rows.ts";
import { type Plan, planSelect, type RowSelect, type SelectFrom } from "#lib/engine/duckdb/select.ts";
import { runShape } from "#lib/engine/duckdb/shapes.ts";
import type { CellText } from "#lib/engine/engine.ts";
import { numberKeys } from "#lib/engine/place.ts";

export type PageQuery = RowSelect & { readonly limit: number };

export interface PageDeps {
  readonly connection: DuckDBConnection;
  readonly relation: OpenRelation;
  readonly from: SelectFrom;
}

/** Orders in which rows of the relation were found to be equal. */
const tied = new WeakMap<OpenRelation, LRUCache<string, true>>();

export async function readPage(deps: PageDeps, asked: PageQuery): Promise<PageAnswer> {
  const query = { ...asked, limit: boundRows(asked.limit, asked.columns.length) };
  const known = tied.get(deps.relation) ?? new LRUCache<string, true>({ max: 500 });
  tied.set(deps.relation, known);
  const order = JSON.stringify(query.order.map(({ column, descending }) => [column, descending, query.masks[column]]));
  if (!known.has(order)) {
    const page = await readByTerms(deps, query);
    if (page !== null) return page;
    known.set(order, true);
  }
  return await readByDigest(deps, query);
}

/** `null`: rows of the page are equal in all terms. */
async function readByTerms(deps: PageDeps, query: PageQuery): Promise<PageAnswer | null> {
  const plan = planSelect(query, deps.from);
  if (plan.keys.length === 0 || !plan.keys.every(hasOneText)) return null;
  const place = query.after === null ? null : readPlace(query.after, plan.keys);
  const inOrder = liesInOrder(deps.relation, query) && plan.keys[0]?.isFilled === true;
  // Without any condition the engine looks at all row groups before it takes the first rows.
  const from = inOrder && query.filter === null ? " WHERE k0 IS NOT NULL" : "";
  const where = place === null ? from : ` WHERE ${keysetSql(plan.keys, null, place, plan.values)}`;
  // One row more tells whether more follow, and another one is the one that the page begins after.
  const limit = query.limit + (place === null ? 1 : 2);
  const order = inOrder ? "" : ` ORDER BY ${orderSql(plan.keys, null)}`;
  const inner = `SELECT * FROM (${plan.source})${where}${order} LIMIT ${limit}`;
  const fetched = await fetchRows(deps, plan, `SELECT ${cellsSql(plan, plan.digest)} FROM (${inner})`);
  const width = plan.outputs.length;
  const keys = fetched.map((raw) => textsOf(raw, width));
  const same = (a: readonly CellText[] | undefined, b: readonly CellText[] | undefined) =>
    a !== undefined && b !== undefined && plan.keys.every((_, index) => a[index] === b[index]);
  if (keys.slice(0, limit - 1).some((key, index) => same(key, keys[index + 1]))) return null;
  const isShown = place !== null && same(keys[0], place.terms) && BigInt(keys[0]?.at(-1) ?? 0) <= BigInt(place.digest);
  return answerOf(plan, isShown ? fetched.slice(1) : fetched, query);
}

/** The first rows that are met are the first in this order: the engine keeps the order of a table. */
function liesInOrder({ sortedBy }: OpenRelation, { order, masks }: PageQuery): boolean {
  return (
    order.length <= sortedBy.length &&
    order.every(({ column, descending }, index) => {
      return !descending && masks[column] === null && column.toLowerCase() === sortedBy[index]?.toLowerCase();
    })
  );
}

async function readByDigest(deps: PageDeps, query: PageQuery): Promise<PageAnswer> {
  const plan = planSelect(query, deps.from);
  const place = query.after === null ? null : readPlace(query.after, plan.keys);
  const where = place === null ? "" : ` WHERE ${keysetSql(plan.keys, "d", place, plan.values)}`;
  // The row that the page begins after is fetched, too: it may be gone, and then nothing is to be left out.
  const slice = place === null ? `LIMIT ${query.limit + 1}` : `LIMIT ${query.limit + 2} OFFSET ${place.ordinal - 1}`;
  const inner = `SELECT * FROM (SELECT *, ${plan.digest} AS d FROM (${plan.source}))${where} ORDER BY ${orderSql(plan.keys, "d")} ${slice}`;
  const fetched = await fetchRows(deps, plan, `SELECT ${cellsSql(plan, "d")} FROM (${inner})`);
  const isShown = place !== null && fetched[0]?.at(-1) === BigInt(place.digest);
  return answerOf(plan, isShown ? fetched.slice(1) : fetched, query);
}

/** Their values become the same text here as in the engine, which is cheaper to fetch. */
const TEXT_HERE: readonly Id[] = [Id.VARCHAR, Id.BIGINT, Id.INTEGER, Id.SMALLINT, Id.TINYINT, Id.UBIGINT, Id.UINTEGER, Id.HUGEINT];

/** Text is made in the outer SELECT, from the few rows that are left. */
function cellsSql({ outputs, keys }: Plan, digest: string): string {
  const cells = outputs.map(({ type, sql }) => jsonCell(type, sql).sql);
  const places = keys.map(({ sql, type }) => (TEXT_HERE.includes(type.typeId) ? sql : `CAST(${sql} AS VARCHAR)`));
  return [...cells, ...places, digest].join(", ");
}

async function fetchRows({ connection, relation }: PageDeps, { values }: Plan, sql: string): Promise<readonly DuckDBValue[][]> {
  await values.check(connection);
  return await (await runShape(connection, relation, sql, values.texts)).getRows();
}

function answerOf({ outputs }: Plan, fetched: readonly DuckDBValue[][], query: PageQuery): PageAnswer {
  const cells = outputs.map(({ type, sql }) => jsonCell(type, sql));
  const { rows, more } = readRows(fetched, cells, query.limit);
  const keys = fetched.slice(0, rows.length).map((raw) => textsOf(raw, cells.length));
  return {
    columns: outputs.map(({ name, type }) => ({ name, type: type.toString(), nullable: true })),
    rows,
    keys: numberKeys(keys, query.after),
    more,
  };
}

function textsOf(raw: readonly DuckDBValue[], width: number): CellText[] {
  return raw.slice(width).map((value) => (value === null ? null : String(value)));
}
