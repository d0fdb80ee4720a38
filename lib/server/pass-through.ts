import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import type { Inner } from "#lib/server/inner.ts";
import { acceptsGzip, isText } from "#lib/server/negotiate.ts";

/** They describe one connection, not the message. */
const HOP = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
  "proxy-authorization",
  "proxy-authenticate",
]);

export interface PassThrough {
  readonly inner: Inner;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** With its query string. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly signal: AbortSignal;
  /** Headers that the answer gets instead of its own. */
  readonly set: (answer: IncomingMessage) => OutgoingHttpHeaders;
}

/** Hands a request to the framework and its answer to the client, compressed on the way when it is text and the client takes gzip. */
export async function passThrough({ inner, request, response, path, headers, signal, set }: PassThrough): Promise<void> {
  const answer = await inner({
    method: request.method ?? "GET",
    path,
    headers: { ...endToEnd(headers), "accept-encoding": "identity" },
    ...(hasBody(request) ? { body: request } : {}),
    signal,
  });
  const kept: OutgoingHttpHeaders = { ...endToEnd(answer.headers), ...set(answer) };
  const status = answer.statusCode ?? 500;
  const empty = request.method === "HEAD" || status === 204 || status === 304;
  const zip =
    !empty &&
    isText(answer.headers["content-type"]) &&
    answer.headers["content-encoding"] === undefined &&
    acceptsGzip(request.headers["accept-encoding"]);
  if (zip || isText(answer.headers["content-type"])) kept["vary"] = vary(kept["vary"], "Accept-Encoding");
  if (zip) {
    delete kept["content-length"];
    kept["content-encoding"] = "gzip";
    if (typeof kept["etag"] === "string" && !kept["etag"].startsWith("W/")) kept["etag"] = `W/${kept["etag"]}`;
  }
  if (kept["vary"] === "") delete kept["vary"];
  response.writeHead(status, kept);
  if (empty) {
    answer.resume();
    response.end();
  } else if (zip) {
    // Flushed with every chunk, so that a page that streams is seen as it streams.
    await pipeline(answer, createGzip({ level: 5, flush: constants.Z_SYNC_FLUSH }), response, { signal });
  } else {
    await pipeline(answer, response, { signal });
  }
}

export function hasBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}

/** Headers of the message, without those of one connection. */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name)));
}

/** Adds names to a `Vary` header, each once. */
export function vary(before: OutgoingHttpHeaders[string], ...names: readonly string[]): string {
  const all = [before ?? []].flat().map(String).join(",").split(",").concat(names);
  const seen = new Map(
    all
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => [name.toLowerCase(), name]),
  );
  return [...seen.values()].join(", ");
}
