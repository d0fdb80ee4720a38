/** Use case: a whole dataset as a file, streamed from the engine. */
import { createHash } from "node:crypto";
import type { CopyFormat, CopyStream, Limits } from "#lib/engine/engine.ts";
import { filterColumns } from "#lib/engine/filter.ts";
import { columnAccess, type Scope } from "#lib/policy/scope.ts";
import type { ManifestColumn } from "#lib/query/manifest.ts";
import { type DataDeps, openReadable, type ReadableDataset } from "#lib/query/readable.ts";
import { type ChosenRows, type ColumnParams, chooseRows } from "#lib/query/row-query.ts";
import { type Said, saidOfColumns } from "#lib/query/said.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

export interface ExportRequest {
  readonly record: DatasetRecord;
  readonly scope: Scope;
  readonly params: ColumnParams;
  readonly format: CopyFormat;
  readonly limits: Limits;
}

/** Everything about an export but its bytes: enough for HEAD and for a client that has the file already. */
export interface OpenExport {
  readonly filename: string;
  readonly contentType: string;
  readonly asOf: string | null;
  /** What the file has, in this order, and in which form. */
  readonly columns: readonly ManifestColumn[];
  /** These, and columns that rows are chosen or ordered by, for the audit. */
  readonly said: Said;
  /**
   * The same for exports with the same bytes: of the data, what is taken of it in which form, and who takes it. `null` where the data
   * tells no version of itself.
   */
  readonly fingerprint: string | null;
  /** About how many rows there will be, as far as that is known without reading them. Never rejects. */
  readonly expect: (limits: Limits) => Promise<number | null>;
  /** Resolves when there are bytes to send. To be called at most once. */
  readonly start: (limits: Limits) => Promise<CopyStream>;
}

export const CONTENT_TYPES = {
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
  arrow: "application/vnd.apache.arrow.file",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const satisfies Record<CopyFormat["format"], string>;

/** Rows come as they lie in the files, unless `order` is given. Throws as `openRows` does. */
export async function openExport(deps: DataDeps, { record, scope, params, format, limits }: ExportRequest): Promise<OpenExport> {
  const dataset = await openReadable(deps, record, scope, limits);
  const query = chooseRows(dataset, params, { total: params.order !== null });
  return {
    filename: exportName(record, format, deps.now()),
    contentType: CONTENT_TYPES[format.format],
    // Before the stream, so that nothing can fail once it is open.
    asOf: await dataset.readAsOf(limits),
    columns: columnsOf(query, dataset, scope),
    said: saidOfColumns(dataset, [...query.columns.map(({ name }) => name), ...Object.keys(query.masks), ...filterColumns(query.filter)]),
    fingerprint: fingerprintOf({ record, scope, format }, query),
    expect: async (copyLimits) => {
      // What the source knows of itself is about all of its rows: also of those that a filter or a row policy leaves out.
      if (query.filter !== null || query.rows !== null) return null;
      return await deps.engine.estimate(query.relation, copyLimits).then(
        ({ rows }) => rows,
        () => null,
      );
    },
    start: (copyLimits) => deps.engine.copy({ ...query, after: null, limit: null }, format, copyLimits),
  };
}

function columnsOf({ columns }: ChosenRows, dataset: ReadableDataset, scope: Scope): readonly ManifestColumn[] {
  return columns.map(({ name, mask }) => {
    const promised = dataset.record.contract.columns.find((column) => column.name === name);
    return {
      name,
      type: dataset.columns.find((column) => column.name === name)?.type ?? "",
      mask: mask === null || promised === undefined ? mask : (columnAccess(promised, scope).reason ?? mask),
    };
  });
}

type Reader = Pick<ExportRequest, "record" | "scope" | "format">;

function fingerprintOf({ record, scope, format }: Reader, query: ChosenRows): string | null {
  const { relation, columns, order, filter, masks, rows } = query;
  if (relation.kind !== "files") return null;
  const types = Object.entries(relation.columnTypes).sort();
  const said = [record.id, scope.key, format, relation.version, types, columns, order, filter, Object.entries(masks).sort(), rows];
  return createHash("sha256").update(JSON.stringify(said)).digest("base64url");
}

/** `orders-2026-11-22-v1.4.0.csv`: safe in every file system and in a header. */
export function exportName(record: Pick<DatasetRecord, "contract" | "version">, format: CopyFormat, now: Date): string {
  const safe = (text: string) => text.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 100);
  return `${safe(record.contract.name)}-${now.toISOString().slice(0, 10)}-v${safe(record.version)}.${format.format}`;
}
