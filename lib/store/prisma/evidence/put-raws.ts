import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import type pg from "pg";
import { AppError } from "#lib/errors.ts";
import type { RawArtifact } from "#lib/store/intake.ts";
import { INTAKE_BYTES_A_DAY } from "#lib/store/retention.ts";
import { type Database, transaction } from "../database.ts";
import { mendText } from "../json.ts";

const DAY_MS = 86_400_000;
/** Of advisory locks: one request of a token at a time, so that two of them cannot share what is left of the quota. */
const QUOTA_LOCK = 7_241_906;
/** An index refuses far longer keys. */
const MAX_KEY = 200;
/** Rows of one statement. */
const CHUNK = 200;

const pack = promisify(zstdCompress);

const keyOf = (key: string) => (key.length <= MAX_KEY ? mendText(key) : createHash("sha256").update(key).digest("hex"));

interface Packed extends Omit<RawArtifact, "body"> {
  readonly body: Buffer;
  readonly bytes: number;
}

/** All of one token, all or nothing. Of each: whether it is to be taken in. */
export async function putRaws(database: Database, raws: readonly RawArtifact[]): Promise<readonly boolean[]> {
  const [first] = raws;
  if (first === undefined) return [];
  const { tokenId, receivedAt } = first;
  const keys = raws.map(({ key }) => keyOf(key));
  const bodies = await packUnknown(database, tokenId, keys, raws);
  return transaction(database.pool, async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1, hashtext($2))", [QUOTA_LOCK, tokenId]);
    const { rows } = await tx.query<{ key: string; state: string }>(
      "select key, state from intake_raw where token_id = $1 and key = any($2::text[])",
      [tokenId, keys],
    );
    const known = new Map(rows.map(({ key, state }) => [key, state]));
    // What failed may be taken in now, for example because its manifest has come.
    const failed = rows.flatMap(({ key, state }) => (state === "failed" ? [key] : []));
    if (failed.length > 0) await tx.query(`${AGAIN} where token_id = $1 and key = any($2::text[])`, [tokenId, failed]);
    const fresh = new Set<string>();
    const isTaken = keys.map((key) => {
      if (fresh.has(key)) return false;
      if (known.has(key)) return known.get(key) === "failed";
      fresh.add(key);
      return true;
    });
    const packed = raws.flatMap((raw, index): readonly Packed[] => {
      const key = keys[index] ?? "";
      const body = bodies.get(key);
      return isTaken[index] === true && !known.has(key) && body !== undefined ? [{ ...raw, key, bytes: raw.body.length, body }] : [];
    });
    const size = packed.reduce((sum, { body }) => sum + body.length, 0);
    if (size > 0 && (await usedBytes(database, tx, tokenId, receivedAt, size)) > INTAKE_BYTES_A_DAY)
      throw new AppError(
        "TS-API-010",
        `This token has handed in ${INTAKE_BYTES_A_DAY / 1_000_000} MB (packed) within 24 hours, which is all it may. Try again later.`,
        { headers: { "Retry-After": "3600" } },
      );
    for (let at = 0; at < packed.length; at += CHUNK) await insert(tx, packed.slice(at, at + CHUNK));
    return isTaken;
  });
}

/** Before the transaction, which holds up others: a large body takes a while. */
async function packUnknown(
  { pool }: Database,
  tokenId: string,
  keys: readonly string[],
  raws: readonly RawArtifact[],
): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await pool.query<{ key: string }>("select key from intake_raw where token_id = $1 and key = any($2::text[])", [
    tokenId,
    keys,
  ]);
  const known = new Set(rows.map(({ key }) => key));
  const packed = new Map<string, Buffer>();
  for (const [index, { body }] of raws.entries()) {
    const key = keys[index] ?? "";
    if (!known.has(key) && !packed.has(key)) packed.set(key, await pack(body));
  }
  return packed;
}

export const AGAIN = "update intake_raw set state = 'waiting', lease_until = null, attempts = 0, processed_at = null, problem = null";

const COLUMNS = ["id", "tool", "kind", "token_id", "token_name", "grants", "received_at", "key", "body", "bytes", "stored_bytes"];

async function insert(tx: pg.ClientBase, raws: readonly Packed[]): Promise<void> {
  const values = raws.flatMap((raw) => [
    ...[raw.id, raw.tool, mendText(raw.kind), raw.tokenId, mendText(raw.tokenName), raw.grants.map(mendText)],
    ...[raw.receivedAt, raw.key, raw.body, raw.bytes, raw.body.length],
  ]);
  const row = (index: number) => `(${COLUMNS.map((_, place) => `$${index * COLUMNS.length + place + 1}`).join(", ")}, 'waiting')`;
  await tx.query(`insert into intake_raw (${COLUMNS.join(", ")}, state) values ${raws.map((_, index) => row(index)).join(", ")}`, values);
}

interface Usage {
  /** Milliseconds since the epoch. */
  readonly countedAt: number;
  bytes: number;
}

/** Adding up a day of a busy token takes long, so far from the quota it is done once a minute. */
const usages = new WeakMap<Database, Map<string, Usage>>();
const COUNT_MS = 60_000;

/** Bytes of a token within 24 hours, with these. */
async function usedBytes(database: Database, tx: pg.ClientBase, tokenId: string, receivedAt: string, size: number): Promise<number> {
  const ofDatabase = usages.get(database) ?? new Map<string, Usage>();
  usages.set(database, ofDatabase);
  const kept = ofDatabase.get(tokenId);
  if (kept !== undefined && Math.abs(Date.now() - kept.countedAt) < COUNT_MS && kept.bytes + size < INTAKE_BYTES_A_DAY / 2) {
    kept.bytes += size;
    return kept.bytes;
  }
  const { rows } = await tx.query<{ used: string }>(
    "select coalesce(sum(stored_bytes), 0) as used from intake_raw where token_id = $1 and received_at > $2",
    [tokenId, new Date(Date.parse(receivedAt) - DAY_MS)],
  );
  const bytes = Number(rows[0]?.used ?? 0) + size;
  ofDatabase.set(tokenId, { countedAt: Date.now(), bytes });
  return bytes;
}
