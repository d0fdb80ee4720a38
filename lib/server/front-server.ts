import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "#lib/errors.ts";
import type { Env } from "#lib/server/env.ts";
import { type Exchange, openExchange } from "#lib/server/exchange.ts";
import type { Log } from "#lib/server/log.ts";
import { dropOurHeaders } from "#lib/server/outside-headers.ts";
import { publicError } from "#lib/server/problem.ts";
import { requestIdOf } from "#lib/server/request-id.ts";
import { sendError } from "#lib/server/respond.ts";
import { DATA_CSP, SECURITY_HEADERS } from "#lib/server/security-headers.ts";
import { parseTarget } from "#lib/server/target.ts";

/** Longest body of a request that no route allows more for. */
const MAX_BODY = 1_000_000;
const READS = ["GET", "HEAD"];

/** Answers a request. Throws `AppError` for what goes wrong before the first byte. */
export type Answer = (exchange: Exchange) => Promise<void>;

export interface FrontOptions {
  readonly env: Pick<Env, "publicUrl" | "host" | "port">;
  readonly log: Log;
  readonly answer: Answer;
  /** Methods of a path, for 405. */
  readonly methods: (path: string) => readonly string[];
  /** Longest body, in bytes, where a route reads it by itself; it says so when there is more. `null`: 1 MB. */
  readonly bodyLimit?: (path: string) => number | null;
}

/**
 * What every request goes through before anything looks at it: a request id, security headers, one spelling of each address, only
 * methods that exist, a limit for bodies, and none of the headers by which our own parts speak with each other.
 */
export function frontListener({
  env,
  log,
  answer,
  methods,
  bodyLimit = () => null,
}: FrontOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const began = performance.now();
    const requestId = requestIdOf(request.headers["x-request-id"]);
    response.setHeader("X-Request-Id", requestId);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.setHeader("Content-Security-Policy", DATA_CSP);
    dropOurHeaders(request.headers);

    const target = parseTarget(request.url ?? "");
    const { path, query } = target.kind === "ok" ? target : { path: "/", query: "" };
    const exchange = openExchange(env, { request, response, requestId, path, query });
    response.once("close", () => {
      const entry = { requestId, method: request.method, path, status: response.statusCode, ms: Math.round(performance.now() - began) };
      log.info({ ...entry, complete: response.writableFinished }, "request");
    });
    const fail = (error: unknown) => {
      const shown = publicError(error);
      if (shown.status >= 500 && !exchange.signal.aborted) log.error({ err: error, requestId, path }, "a request failed");
      sendError(request, response, shown, exchange);
    };

    if (target.kind === "bad") return fail(new AppError("TS-API-001", "The address of this request is not a valid one."));
    if (target.kind === "elsewhere") {
      response.writeHead(308, { Location: target.location, "Content-Length": 0 }).end();
      return;
    }
    const allowed = [...methods(path), "OPTIONS"];
    if (!allowed.includes(request.method ?? "")) return fail(methodNotAllowed(request.method ?? "", allowed));
    if (request.method === "OPTIONS") {
      response.writeHead(204, { Allow: allowed.join(", ") }).end();
      return;
    }
    if (READS.includes(request.method ?? "")) {
      // A body that nobody reads: answer, then close, instead of swallowing whatever comes.
      if (declaresBody(request)) response.setHeader("Connection", "close");
    } else if (bodyLimit(path) === null && Number(request.headers["content-length"] ?? 0) > MAX_BODY) {
      response.setHeader("Connection", "close");
      return fail(new AppError("TS-API-008", "The body of this request is too large: at most 1 MB."));
    }
    answer(exchange).catch(fail);
  };
}

/** Whether a route reads the body of this request by itself, and tells who asked whether to send it. */
export function readsBody({ url }: Pick<IncomingMessage, "url">, bodyLimit: (path: string) => number | null): boolean {
  const target = parseTarget(url ?? "");
  return target.kind === "ok" && bodyLimit(target.path) !== null;
}

function declaresBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

function methodNotAllowed(method: string, allowed: readonly string[]): AppError {
  return new AppError("TS-API-006", `${method} is not possible here; ${allowed.join(", ")} are.`, {
    headers: { Allow: allowed.join(", ") },
  });
}
