import type pg from "pg";
import type { Receipt } from "#lib/store/store.ts";
import { type Database, transaction } from "./database.ts";
import { toJson } from "./json.ts";

const DAY_MS = 86_400_000;
/** An answer may name thousands of problems, so not more than these are kept of one token. */
const KEPT = 100;

export async function writeReceipt(tx: pg.ClientBase, { tokenId, key, requestHash, answer }: Receipt, now: Date): Promise<void> {
  await tx.query(
    `insert into receipt (token_id, key, request_hash, answer, created_at) values ($1::uuid, $2, $3, $4::jsonb, $5)
     on conflict (token_id, key) do update
     set request_hash = excluded.request_hash, answer = excluded.answer, created_at = excluded.created_at`,
    [tokenId, key, requestHash, toJson(answer), now],
  );
  await tx.query(
    `delete from receipt where created_at < $1
     or (token_id = $3::uuid and key not in (select key from receipt where token_id = $3::uuid order by created_at desc limit $2))`,
    [new Date(now.getTime() - DAY_MS), KEPT, tokenId],
  );
}

export function putReceipt({ pool }: Database, receipt: Receipt): Promise<void> {
  return transaction(pool, (tx) => writeReceipt(tx, receipt, new Date()));
}

export async function findReceipt({ prisma }: Database, tokenId: string, key: string): Promise<Receipt | null> {
  const row = await prisma.receipt.findUnique({ where: { tokenId_key: { tokenId, key } } });
  if (row === null || Date.now() - row.createdAt.getTime() > DAY_MS) return null;
  const { requestHash, answer } = row;
  return { tokenId, key, requestHash, answer };
}
