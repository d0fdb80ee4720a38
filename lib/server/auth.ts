import { AppError } from "#lib/errors.ts";
import { type Actor, ANONYMOUS } from "#lib/policy/actor.ts";
import { hashToken, isToken } from "#lib/server/token.ts";
import type { Store, TokenRecord } from "#lib/store/store.ts";

/** Reads one request header, in any case. */
export type HeaderReader = (name: string) => string | null | undefined;

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Who asks. A request without credentials is anonymous; one with credentials that do not hold is refused and never quietly
 * treated as anonymous.
 * @throws AppError TS-AUTH-001
 */
export async function actorOf(header: HeaderReader, store: Pick<Store, "findToken">, now: Date): Promise<Actor> {
  const authorization = header("authorization");
  if (authorization === null || authorization === undefined || authorization === "") return ANONYMOUS;
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined || !isToken(token)) throw refused("Send 'Authorization: Bearer tst_…' with a token of this Touchstone.");
  const record = await store.findToken(hashToken(token));
  if (record === null) throw refused("This token is not known here. It may have been revoked or made anew.");
  if (record.expiresAt !== null && record.expiresAt <= now)
    throw refused(`This token expired on ${record.expiresAt.toISOString().slice(0, 10)}.`);
  return actorOfToken(record);
}

function actorOfToken({ id, name, admin, groups }: TokenRecord): Actor {
  return { kind: "token", id, name, admin, groups };
}

function refused(message: string): AppError {
  return new AppError("TS-AUTH-001", message, { headers: { "WWW-Authenticate": 'Bearer realm="Touchstone"' } });
}
