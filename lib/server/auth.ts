import { AppError } from "#lib/errors.ts";
import { type Actor, ANONYMOUS } from "#lib/policy/actor.ts";
import { type Claims, claimsThatCount, NO_CLAIMS } from "#lib/policy/claims.ts";
import { hashToken, isToken } from "#lib/server/token.ts";
import type { Store, TokenRecord } from "#lib/store/store.ts";

/** Reads one request header, in any case. */
export type HeaderReader = (name: string) => string | null | undefined;

/** What a 401 asks for. */
export const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="Touchstone"' };
const BEARER = /^Bearer +(\S+)$/i;

/**
 * Who asks. A request without credentials is anonymous; one with credentials that do not hold is refused and never quietly
 * treated as anonymous.
 * @throws AppError TS-AUTH-001
 */
export async function actorOf(header: HeaderReader, store: Pick<Store, "findToken" | "vocabulary">, now: Date): Promise<Actor> {
  const record = await tokenOf(header, store, now);
  if (record === null) return ANONYMOUS;
  const { id, name, admin, groups } = record;
  return { kind: "token", id, name, admin, groups, claims: await claimsNow(record, store) };
}

/** What a token says about a person counts as far as the published catalog has use for it: the rest would only part people in caches. */
async function claimsNow({ claims }: TokenRecord, store: Pick<Store, "vocabulary">): Promise<Claims> {
  if (Object.keys(claims).length === 0) return NO_CLAIMS;
  const { policy } = await store.vocabulary();
  return claimsThatCount(claims, policy.attributes);
}

/**
 * The token that a request carries; `null` without credentials.
 * @throws AppError TS-AUTH-001 when it is not known or expired
 */
export async function tokenOf(header: HeaderReader, store: Pick<Store, "findToken">, now: Date): Promise<TokenRecord | null> {
  const authorization = header("authorization");
  if (authorization === null || authorization === undefined || authorization === "") return null;
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined || !isToken(token)) throw refused("Send 'Authorization: Bearer tst_…' with a token of this Touchstone.");
  const record = await store.findToken(hashToken(token));
  if (record === null) throw refused("This token is not known here. It may have been revoked or made anew.");
  if (record.expiresAt !== null && record.expiresAt <= now)
    throw refused(`This token expired on ${record.expiresAt.toISOString().slice(0, 10)}.`);
  return record;
}

/**
 * The token of a request that needs one with one of these scopes.
 * @throws AppError TS-AUTH-002 without a token, TS-ACCESS-003 when it has none of the scopes
 */
export async function tokenFor(
  header: HeaderReader,
  store: Pick<Store, "findToken">,
  now: Date,
  scopes: readonly string[],
): Promise<TokenRecord> {
  const token = await tokenOf(header, store, now);
  if (token === null)
    throw new AppError("TS-AUTH-002", `This takes a token with the scope ${anyOf(scopes)}: send 'Authorization: Bearer tst_…'.`, {
      headers: CHALLENGE,
    });
  checkScopes(token, scopes);
  return token;
}

/** @throws AppError TS-ACCESS-003 */
export function checkScopes({ admin, scopes: given }: TokenRecord, scopes: readonly string[]): void {
  if (admin || scopes.some((scope) => given.includes(scope))) return;
  const has = given.length === 0 ? "none" : anyOf(given);
  throw new AppError("TS-ACCESS-003", `This takes a token with the scope ${anyOf(scopes)}; this one has ${has}.`);
}

const anyOf = (scopes: readonly string[]) => scopes.map((scope) => `'${scope}'`).join(" or ");

function refused(message: string): AppError {
  return new AppError("TS-AUTH-001", message, { headers: CHALLENGE });
}
