import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { matchesTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { acceptsGzip } from "#lib/server/negotiate.ts";

const zip = promisify(gzip);
/** Below this, compression saves no packet. */
const WORTH_ZIPPING = 1_024;
/** A client that takes no byte for this long is gone. */
const STALL_MS = 60_000;

export interface Body {
  readonly body: Buffer;
  readonly contentType: string;
  /** Strong or weak, of the body as it is. */
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Tells a client that it has the answer. */
export function sendUnchanged({ response }: Pick<Exchange, "response">, tag: string, headers: Body["headers"]): void {
  response.writeHead(304, { ...headers, ETag: tag }).end();
}

/** Sends a body that lies in memory: as 304 when the client has it, compressed when it takes that, without bytes for HEAD. */
export async function sendBody(exchange: Exchange, { body, contentType, tag, headers }: Body): Promise<void> {
  const { request, response, header, signal } = exchange;
  if (signal.aborted) return;
  const zipped = body.length > WORTH_ZIPPING && acceptsGzip(request.headers["accept-encoding"]);
  if (matchesTag(header("if-none-match"), tag)) {
    // The tag that the whole answer would have now.
    sendUnchanged(exchange, zipped ? weakened(tag) : tag, headers);
    return;
  }
  const bytes = zipped ? await zip(body) : body;
  if (signal.aborted) return;
  response.setTimeout(STALL_MS, () => response.destroy());
  response.writeHead(200, {
    ...headers,
    "Content-Type": contentType,
    "Content-Length": bytes.length,
    ETag: zipped ? weakened(tag) : tag,
    ...(zipped ? { "Content-Encoding": "gzip" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

/** The tag of a form of the answer that says the same in other bytes. */
export function weakened(tag: string): string {
  return tag.startsWith("W/") ? tag : `W/${tag}`;
}
