import type { z } from "zod";
import { parseFilteredQuery } from "#lib/api/query.ts";
import { type ExportFormat, exportRoutes, exportShort } from "#lib/api/routes/exports.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import type { AskedFilters } from "#lib/query/filter-text.ts";
import type { Packing } from "#lib/server/data/send-whole.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { chooseEncoding, chooseType } from "#lib/server/negotiate.ts";

export interface ExportParams {
  readonly select: string | null;
  readonly order: string | null;
  readonly filters: AskedFilters;
  readonly require: "ready" | undefined;
  readonly format: CopyFormat;
  readonly packing: Packing;
  /** The caller's own id for this export; `null`: one is made. */
  readonly id: string | null;
}

/** In the order of `Accept: *` + `/*`. */
const FORMATS = [
  ["csv", "text/csv"],
  ["json", "application/json"],
  ["ndjson", "application/x-ndjson"],
  ["parquet", "application/vnd.apache.parquet"],
  ["arrow", "application/vnd.apache.arrow.file"],
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
] as const satisfies readonly (readonly [ExportFormat, string])[];

/** Of the parameters of all formats, those that this one takes. */
type Asked = Partial<z.output<typeof exportShort.query>>;

/** What a browser or a program unpacks by itself, and what is packed inside already. */
const TEXT: readonly ExportFormat[] = ["csv", "json", "ndjson"];
const PACKED: readonly ExportFormat[] = ["parquet", "xlsx"];
/** In an Excel file text is always text, so being safe changes nothing. */
const SAFE: readonly ExportFormat[] = ["csv", "xlsx"];

/** @param given `null` where the request says which format. @throws AppError TS-API-003, TS-API-004, TS-API-007 */
export function readExportParams({ query, header, request }: Exchange, given: ExportFormat | null): ExportParams {
  const schema = given === null ? exportShort.query : exportRoutes[given].query;
  const { params, filters } = parseFilteredQuery(schema, query);
  const asked: Asked = params;
  const { select = null, order = null, require, safe = false, compress = null, "export-id": id = null } = asked;
  const format = given ?? asked.format ?? acceptedFormat(header("accept"));
  if (safe && !SAFE.includes(format)) throw misplaced("safe", `safe is for CSV and Excel; ${format} needs it not.`);
  if (compress !== null && PACKED.includes(format)) throw misplaced("compress", `compress is not for ${format}, which is packed already.`);
  const way = TEXT.includes(format) ? chooseEncoding(request.headers["accept-encoding"]) : null;
  return {
    ...{ select, order, filters, require, id },
    format: format === "csv" ? { format, safe } : { format },
    packing: compress ?? (way === null ? "none" : `${way} on the way`),
  };
}

function misplaced(name: string, message: string): AppError {
  return new AppError("TS-API-003", message, { details: [{ path: `query.${name}`, message: "is not for this format" }] });
}

function acceptedFormat(accept: string | null | undefined): ExportFormat {
  const types = FORMATS.map(([, type]) => type);
  const chosen = chooseType(accept, types);
  const found = FORMATS.find(([, type]) => type === chosen);
  if (found === undefined) throw new AppError("TS-API-007", `Exports come as ${types.join(", ")}; Accept asks for something else.`);
  return found[0];
}
