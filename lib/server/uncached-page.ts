import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { FIRST_SCRIPT } from "#components/site/first-script-text.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import type { Inner } from "#lib/server/inner.ts";
import { readInnerPage } from "#lib/server/inner-page.ts";
import { acceptsGzip } from "#lib/server/negotiate.ts";
import { endToEnd, passThrough, vary } from "#lib/server/pass-through.ts";
import { inlineHash, newNonce, pageCsp } from "#lib/server/security-headers.ts";

const compress = promisify(gzip);

/** The one inline script that is ours and constant. */
export const FIRST_SCRIPT_HASH = inlineHash(FIRST_SCRIPT);

/** A page that is not kept. Its inline scripts carry a nonce that only this answer has. */
export async function sendUncached(inner: Inner, exchange: Exchange): Promise<void> {
  const { request, response, instance, signal } = exchange;
  const csp = pageCsp([`'nonce-${newNonce()}'`, FIRST_SCRIPT_HASH], false);
  // A body that came with the request is not handed on. Nor is the router's state, which the framework does not survive when it is
  // not its own; without it the answer is the whole page.
  const { "content-length": _length, expect: _expect, "next-router-state-tree": _state, ...asked } = endToEnd(innerHeaders(exchange, csp));
  const { status, headers, text } = await readInnerPage(inner, {
    path: instance,
    headers: { ...asked, "accept-encoding": "identity" },
    signal,
  });
  const zip = acceptsGzip(request.headers["accept-encoding"]);
  const body = zip ? await compress(text, { level: 4 }) : Buffer.from(text);
  response.writeHead(status, {
    ...endToEnd(headers),
    ...pageHeaders(csp, headers.vary),
    "content-length": body.length,
    ...(zip ? { "content-encoding": "gzip" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** In development: as the framework says it, with its own error pages and its streams. */
export function sendAsDeveloped(inner: Inner, exchange: Exchange): Promise<void> {
  const { request, response, instance, signal } = exchange;
  const csp = pageCsp([`'nonce-${newNonce()}'`, FIRST_SCRIPT_HASH], true);
  const headers = innerHeaders(exchange, csp);
  const set = ({ headers: { vary: before } }: { readonly headers: IncomingHttpHeaders }) => pageHeaders(csp, before);
  return passThrough({ inner, request, response, path: instance, headers, signal, set });
}

function innerHeaders({ request, origin, requestId }: Exchange, csp: string): IncomingHttpHeaders {
  return { ...request.headers, host: new URL(origin).host, "x-request-id": requestId, "content-security-policy": csp };
}

/** Who asks decides what a page says, so nobody may keep it for others. */
function pageHeaders(csp: string, before: string | undefined): OutgoingHttpHeaders {
  return {
    "content-security-policy": csp,
    "cache-control": "private, no-cache, no-store",
    vary: vary(before, "Cookie", "Authorization", "Accept-Encoding"),
  };
}
