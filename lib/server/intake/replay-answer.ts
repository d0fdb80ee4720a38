import { AppError } from "#lib/errors.ts";
import { href } from "#lib/href.ts";
import { CHALLENGE, tokenOf } from "#lib/server/auth.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import type { IntakeRouteServices } from "#lib/server/intake/intake-routes.ts";
import { checkOrigin } from "#lib/server/query/same-origin.ts";

/** Has an artifact read again. Works as a plain form, too. */
export async function replayRaw(exchange: Exchange, { store, intake, now }: IntakeRouteServices, id: string): Promise<void> {
  checkOrigin(exchange);
  const token = await tokenOf(exchange.header, store, now());
  if (token === null)
    throw new AppError("TS-AUTH-002", "This takes an administrator's token: send 'Authorization: Bearer tst_…'.", { headers: CHALLENGE });
  if (!token.admin) throw new AppError("TS-ACCESS-002", "Only administrators have artifacts read again.");
  exchange.request.resume();
  if (!(await store.intake.replay(id))) throw new AppError("TS-CATALOG-404", "There is no such artifact: it may be older than 30 days.");
  intake.wake();
  const { response, header } = exchange;
  if (/\btext\/html\b/i.test(header("accept") ?? "")) {
    response.writeHead(303, { Location: href.intake(), "Cache-Control": "no-store", "Content-Length": 0 }).end();
    return;
  }
  const body = Buffer.from(JSON.stringify({ id, state: "waiting" }));
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length, "Cache-Control": "no-store" }).end(body);
}
