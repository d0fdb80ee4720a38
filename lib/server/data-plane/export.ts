import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { CopyFormat, CopyStream } from "#lib/engine/engine.ts";
import { exportRows } from "#lib/query/export.ts";
import { openReading, rowHeaders, stateOf } from "#lib/server/data-plane/reading.ts";
import { matchesTag, weakTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { acceptsGzip } from "#lib/server/negotiate.ts";
import type { Services } from "#lib/server/services.ts";

export interface ExportQuery {
  readonly select?: string | undefined;
  readonly order?: string | undefined;
  readonly require?: "ready" | undefined;
}

/**
 * A whole dataset as a file, from the engine straight to the socket at the client's pace. What goes wrong before the first byte is a
 * problem; afterwards the connection breaks, so that a part is never taken for the whole. A client that goes away ends the query.
 */
export async function sendExport(
  services: Services,
  exchange: Exchange,
  name: string,
  format: CopyFormat,
  query: ExportQuery,
): Promise<void> {
  const { request, response } = exchange;
  const reading = await openReading(services, exchange, name, query.require === "ready");
  // The query ends with the client, and with an answer that needs no more of it.
  const enough = new AbortController();
  const signal = AbortSignal.any([exchange.signal, enough.signal]);
  const { stream, filename, contentType, asOf, dataVersion } = await exportRows(reading.deps, {
    record: reading.record,
    scope: reading.scope,
    params: { select: query.select ?? null, order: query.order ?? null },
    format,
    limits: { timeoutMs: services.env.limits.export[reading.reader], signal },
  });
  const zip = format.format === "csv" && acceptsGzip(request.headers["accept-encoding"]);
  const tag = weakTag(JSON.stringify([stateOf(reading, dataVersion, asOf), format, query.select, query.order]));
  const headers = {
    ...rowHeaders(reading, asOf),
    ETag: tag,
    "Content-Disposition": `attachment; filename="${filename}"`,
  };
  const unchanged = matchesTag(exchange.header("if-none-match"), tag);
  if (unchanged || request.method === "HEAD") {
    stream.done.catch(() => undefined);
    stream.bytes.on("error", () => undefined).destroy();
    enough.abort();
    response.writeHead(unchanged ? 304 : 200, unchanged ? headers : { ...headers, "Content-Type": contentType }).end();
    return;
  }
  response.writeHead(200, { ...headers, "Content-Type": contentType, ...(zip ? { "Content-Encoding": "gzip" } : {}) });
  const bytes = Readable.from(whole(stream), { objectMode: false });
  if (zip) await pipeline(bytes, createGzip({ level: 3 }), response);
  else await pipeline(bytes, response);
}

/** The bytes, and their end only when the engine says that they are all. */
async function* whole({ bytes, done }: CopyStream): AsyncGenerator<Buffer> {
  // Seen at the end; until then nobody else listens.
  done.catch(() => undefined);
  for await (const chunk of bytes) yield chunk;
  await done;
}
