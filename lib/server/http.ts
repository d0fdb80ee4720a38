import type { z } from "zod";
import type { RouteDeclaration } from "#lib/api/declaration.ts";
import { matchPath } from "#lib/api/path.ts";
import { parseQuery } from "#lib/api/query.ts";
import { AppError } from "#lib/errors.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import { actorOf, type HeaderReader } from "#lib/server/auth.ts";
import { matchesTag, weakTag } from "#lib/server/etag.ts";
import { originOf } from "#lib/server/origin.ts";
import { type Asked, PROBLEM_TYPE, problemOf, publicError } from "#lib/server/problem.ts";
import { readBody } from "#lib/server/read-body.ts";
import { requestIdOf } from "#lib/server/request-id.ts";
import { type Services, services } from "#lib/server/services.ts";

/** What a route's action is given: everything checked, the reader's scope computed once. */
export interface Call<Q extends z.ZodObject = z.ZodObject> {
  readonly route: RouteDeclaration<Q>;
  readonly params: Readonly<Record<string, string>>;
  readonly query: z.output<Q>;
  readonly scope: Scope;
  readonly services: Services;
  readonly origin: string;
  readonly header: HeaderReader;
  readonly signal: AbortSignal;
  /** Checked against the declaration; `undefined` for a route without one. */
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  /** A JSON value, or text with its media type. */
  readonly body: unknown;
  readonly type?: string;
  /** Cursor of the next page. */
  readonly next?: string | null;
  /** The answer is about this moment and must not be kept at all. */
  readonly fleeting?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A route handler of the framework from a declaration and an action. Translates what the action throws into a problem document; nothing
 * else does. Works in-process with a bare `Request`, too.
 */
export function route<Q extends z.ZodObject>(
  declaration: RouteDeclaration<Q>,
  action: (call: Call<Q>) => Promise<Reply>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const header: HeaderReader = (name) => request.headers.get(name);
    const requestId = requestIdOf(header("x-request-id"));
    const asked: Asked = { instance: url.pathname + url.search, requestId, origin: url.origin };
    try {
      const held = services();
      const origin = originOf(held.env, header);
      try {
        if (declaration.testOnly === true && !held.env.test) throw new AppError("TS-API-002", "There is no such route.");
        const call: Call<Q> = {
          route: declaration,
          params: matchPath(declaration.path, url.pathname) ?? {},
          query: parseQuery(declaration.query, url.search.slice(1)),
          scope: await readScope(held, header),
          services: held,
          origin,
          header,
          signal: request.signal,
          body: declaration.body === undefined ? undefined : await readBody(request, declaration.body, declaration.otherBodies),
        };
        return answer(call, url, await action(call), requestId);
      } catch (error) {
        return failure(error, { ...asked, origin }, held);
      }
    } catch (error) {
      return failure(error, asked, undefined);
    }
  };
}

async function readScope({ scopes, store, now }: Services, header: HeaderReader): Promise<Scope> {
  return scopes.find(header) ?? scopeOf(await actorOf(header, store, now()));
}

function answer<Q extends z.ZodObject>({ scope, header, origin }: Call<Q>, url: URL, reply: Reply, requestId: string): Response {
  const text = typeof reply.body === "string" && reply.type !== undefined ? reply.body : JSON.stringify(reply.body);
  const tag = weakTag(text);
  const headers = new Headers({
    ...reply.headers,
    "Content-Type": reply.type ?? "application/json",
    "Cache-Control":
      reply.fleeting === true ? "no-store" : scope.key === "public" ? "public, max-age=0, must-revalidate" : "private, no-cache",
    Vary: "Accept, Authorization, Cookie",
    ETag: tag,
    "X-Request-Id": requestId,
  });
  if (typeof reply.next === "string") {
    const next = new URL(url);
    next.searchParams.set("cursor", reply.next);
    headers.set("Link", `<${origin}${next.pathname}${next.search}>; rel="next"`);
  }
  const status = reply.status ?? 200;
  if (status === 200 && matchesTag(header("if-none-match"), tag)) {
    headers.delete("Content-Type");
    return new Response(null, { status: 304, headers });
  }
  return new Response(text, { status, headers });
}

function failure(error: unknown, asked: Asked, held: Services | undefined): Response {
  const shown = publicError(error);
  if (shown.status >= 500) held?.log.error({ err: error, requestId: asked.requestId, instance: asked.instance }, "a request failed");
  return new Response(JSON.stringify(problemOf(shown, asked)), {
    status: shown.status,
    headers: { ...shown.headers, "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store", "X-Request-Id": asked.requestId },
  });
}
