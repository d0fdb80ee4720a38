import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import type { Actor } from "#lib/policy/actor.ts";
import type { Env } from "#lib/server/env.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/** Whose turns are counted: a token's, or those of an address. */
export interface Caller {
  readonly key: string;
  /** Keyed hash of an anonymous reader's address; `null` for a token. The address itself is kept nowhere. */
  readonly address: string | null;
}

export function callerOf(
  exchange: Pick<Exchange, "request" | "header">,
  actor: Actor,
  { secret, trustedProxies }: Pick<Env, "secret" | "trustedProxies">,
): Caller {
  if (actor.kind === "token") return { key: `token ${actor.id}`, address: null };
  const from = networkOf(addressOf(exchange, trustedProxies));
  const address = createHmac("sha256", secret).update(`touchstone address\n${from}`).digest("base64url").slice(0, 22);
  return { key: `address ${address}`, address };
}

/** Each proxy adds who came to it at the end; what stands before the entries of ours, anybody can have written. */
function addressOf({ request, header }: Pick<Exchange, "request" | "header">, trustedProxies: number): string {
  const socket = request.socket.remoteAddress ?? "";
  if (trustedProxies === 0) return socket;
  const said = (header("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  return said.at(-trustedProxies) || socket;
}

/** Whoever has one address of IPv6 has 2^64 of them. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail = ""] = plain.toLowerCase().split("::");
  const groups = head.split(":").filter((group) => group !== "");
  const after = tail.split(":").filter((group) => group !== "");
  const all = plain.includes("::")
    ? [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0"), ...after]
    : groups;
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
