import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isAppError } from "#lib/errors.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import { actorOf } from "#lib/server/auth.ts";
import { matchesTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { acceptsGzip } from "#lib/server/negotiate.ts";
import type { KeptPage, PageCache } from "#lib/server/page-cache.ts";
import { findPage } from "#lib/server/page-policy.ts";
import type { ScopedPageRequest } from "#lib/server/render-page.ts";
import type { Store } from "#lib/store/store.ts";

const unzip = promisify(gunzip);

export interface KeptPages {
  readonly cache: PageCache<ScopedPageRequest>;
  readonly store: Pick<Store, "findToken" | "vocabulary">;
  readonly now: () => Date;
}

/** Answers from the page cache. `false`: this request is none for the cache, and nothing was sent. */
export async function sendKept({ cache, store, now }: KeptPages, exchange: Exchange): Promise<boolean> {
  const { request, path, query, header, origin } = exchange;
  const { rsc, "next-router-prefetch": prefetch, "next-router-segment-prefetch": segment, "next-action": action } = request.headers;
  if (prefetch !== undefined || segment !== undefined || action !== undefined || (rsc !== undefined && rsc !== "1")) return false;
  const page = findPage(path, query);
  if (page === undefined) return false;
  const scope = await findScope();
  if (scope === undefined) return false;
  const kept = await cache.find({ ...page, scope, scopeKey: scope.key, form: rsc === "1" ? "rsc" : "html", origin });
  if (kept === undefined) return false;
  await send(exchange, kept);
  return true;

  /** A token that does not hold is nobody we know: such a request is never answered with what was kept for the public. */
  async function findScope(): Promise<Scope | undefined> {
    try {
      return scopeOf(await actorOf(header, store, now()));
    } catch (error) {
      if (isAppError(error, "TS-AUTH-001")) return undefined;
      throw error;
    }
  }
}

async function send({ request, response }: Exchange, page: KeptPage): Promise<void> {
  const gzip = acceptsGzip(request.headers["accept-encoding"]);
  const tag = gzip ? page.tag.replace(/"$/, '-gz"') : page.tag;
  const headers = { ...page.headers, ...(page.status === 200 ? { etag: tag } : {}) };
  if (page.status === 200 && matchesTag(request.headers["if-none-match"], tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = gzip ? page.gzipped : await unzip(page.gzipped);
  response.writeHead(page.status, { ...headers, ...(gzip ? { "content-encoding": "gzip" } : {}), "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}
