import { declaredPath } from "#lib/api/path.ts";
import { isInterfacePath, routesAt } from "#lib/api/routes.ts";
import { AppError } from "#lib/errors.ts";
import { openDataServices } from "#lib/server/data/data-services.ts";
import { answerData, dataRoute } from "#lib/server/data-routes.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import type { Answer } from "#lib/server/front-server.ts";
import type { Inner } from "#lib/server/inner.ts";
import { answerIntake, intakeBodyLimit, isIntakeRoute } from "#lib/server/intake/intake-routes.ts";
import { sendKept } from "#lib/server/kept-page.ts";
import { answerLimits, isLimitsRoute } from "#lib/server/limits-answer.ts";
import { PageCache } from "#lib/server/page-cache.ts";
import { passThrough, vary } from "#lib/server/pass-through.ts";
import { answerCatalog, bodyLimit, isCatalogRoute } from "#lib/server/publish/catalog-routes.ts";
import { answerQuery, isQueryRoute, queryBodyLimit } from "#lib/server/query/query-answer.ts";
import { pageRenderer, type ScopedPageRequest } from "#lib/server/render-page.ts";
import { DATA_CSP, pageCsp } from "#lib/server/security-headers.ts";
import type { Services } from "#lib/server/services.ts";
import { sendAsDeveloped, sendUncached } from "#lib/server/uncached-page.ts";
import { Versions } from "#lib/server/versions.ts";

const FRAMEWORK = /^\/_next\/|^\/__nextjs|^\/[^/]+\.(?:svg|ico|png|webp|woff2|txt|webmanifest)$/;

export interface Dispatch {
  readonly answer: Answer;
  readonly methods: (path: string) => readonly string[];
  readonly bodyLimit: (path: string) => number | null;
  readonly close: () => Promise<void>;
}

/** Decides who answers a request: the data plane, the interface's handlers, the page cache or the framework. */
export async function dispatcher(services: Services, inner: Inner): Promise<Dispatch> {
  const { env, store, scopes, projection, now } = services;
  const versions = new Versions();
  const close = await store.listen(versions.onEvent);
  const cache = new PageCache<ScopedPageRequest>({
    render: pageRenderer({ inner, scopes, indexSynced: projection.synced }),
    version: () => versions.current(),
    now: () => now().getTime(),
  });
  const dataServices = openDataServices(services, () => versions.current());
  const answerInterface = async (exchange: Exchange): Promise<void> => {
    const [route] = routesAt(declaredPath(exchange.path), env);
    if (route === undefined) throw new AppError("TS-API-002", "There is no such route. All of them are described in /openapi.json.");
    if (isCatalogRoute(exchange.path)) return answerCatalog(exchange, services);
    if (isIntakeRoute(exchange.path)) return answerIntake(exchange, services);
    if (isQueryRoute(exchange.path)) return answerQuery(exchange, dataServices);
    const data = dataRoute(exchange.path);
    await (data === undefined ? askFramework(inner, exchange, DATA_CSP) : answerData(exchange, dataServices, data));
  };
  return {
    close,
    bodyLimit: (path) => bodyLimit(path) ?? queryBodyLimit(path) ?? intakeBodyLimit(path),
    methods: (path) => {
      if (!isInterfacePath(path)) return env.dev ? ["GET", "HEAD", "POST"] : ["GET", "HEAD"];
      const declared = routesAt(declaredPath(path), env).map(({ method }) => method);
      // An unknown route is told as such, whatever the method.
      if (declared.length === 0) return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
      return declared.includes("GET") ? [...declared, "HEAD"] : declared;
    },
    answer: async (exchange) => {
      if (isLimitsRoute(exchange)) return answerLimits(exchange, services);
      if (isInterfacePath(exchange.path)) return answerInterface(exchange);
      // Files, and in development the framework's own tools; no page has such a path.
      if (FRAMEWORK.test(exchange.path)) return askFramework(inner, exchange, pageCsp([], env.dev));
      if (env.dev) return sendAsDeveloped(inner, exchange);
      if (!(await sendKept({ cache, store, now }, exchange))) await sendUncached(inner, exchange);
    },
  };
}

/** Hands a request that asks for no page to the framework. */
function askFramework(inner: Inner, { request, response, instance, origin, requestId, signal }: Exchange, csp: string): Promise<void> {
  return passThrough({
    inner,
    request,
    response,
    path: declaredPath(instance),
    headers: { ...request.headers, host: new URL(origin).host, "x-request-id": requestId },
    signal,
    // What the framework adds about its router means nothing here.
    set: ({ headers }) => ({ "content-security-policy": csp, vary: vary(undefined, ...withoutRouter(headers.vary)) }),
  });
}

const withoutRouter = (header: string | undefined) => (header ?? "").split(",").filter((name) => !/^\s*(?:rsc|next-)/i.test(name));
