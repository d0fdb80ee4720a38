import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { FIRST_SCRIPT } from "#components/site/first-script-text.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import type { Inner } from "#lib/server/inner.ts";
import { readInnerPage } from "#lib/server/inner-page.ts";
import { acceptsGzip } from "#lib/server/negotiate.ts";
import { endToEnd, vary } from "#lib/server/pass-through.ts";
import { newNonce, pageCsp, scriptHash } from "#lib/server/security-headers.ts";

const compress = promisify(gzip);

/** The one inline script that is ours and constant. */
export const FIRST_SCRIPT_HASH = scriptHash(FIRST_SCRIPT);

/** A page that is not kept. Its inline scripts carry a nonce that only this answer has. */
export async function sendUncached(inner: Inner, exchange: Exchange, { dev }: { readonly dev: boolean }): Promise<void> {
  const { request, response, instance, origin, signal, requestId } = exchange;
  const csp = pageCsp([`'nonce-${newNonce()}'`, FIRST_SCRIPT_HASH], dev);
  // A body that came with the request is not handed on.
  const { "content-length": _length, expect: _expect, ...asked } = endToEnd(request.headers);
  const { status, headers, text } = await readInnerPage(inner, {
    path: instance,
    headers: {
      ...asked,
      host: new URL(origin).host,
      "accept-encoding": "identity",
      "x-request-id": requestId,
      "content-security-policy": csp,
    },
    signal,
  });
  const zip = acceptsGzip(request.headers["accept-encoding"]);
  const body = zip ? await compress(text, { level: 4 }) : Buffer.from(text);
  response.writeHead(status, {
    ...endToEnd(headers),
    "content-length": body.length,
    "content-security-policy": csp,
    // Who asks decides what a page says, so nobody may keep it for others.
    "cache-control": "private, no-cache, no-store",
    vary: vary(headers.vary, "Cookie", "Authorization", "Accept-Encoding"),
    ...(zip ? { "content-encoding": "gzip" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
