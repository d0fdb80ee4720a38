import { readClaims } from "#lib/policy/claims.ts";
import type { Store, TokenRecord } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { newId } from "./id.ts";

const RECORD = { id: true, name: true, admin: true, groups: true, scopes: true, claims: true, expiresAt: true } as const;
/** How exact `last_used` is. A write for every request would cost more than the request. */
const USED_EVERY_MS = 60_000;

/** `null` for an unknown token and for an expired one. */
export async function findToken({ prisma }: Database, hash: string): Promise<TokenRecord | null> {
  const now = new Date();
  const row = await prisma.token.findUnique({ where: { hash }, select: { ...RECORD, lastUsed: true } });
  if (row === null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  const { lastUsed, claims, ...token } = row;
  if (lastUsed === null || now.getTime() - lastUsed.getTime() > USED_EVERY_MS)
    await prisma.token.updateMany({ where: { id: token.id }, data: { lastUsed: now } });
  return { ...token, claims: readClaims(claims) };
}

/** A hash that is there already is that token: it gets the new name, rights and expiry. */
export async function putToken({ prisma }: Database, token: Parameters<Store["putToken"]>[0]): Promise<TokenRecord> {
  const { name, hash, admin, expiresAt, scopes = [], claims = {} } = token;
  const values = { name, admin, groups: [...token.groups], scopes: [...scopes], claims, expiresAt };
  const kept = await prisma.token.upsert({
    where: { hash },
    update: values,
    create: { id: newId(), hash, createdAt: new Date(), ...values },
    select: RECORD,
  });
  return { ...kept, claims: readClaims(kept.claims) };
}

export async function removeTokens({ prisma }: Database, name: string): Promise<number> {
  return (await prisma.token.deleteMany({ where: { name } })).count;
}
