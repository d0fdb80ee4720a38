import type { IncomingMessage, ServerResponse } from "node:http";
import type { HeaderReader } from "#lib/server/auth.ts";
import type { Env } from "#lib/server/env.ts";
import { originOf } from "#lib/server/origin.ts";
import type { Asked } from "#lib/server/problem.ts";

/** One request with its answer, normalised. Made once by the front and handed on. */
export interface Exchange extends Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly header: HeaderReader;
  /** Aborts when the client goes away before the answer is complete. */
  readonly signal: AbortSignal;
}

export function openExchange(
  env: Pick<Env, "publicUrl" | "host" | "port">,
  { request, response, requestId, path, query }: Pick<Exchange, "request" | "response" | "requestId" | "path" | "query">,
): Exchange {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const header: HeaderReader = (name) => {
    const value = request.headers[name.toLowerCase()];
    return typeof value === "string" ? value : value?.join(", ");
  };
  return {
    request,
    response,
    requestId,
    path,
    query,
    instance: path + (query === "" ? "" : `?${query}`),
    origin: originOf(env, header),
    header,
    signal: gone.signal,
  };
}
