import type { OutgoingHttpHeaders } from "node:http";
import { FIRST_SCRIPT } from "#components/site/first-script-text.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import type { Inner } from "#lib/server/inner.ts";
import { passThrough, vary } from "#lib/server/pass-through.ts";
import { newNonce, pageCsp, scriptHash } from "#lib/server/security-headers.ts";

/** The one inline script that is ours and constant. */
export const FIRST_SCRIPT_HASH = scriptHash(FIRST_SCRIPT);

/** A page or a file straight from the framework. A page's inline scripts carry a nonce that only this answer has. */
export async function sendUncached(
  inner: Inner,
  { request, response, instance, origin, signal, requestId }: Exchange,
  { dev }: { readonly dev: boolean },
): Promise<void> {
  const csp = pageCsp([`'nonce-${newNonce()}'`, FIRST_SCRIPT_HASH], dev);
  await passThrough({
    inner,
    request,
    response,
    path: instance,
    headers: { ...request.headers, host: new URL(origin).host, "x-request-id": requestId, "content-security-policy": csp },
    signal,
    set: (answer): OutgoingHttpHeaders => {
      const page = /^text\/(?:html|x-component)/.test(answer.headers["content-type"] ?? "");
      // Who asks decides what a page says, so nobody may keep it for others.
      return page
        ? {
            "content-security-policy": csp,
            "cache-control": "private, no-cache, no-store",
            vary: vary(answer.headers.vary, "Cookie", "Authorization"),
          }
        : { "content-security-policy": pageCsp([], dev) };
    },
  });
}
