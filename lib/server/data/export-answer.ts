import { parseQuery } from "#lib/api/query.ts";
import { exportCsv, exportParquet, exportShort } from "#lib/api/routes/data.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import { type OpenExport, openExport } from "#lib/query/export.ts";
import { type DataServices, openReading, readReader } from "#lib/server/data/reading.ts";
import { weakened } from "#lib/server/data/send-body.ts";
import { type Packing, sendWhole } from "#lib/server/data/send-whole.ts";
import { entityTag, matchesTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { acceptsGzip, chooseType } from "#lib/server/negotiate.ts";

type Format = CopyFormat["format"];

/** A whole dataset as a file. `format` is `null` where the request says which. */
export async function answerExport(
  exchange: Exchange,
  services: DataServices,
  { name, format: given }: { readonly name: string; readonly format: Format | null },
): Promise<void> {
  const { request, response, header, requestId, path } = exchange;
  const { scope, query: limits, export: copyLimits } = await readReader(exchange, services);
  const { select = null, order = null, require, safe, compress, format } = readParams(exchange, given);
  const { record, deps, headers } = await openReading(services, { scope, name, require });
  const copyFormat: CopyFormat = format === "csv" ? { format, safe } : { format };
  const open = await openExport(deps, { record, scope, params: { select, order }, format: copyFormat, limits });
  const packing: Packing = compress ?? (format === "csv" && acceptsGzip(request.headers["accept-encoding"]) ? "gzip on the way" : "none");
  const tag = tagOf(open, packing);
  const always = { ...headers(open.asOf), ETag: tag, "Accept-Ranges": "none" };
  if (matchesTag(header("if-none-match"), tag)) {
    response.writeHead(304, always).end();
    return;
  }
  const all = { ...always, ...fileHeaders(open, packing) };
  if (request.method === "HEAD") {
    response.writeHead(200, all).end();
    return;
  }
  const stream = await open.start(copyLimits);
  response.writeHead(200, all);
  const failure = await sendWhole(stream, packing, exchange);
  if (failure !== null) services.log.error({ err: failure.error, requestId, path }, "an export broke off");
}

interface ExportParams {
  readonly select?: string | undefined;
  readonly order?: string | undefined;
  readonly require?: "ready" | undefined;
  readonly safe: boolean;
  readonly compress?: "gzip" | "zstd" | undefined;
  readonly format: Format;
}

const OFFERS = ["text/csv", "application/vnd.apache.parquet"] as const;

function readParams({ query, header }: Exchange, given: Format | null): ExportParams {
  if (given === "csv") return { ...parseQuery(exportCsv.query, query), format: given };
  if (given === "parquet") return { ...parseQuery(exportParquet.query, query), safe: false, format: given };
  const params = parseQuery(exportShort.query, query);
  const format = params.format ?? acceptedFormat(header("accept"));
  const csvOnly = [...(params.safe ? ["safe"] : []), ...(params.compress === undefined ? [] : ["compress"])];
  if (format === "parquet" && csvOnly.length > 0)
    throw new AppError("TS-API-003", `${csvOnly.join(" and ")} ${csvOnly.length === 1 ? "is" : "are"} for CSV; Parquet needs neither.`, {
      details: csvOnly.map((name) => ({ path: `query.${name}`, message: "is for CSV only" })),
    });
  return { ...params, format };
}

function acceptedFormat(accept: string | null | undefined): Format {
  const type = chooseType(accept, OFFERS);
  if (type === undefined) throw new AppError("TS-API-007", `Exports come as ${OFFERS.join(" or ")}; Accept asks for something else.`);
  return type === "text/csv" ? "csv" : "parquet";
}

/** Strong where the bytes are the engine's; packed bytes may differ from one release of the packer to the next. */
function tagOf({ fingerprint }: OpenExport, packing: Packing): string {
  const tag = entityTag(`${fingerprint} ${packing === "gzip on the way" ? "none" : packing}`);
  return packing === "none" ? tag : weakened(tag);
}

const PACKED = {
  gzip: { ending: ".gz", contentType: "application/gzip" },
  zstd: { ending: ".zst", contentType: "application/zstd" },
} as const;

function fileHeaders({ filename, contentType }: OpenExport, packing: Packing): Readonly<Record<string, string>> {
  const packed = packing === "gzip" || packing === "zstd" ? PACKED[packing] : null;
  const file = filename + (packed?.ending ?? "");
  return {
    "Content-Type": packed?.contentType ?? contentType,
    "Content-Disposition": `attachment; filename="${file}"; filename*=UTF-8''${encodeURIComponent(file)}`,
    ...(packing === "gzip on the way" ? { "Content-Encoding": "gzip" } : {}),
  };
}
