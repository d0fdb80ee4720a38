import type { HeaderReader } from "#lib/server/auth.ts";
import type { Env } from "#lib/server/env.ts";

/** A host name or address with an optional port, and nothing else. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Where this Touchstone is reached, for links in answers: `TOUCHSTONE_URL`, else the request's `Host` when it is well formed,
 * else the address it listens on.
 */
export function originOf(env: Pick<Env, "publicUrl" | "host" | "port">, header: HeaderReader): string {
  if (env.publicUrl !== null) return env.publicUrl;
  const host = header("host") ?? "";
  return HOST.test(host) ? `http://${host}` : `http://${env.host}:${env.port}`;
}
