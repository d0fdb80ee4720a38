import { AppError } from "#lib/errors.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/**
 * A browser says from which site a request that changes or reads on somebody's behalf comes; programs say nothing.
 * @throws AppError TS-API-013 when it comes from a page of another site
 */
export function checkOrigin({ header, origin }: Pick<Exchange, "header" | "origin">): void {
  const from = header("origin") ?? null;
  if (from === null || hostOf(from) === hostOf(origin)) return;
  const shown = from.length > 100 ? `${from.slice(0, 100)}…` : from;
  throw new AppError("TS-API-013", `This request comes from a page of '${shown}', and Touchstone takes it from its own pages only.`, {
    details: [{ path: "header.Origin", message: "is another site" }],
  });
}

/** Without the scheme: behind a proxy that ends TLS, the address of a request is not known as `https`. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
