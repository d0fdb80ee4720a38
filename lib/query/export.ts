/** Use case: a whole dataset as a file, streamed from the engine. */
import type { CopyFormat, CopyStream, Limits } from "#lib/engine/engine.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { type DataDeps, openReadable } from "#lib/query/readable.ts";
import { type ColumnParams, chooseRows } from "#lib/query/row-query.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

export interface ExportRequest {
  readonly record: DatasetRecord;
  readonly scope: Scope;
  readonly params: ColumnParams;
  readonly format: CopyFormat;
  readonly limits: Limits;
}

export interface ExportAnswer {
  /** Destroyed with an error when the engine fails in the middle: then the connection must break, too. */
  readonly stream: CopyStream;
  readonly filename: string;
  readonly contentType: string;
  readonly asOf: string | null;
  readonly dataVersion: string;
}

const CONTENT_TYPES = { csv: "text/csv; charset=utf-8; header=present", parquet: "application/vnd.apache.parquet" } as const;

/**
 * Resolves when there are bytes to send. Rows come as they lie in the files, unless `order` is given. Throws as `listRows` does.
 */
export async function exportRows(deps: DataDeps, { record, scope, params, format, limits }: ExportRequest): Promise<ExportAnswer> {
  const dataset = await openReadable(deps, record, scope, limits);
  const query = chooseRows(dataset, params, { total: params.order !== null });
  // Before the stream, so that nothing can fail once it is open.
  const asOf = await dataset.readAsOf(limits);
  return {
    stream: await deps.engine.copy({ ...query, after: null, limit: null }, format, limits),
    filename: exportName(record, format, deps.now()),
    contentType: CONTENT_TYPES[format.format],
    asOf,
    dataVersion: dataset.relation.version,
  };
}

/** `orders-2026-11-22-v1.4.0.csv`: safe in every file system and in a header. */
export function exportName(record: Pick<DatasetRecord, "contract" | "version">, format: CopyFormat, now: Date): string {
  const safe = (text: string) => text.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 100);
  return `${safe(record.contract.name)}-${now.toISOString().slice(0, 10)}-v${safe(record.version)}.${format.format}`;
}
