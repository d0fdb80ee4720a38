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
  readonly text: string;
  readonly contentType: string;
  /** Strong or weak, of the text as it is. */
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a body that lies in memory: as 304 when the client has it, compressed when it takes that, without bytes for HEAD. */
export async function sendBody({ request, response, header, signal }: Exchange, { text, contentType, tag, headers }: Body): Promise<void> {
  if (signal.aborted) return;
  if (matchesTag(header("if-none-match"), tag)) {
    response.writeHead(304, { ...headers, ETag: tag }).end();
    return;
  }
  const plain = Buffer.from(text);
  const zipped = plain.length > WORTH_ZIPPING && acceptsGzip(request.headers["accept-encoding"]);
  const bytes = zipped ? await zip(plain) : plain;
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
