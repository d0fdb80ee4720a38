import { parseQuery } from "#lib/api/query.ts";
import { getCatalog, pushCatalog } from "#lib/api/routes/publish.ts";
import type { CatalogStateAnswer } from "#lib/api/schemas/push.ts";
import { baseOf } from "#lib/catalog/base-commit.ts";
import { AppError } from "#lib/errors.ts";
import { checkScopes, tokenFor, tokenOf } from "#lib/server/auth.ts";
import { matchesTag, weakTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { idempotencyKeyOf } from "#lib/server/idempotency-key.ts";
import type { BodyForm } from "#lib/server/publish/protocol.ts";
import { MAX_PUSH, receiveBody } from "#lib/server/publish/receive-body.ts";
import type { Services } from "#lib/server/services.ts";

/** Bodies that may be in memory at once, waiting for their turn. */
const WAITING = 4;
/** One place is kept for who publishes: a token that may only plan can hold up no push, however slowly it sends. */
const PLANS_WAITING = WAITING - 1;
let waiting = 0;
let plansWaiting = 0;

/** The address of both routes. A body of 20 MB does not come whole through the framework, so the front answers them. */
export function isCatalogRoute(path: string): boolean {
  return path === pushCatalog.path;
}

export async function answerCatalog(exchange: Exchange, services: Pick<Services, "store" | "publisher" | "now">): Promise<void> {
  if (exchange.request.method === "POST") await answerPush(exchange, services);
  else await answerState(exchange, services);
}

async function answerState(exchange: Exchange, { store, now }: Pick<Services, "store" | "now">): Promise<void> {
  const token = await tokenOf(exchange.header, store, now());
  parseQuery(getCatalog.query, exchange.query);
  const state = await store.state();
  const { revision, publisher, commit, author, title, publishedAt } = state;
  const answer: CatalogStateAnswer = {
    ...{ revision, publisher, commit, author, title },
    publishedAt: publishedAt === null ? null : publishedAt.toISOString(),
    base: baseOf(state),
  };
  const text = JSON.stringify(answer);
  const tag = weakTag(text);
  const known = matchesTag(exchange.header("if-none-match"), tag);
  send(exchange, known ? 304 : 200, Buffer.from(known ? "" : text), {
    ETag: tag,
    "Cache-Control": token === null ? "public, max-age=0, must-revalidate" : "private, no-cache",
  });
}

/** The token first, then all that can be said about the request, and its body last. */
async function answerPush(exchange: Exchange, { store, publisher, now }: Pick<Services, "store" | "publisher" | "now">): Promise<void> {
  const token = await tokenFor(exchange.header, store, now(), ["publish", "plan"]);
  const { "dry-run": dryRun, commit, author, base, force } = parseQuery(pushCatalog.query, exchange.query);
  if (!dryRun) checkScopes(token, ["publish"]);
  const form = formOf(exchange);
  const key = idempotencyKeyOf(exchange);
  if (waiting >= WAITING || (dryRun && plansWaiting >= PLANS_WAITING))
    throw new AppError("TS-PUSH-004", "Other catalogs are being published. Try again in a moment.", { headers: { "Retry-After": "5" } });
  waiting += 1;
  if (dryRun) plansWaiting += 1;
  try {
    const { json, replayed } = await publisher.push(
      {
        body: await receiveBody(exchange),
        form,
        said: { commit, author, base, force },
        dryRun,
        admin: token.admin,
        receipt: key === null || dryRun ? null : { tokenId: token.id, key },
      },
      exchange.signal,
    );
    send(exchange, 200, json, { "Cache-Control": "no-store", ...(replayed ? { "Idempotent-Replayed": "true" } : {}) });
  } finally {
    waiting -= 1;
    if (dryRun) plansWaiting -= 1;
  }
}

function formOf({ header }: Exchange): BodyForm {
  const type = (header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  const encoding = (header("content-encoding") ?? "identity").trim().toLowerCase();
  if (type === "application/gzip" && encoding === "identity") return "tar in gzip";
  if (type === "application/json" && encoding === "identity") return "json";
  if (type === "application/json" && encoding === "gzip") return "json in gzip";
  throw new AppError(
    "TS-API-011",
    "A catalog is sent as application/json, which may have Content-Encoding: gzip, or as application/gzip with a tar archive in it.",
    { headers: { Accept: "application/json, application/gzip" } },
  );
}

function send({ request, response }: Exchange, status: number, body: Uint8Array, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, {
    ...headers,
    Vary: "Authorization",
    ...(status === 304 ? {} : { "Content-Type": "application/json", "Content-Length": body.length }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Longest body for a path. */
export const bodyLimit = (path: string) => (isCatalogRoute(path) ? MAX_PUSH : null);
