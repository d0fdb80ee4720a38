/** Use case: one page of a dataset's rows. */
import type { EngineColumn, Limits, SqlPage } from "#lib/engine/engine.ts";
import { filterColumns } from "#lib/engine/filter.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { type CursorContext, type Place, readCursor, writeCursor } from "#lib/query/cursor.ts";
import { type DataDeps, openReadable } from "#lib/query/readable.ts";
import { countRows, type RowCount } from "#lib/query/row-count.ts";
import { type ChosenRows, type ColumnParams, chooseRows } from "#lib/query/row-query.ts";
import { type Said, saidOfColumns } from "#lib/query/said.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

export interface RowParams extends ColumnParams {
  /** Rows in the page, at least 1; the caller has cut it to the reader's limit. */
  readonly limit: number;
  readonly cursor: string | null;
  /** How the whole is to be counted; `null`: not at all. */
  readonly count: RowCount | null;
}

export interface RowsRequest {
  readonly record: DatasetRecord;
  readonly scope: Scope;
  readonly params: RowParams;
  readonly limits: Limits;
}

export interface RowsAnswer extends Pick<SqlPage, "rows"> {
  readonly columns: readonly Pick<EngineColumn, "name" | "type">[];
  /** Cursor of the next page; `null` at the end. */
  readonly next: string | null;
  /** Rows of all pages; `null`: not asked for, or not known. */
  readonly total: number | null;
}

/** Everything about a page but its rows: enough for a client, or a cache, that has them already. */
export interface OpenRows {
  readonly columns: readonly { readonly name: string }[];
  /** Columns by which rows are chosen or ordered, also those that are not shown. */
  readonly asked: readonly string[];
  /** Both, for the audit. */
  readonly said: Said;
  /**
   * The same for pages that say the same: of the data, what is taken of it, and who takes it. `null` where the data tells no version of
   * itself, so that only the rows themselves could tell.
   */
  readonly fingerprint: string | null;
  /** The page begins at the first row. */
  readonly first: boolean;
  /** RFC 3339 in UTC; `null` when unknown or not for this reader. */
  readonly readAsOf: () => Promise<string | null>;
  readonly read: () => Promise<RowsAnswer>;
}

/**
 * Finds out what a page is made of. Throws `TS-ACCESS-001`, `TS-DATA-001…005`, `TS-API-003` for a bad `select`, `order` or filter,
 * `TS-API-004` for an unknown name, `TS-API-005` for a cursor of another query or reader. `read` throws as the engine does.
 */
export async function openRows(deps: DataDeps, { record, scope, params, limits }: RowsRequest): Promise<OpenRows> {
  const dataset = await openReadable(deps, record, scope, limits);
  const query = chooseRows(dataset, params, { total: true });
  const context = contextOf(query, record, scope);
  const place = params.cursor === null ? null : readCursor(params.cursor, context, deps.secret);
  const after = place?.after ?? null;
  const { limit, count } = params;
  const asked = [...new Set([...query.order.map(({ column }) => column), ...filterColumns(query.filter)])];
  return {
    columns: query.columns,
    asked,
    said: saidOfColumns(dataset, [...query.columns.map(({ name }) => name), ...asked]),
    fingerprint: fingerprintOf(query, context, { after, limit, count }),
    first: place === null,
    readAsOf: () => dataset.readAsOf(limits),
    read: async () => {
      const page = await deps.engine.page({ ...query, after, limit }, limits);
      const last = page.keys.at(-1);
      const { version } = dataset.relation;
      return {
        columns: page.columns.map(({ name, type }) => ({ name, type })),
        rows: page.rows,
        next: page.more && last !== undefined ? writeCursor({ version, after: last }, context, deps.secret) : null,
        // A first page that is also the last one was counted by reading it.
        total: after === null && !page.more && count !== null ? page.rows.length : await countRows(deps.engine, query, count, limits),
      };
    },
  };
}

/** What a cursor is good for. The masks too: one from before a change of policy holds values that this reader is no longer shown. */
function contextOf(query: ChosenRows, record: DatasetRecord, scope: Scope): CursorContext {
  return {
    datasetId: record.id,
    scopeKey: scope.key,
    query: JSON.stringify([
      query.columns.map(({ name, mask }) => [name, mask]),
      query.order.map(({ column, descending }) => [column, descending]),
      query.filter,
      Object.entries(query.masks).sort(),
      query.rows,
    ]),
  };
}

/** Grows when the same data is told in other words. */
const FORM = 1;

type PageParams = Pick<RowParams, "limit" | "count"> & { readonly after: Place["after"] | null };

function fingerprintOf({ relation }: ChosenRows, context: CursorContext, { after, limit, count }: PageParams): string | null {
  if (relation.kind !== "files") return null;
  return JSON.stringify([FORM, relation.version, Object.entries(relation.columnTypes).sort(), context, after, limit, count]);
}
