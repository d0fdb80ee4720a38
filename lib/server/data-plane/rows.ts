import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { z } from "zod";
import type { getRows } from "#lib/api/routes/data.ts";
import type { RowsAnswerBody } from "#lib/api/schemas/rows.ts";
import { AppError } from "#lib/errors.ts";
import { listRows } from "#lib/query/rows.ts";
import { openReading, rowHeaders, stateOf } from "#lib/server/data-plane/reading.ts";
import { matchesTag, weakTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { acceptsGzip, chooseType } from "#lib/server/negotiate.ts";
import type { Services } from "#lib/server/services.ts";

const compress = promisify(gzip);
/** Shorter answers fit into one packet anyway. */
const WORTH_COMPRESSING = 1_400;

export type RowsQuery = z.output<(typeof getRows)["query"]>;

/** One page of rows as JSON. */
export async function sendRows(services: Services, exchange: Exchange, name: string, query: RowsQuery): Promise<void> {
  const { request, response, signal, origin, path } = exchange;
  if (chooseType(exchange.header("accept"), ["application/json"]) === undefined)
    throw new AppError("TS-API-007", "Rows come as application/json; for CSV or Parquet ask for the export.");
  const reading = await openReading(services, exchange, name, query.require === "ready");
  const { limits } = services.env;
  const { columns, rows, next, asOf, dataVersion } = await listRows(reading.deps, {
    record: reading.record,
    scope: reading.scope,
    params: {
      select: query.select ?? null,
      order: query.order ?? null,
      cursor: query.cursor ?? null,
      limit: Math.min(query.limit, limits.rows[reading.reader]),
    },
    limits: { timeoutMs: limits.query[reading.reader], signal },
  });
  const tag = weakTag(JSON.stringify([stateOf(reading, dataVersion, asOf), query]));
  const headers: Record<string, string | number> = { ...rowHeaders(reading, asOf), ETag: tag };
  if (next !== null) headers["Link"] = `<${origin}${path}?${nextQuery(exchange.query, next)}>; rel="next"`;
  if (matchesTag(exchange.header("if-none-match"), tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = {
    data: [...rows],
    columns: columns.map(({ name: column, type }) => ({ name: column, type })),
    page: { next, total: null },
  } satisfies RowsAnswerBody;
  let bytes: Buffer = Buffer.from(JSON.stringify(body));
  if (bytes.length > WORTH_COMPRESSING && acceptsGzip(request.headers["accept-encoding"])) {
    bytes = await compress(bytes);
    headers["Content-Encoding"] = "gzip";
  }
  response.writeHead(200, { ...headers, "Content-Type": "application/json", "Content-Length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function nextQuery(query: string, cursor: string): string {
  const params = new URLSearchParams(query);
  params.set("cursor", cursor);
  return params.toString();
}
