import { parseQuery } from "#lib/api/query.ts";
import { getLimits } from "#lib/api/routes/limits.ts";
import { actorOf } from "#lib/server/auth.ts";
import { sendBody } from "#lib/server/data/send-body.ts";
import type { Env } from "#lib/server/env.ts";
import { weakTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { limitsView } from "#lib/server/limits-view.ts";
import { chooseType } from "#lib/server/negotiate.ts";
import type { Services } from "#lib/server/services.ts";

/** At one address, a browser gets a page and a program JSON. */
export function isLimitsRoute({ path, header }: Pick<Exchange, "path" | "header">): boolean {
  return path === getLimits.path && chooseType(header("accept"), ["application/json", "text/html"]) !== "text/html";
}

export async function answerLimits(
  exchange: Exchange,
  { env, store, now }: Pick<Services, "store" | "now"> & { readonly env: Pick<Env, "limits" | "engine"> },
): Promise<void> {
  const actor = await actorOf(exchange.header, store, now());
  parseQuery(getLimits.query, exchange.query);
  const anonymous = actor.kind === "anonymous";
  const text = JSON.stringify(limitsView(env, anonymous ? "anonymous" : "person"));
  await sendBody(exchange, {
    body: Buffer.from(text),
    contentType: "application/json",
    tag: weakTag(text),
    headers: {
      "Cache-Control": anonymous ? "public, max-age=0, must-revalidate" : "private, no-cache",
      Vary: "Accept, Authorization, Cookie",
    },
  });
}
