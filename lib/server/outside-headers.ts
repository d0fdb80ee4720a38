import type { IncomingHttpHeaders } from "node:http";

/** Only we say these to the framework; from outside they would choose a scope, a host, a nonce or an inner path. */
const OURS =
  /^(?:x-touchstone-|x-forwarded-|x-middleware-|x-invoke-|x-nextjs-data$|x-matched-path$|x-now-|x-prerender-|x-vercel-|x-nonce$|forwarded$|content-security-policy)/;

/** Removes, in place, every header that a client must not be able to send. */
export function dropOurHeaders(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) if (OURS.test(name)) delete headers[name];
}
