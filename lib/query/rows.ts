/** Use case: one page of a dataset's rows. */
import type { EngineColumn, Limits } from "#lib/engine/engine.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { type CursorContext, readCursor, writeCursor } from "#lib/query/cursor.ts";
import { type DataDeps, openReadable } from "#lib/query/readable.ts";
import { type ColumnParams, chooseRows } from "#lib/query/row-query.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

export interface RowParams extends ColumnParams {
  /** Rows in the page, at least 1; the caller has cut it to the reader's limit. */
  readonly limit: number;
  readonly cursor: string | null;
}

export interface RowsRequest {
  readonly record: DatasetRecord;
  readonly scope: Scope;
  readonly params: RowParams;
  readonly limits: Limits;
}

export interface RowsAnswer {
  readonly columns: readonly Pick<EngineColumn, "name" | "type">[];
  /** By column name, in the order of `columns`; exact JSON values as in the engine's `RowPage`. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Cursor of the next page; `null` at the end. */
  readonly next: string | null;
  /** RFC 3339 in UTC; `null` when unknown or not for this reader. */
  readonly asOf: string | null;
  /** Version of the files that were read: part of an ETag. */
  readonly dataVersion: string;
}

/**
 * Reads one page. Throws `TS-ACCESS-001`, `TS-DATA-001…005`, `TS-API-003` for a bad `select` or `order`, `TS-API-005` for a cursor of
 * another query or reader.
 */
export async function listRows(deps: DataDeps, { record, scope, params, limits }: RowsRequest): Promise<RowsAnswer> {
  const dataset = await openReadable(deps, record, scope, limits);
  const query = chooseRows(dataset, params, { total: true });
  const context: CursorContext = {
    datasetId: record.id,
    scopeKey: scope.key,
    // The masks too: a cursor from before a change of policy holds values that this reader is no longer shown.
    query: JSON.stringify([
      query.columns.map(({ name, mask }) => [name, mask]),
      query.order.map(({ column, descending }) => [column, descending, query.masks[column]]),
    ]),
  };
  const after = params.cursor === null ? null : readCursor(params.cursor, context, deps.secret).after;
  const page = await deps.engine.page({ ...query, after, limit: params.limit }, limits);
  const last = page.keys.at(-1);
  return {
    columns: page.columns.map(({ name, type }) => ({ name, type })),
    rows: page.rows.map((row) => Object.fromEntries(page.columns.map(({ name }, index) => [name, row[index] ?? null]))),
    next: page.more && last !== undefined ? writeCursor({ version: dataset.relation.version, after: last }, context, deps.secret) : null,
    asOf: await dataset.readAsOf(limits),
    dataVersion: dataset.relation.version,
  };
}
