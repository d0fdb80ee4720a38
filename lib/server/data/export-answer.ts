import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { ExportFormat } from "#lib/api/routes/exports.ts";
import type { VerdictView } from "#lib/catalog/views.ts";
import type { CopyStream, Limits } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { type OpenExport, openExport } from "#lib/query/export.ts";
import { type ExportAbout, exportCaller } from "#lib/query/manifest.ts";
import { outcomeOf, type Trail } from "#lib/server/audit/trail.ts";
import { type ExportParams, readExportParams } from "#lib/server/data/export-params.ts";
import { type DataServices, openReading, readReader } from "#lib/server/data/reading.ts";
import type { RunningExport } from "#lib/server/data/running-exports.ts";
import { sendUnchanged, weakened } from "#lib/server/data/send-body.ts";
import { type Packing, type Sent, sendWhole } from "#lib/server/data/send-whole.ts";
import { takeTurn } from "#lib/server/data/take-turn.ts";
import { entityTag, matchesTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { publicError } from "#lib/server/problem.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

/** A whole dataset as a file. `format` is `null` where the request says which. */
export async function answerExport(
  exchange: Exchange,
  services: DataServices,
  { name, format: given }: { readonly name: string; readonly format: ExportFormat | null },
  trail: Trail,
): Promise<void> {
  const { request, response, header } = exchange;
  const { scope, caller, query: limits, export: copyLimits } = await readReader(exchange, services);
  trail.by(scope.actor, caller.address);
  trail.tell({ datasets: [{ id: null, name }] });
  const params = readExportParams(exchange, given);
  const { format, packing, require } = params;
  const { record, verdict, deps, headers } = await openReading(services, { scope, name, require });
  trail.tell({ datasets: [{ id: record.id, name: record.contract.name }], format: format.format });
  const open = await openExport(deps, { record, scope, params, format, limits });
  trail.tell(open.said);
  const tag = tagOf(open, packing);
  const always = { ...headers(open.asOf), "Accept-Ranges": "none" };
  if (tag !== null && matchesTag(header("if-none-match"), tag)) {
    await trail.end("not-modified");
    sendUnchanged(exchange, tag, always);
    return;
  }
  const all = { ...always, ...(tag === null ? {} : { ETag: tag }), ...fileHeaders(open, packing) };
  if (request.method === "HEAD") {
    await trail.end("ok");
    response.writeHead(200, all).end();
    return;
  }
  const turn = await takeTurn(exchange, services, caller, "export");
  await transfer({ exchange, services, params, open, record, verdict, scope, limits: copyLimits, headers: all, trail }).finally(
    turn.release,
  );
}

interface Transfer {
  readonly exchange: Exchange;
  readonly services: DataServices;
  readonly params: ExportParams;
  readonly open: OpenExport;
  readonly record: DatasetRecord;
  readonly verdict: VerdictView;
  readonly scope: Scope;
  readonly limits: Limits;
  readonly headers: Readonly<Record<string, string>>;
  readonly trail: Trail;
}

async function transfer({ exchange, services, params, open, record, verdict, scope, limits, headers, trail }: Transfer): Promise<void> {
  const { request, response } = exchange;
  const { packing } = params;
  const running = await services.exports.begin({
    id: params.id ?? randomUUID(),
    caller: exportCaller(scope),
    datasetId: record.id,
    about: aboutOf(params, open, { record, verdict }),
  });
  const signal = AbortSignal.any([limits.signal, running.signal]);
  let stream: CopyStream | null = null;
  try {
    const expected = open.expect({ ...limits, signal }).then((rows) => {
      // Whoever writes the file knows better.
      if (running.expectedRows === null) running.expect(rows);
    });
    stream = await open.start({ ...limits, signal });
    running.expect(stream.expectedRows);
    // What is known by now stands in the header; what comes later, in the manifest alone.
    await Promise.race([expected, setImmediate()]);
    const hasTrailers = request.httpVersionMajor > 1 || request.httpVersionMinor > 0;
    response.writeHead(200, { ...headers, ...streamHeaders(running, stream, packing, hasTrailers) });
    await send({ exchange, services, stream, packing, running, signal, trail });
  } catch (error) {
    stream?.bytes.destroy();
    await running.end(signal.aborted ? "cancelled" : "failed", signal.aborted ? {} : { problem: publicError(error).message });
    await trail.end(outcomeOf(error, signal));
    if (!running.signal.aborted) throw error;
    throw new AppError("TS-DATA-006", "This export was ended by whoever asked for it.", { cause: error });
  }
}

interface Sending {
  readonly exchange: Exchange;
  readonly services: Pick<DataServices, "log">;
  readonly stream: CopyStream;
  readonly packing: Packing;
  readonly running: RunningExport;
  readonly signal: AbortSignal;
  readonly trail: Trail;
}

async function send({ exchange, services, stream, packing, running, signal, trail }: Sending): Promise<void> {
  const { response, requestId, path } = exchange;
  let whole: { rows: number; sha256: string } | null = null;
  const file = {
    count: (chunk: Uint8Array) => running.count(chunk),
    trailers: ({ rows }: { rows: number }) => {
      whole = { rows, sha256: running.seal() };
      return { "Touchstone-Rows": String(rows), "Touchstone-SHA-256": whole.sha256 };
    },
  };
  const beforeEnd = async (sent: Sent) => {
    trail.tell(sent);
    await trail.end("ok");
  };
  const failure = await sendWhole(stream, packing, { response, signal }, { file, beforeEnd });
  if (failure !== null) {
    services.log.error({ err: failure.error, requestId, path, export: running.id }, "an export broke off");
    await trail.end(outcomeOf(failure.error, signal));
    await running.end("failed", { problem: publicError(failure.error).message });
  } else if (whole !== null && response.writableFinished) await running.end("complete", whole);
  else {
    await trail.end("cancelled");
    await running.end("cancelled");
  }
}

function aboutOf(
  { select, order, filters, format, packing }: ExportParams,
  open: OpenExport,
  { record, verdict: { state, reasons } }: { readonly record: DatasetRecord; readonly verdict: VerdictView },
): ExportAbout {
  const compress = packing === "gzip" || packing === "zstd" ? packing : null;
  return {
    dataset: record.contract.name,
    format: format.format,
    safe: format.format === "xlsx" || (format.format === "csv" && format.safe),
    compress,
    filename: fileName(open, packing),
    asked: { select, order, filters: filters.pairs.map(([name, value]) => `${name}=${value}`) },
    columns: open.columns,
    asOf: open.asOf,
    contract: { version: record.version, commit: record.commit },
    verdict: { state, reasons },
  };
}

/** Strong where the bytes are the engine's; packed bytes may differ from one release of the packer to the next. */
function tagOf({ fingerprint }: OpenExport, packing: Packing): string | null {
  if (fingerprint === null) return null;
  const tag = entityTag(`${fingerprint} ${packing.endsWith("on the way") ? "none" : packing}`);
  return packing === "none" ? tag : weakened(tag);
}

const PACKED = {
  gzip: { ending: ".gz", contentType: "application/gzip" },
  zstd: { ending: ".zst", contentType: "application/zstd" },
} as const;

const packedAs = (packing: Packing) => (packing === "gzip" || packing === "zstd" ? PACKED[packing] : null);

function fileName({ filename }: OpenExport, packing: Packing): string {
  return filename + (packedAs(packing)?.ending ?? "");
}

function fileHeaders(open: OpenExport, packing: Packing): Readonly<Record<string, string>> {
  const file = fileName(open, packing);
  return {
    "Content-Type": packedAs(packing)?.contentType ?? open.contentType,
    "Content-Disposition": `attachment; filename="${file}"; filename*=UTF-8''${encodeURIComponent(file)}`,
    ...(packing.endsWith("on the way") ? { "Content-Encoding": packing.startsWith("gzip") ? "gzip" : "zstd" } : {}),
  };
}

/** What only a file that is being sent has. */
function streamHeaders(
  { id, expectedRows }: Pick<RunningExport, "id" | "expectedRows">,
  { expectedBytes = null }: CopyStream,
  packing: Packing,
  hasTrailers: boolean,
): Readonly<Record<string, string>> {
  const length = packing === "none" ? expectedBytes : null;
  return {
    "Touchstone-Export": id,
    ...(expectedRows === null ? {} : { "Touchstone-Expected-Rows": String(expectedRows) }),
    // After the last byte there is no place for more where the length was told before.
    ...(length === null ? {} : { "Content-Length": String(length) }),
    ...(length === null && hasTrailers ? { Trailer: "Touchstone-Rows, Touchstone-SHA-256" } : {}),
  };
}
