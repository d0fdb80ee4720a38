import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import type { Intake, RawArtifact, RawRecord } from "#lib/store/intake.ts";
import { INTAKE_BYTES, INTAKE_DAYS } from "#lib/store/retention.ts";
import type { Database } from "../database.ts";
import { isUuid } from "../id.ts";
import { mendText } from "../json.ts";
import { instant, instantOrNull } from "./instant.ts";
import { AGAIN } from "./put-raws.ts";

const DAY_MS = 86_400_000;
/** An artifact that was taken so often and never finished ends the process which reads it. */
const MOST_ATTEMPTS = 5;
const unpack = promisify(zstdDecompress);

const ARTIFACT = `r.id, r.tool, r.kind, r.token_id as "tokenId", r.token_name as "tokenName", r.grants, r.received_at as "receivedAt", r.key`;

type ArtifactRow = Omit<RawArtifact, "receivedAt"> & { readonly receivedAt: Date };

const artifactOf = async (row: ArtifactRow): Promise<RawArtifact> => ({
  ...row,
  receivedAt: instant(row.receivedAt),
  body: await unpack(row.body),
});

const TAKE = `
with due as (
  select id from intake_raw where state = 'waiting' and (lease_until is null or lease_until <= $1)
  order by received_at, id limit $3 for no key update skip locked
), taken as (
  update intake_raw r set lease_until = $2, attempts = r.attempts + 1 from due where r.id = due.id returning ${ARTIFACT}, r.body
)
select * from taken order by "receivedAt", id`;

export async function takeRaws({ pool }: Database, now: string, leaseUntil: string, limit: number): Promise<readonly RawArtifact[]> {
  await pool.query(
    `update intake_raw set state = 'failed', processed_at = $1, problem = 'Reading it was begun ${MOST_ATTEMPTS} times and never finished.'
     where state = 'waiting' and lease_until <= $1 and attempts >= ${MOST_ATTEMPTS}`,
    [now],
  );
  const { rows } = await pool.query<ArtifactRow>(TAKE, [now, leaseUntil, limit]);
  return Promise.all(rows.map(artifactOf));
}

export async function rawProcessed(
  { pool }: Database,
  id: string,
  at: string,
  { state, problem }: Parameters<Intake["processed"]>[2],
): Promise<void> {
  await pool.query("update intake_raw set state = $2, processed_at = $3, problem = $4, lease_until = null where id = $1", [
    ...[id, state, at],
    problem === null ? null : mendText(problem),
  ]);
}

export async function latestRaw({ pool }: Database, tokenId: string, tool: RawArtifact["tool"], kind: string): Promise<RawArtifact | null> {
  const { rows } = await pool.query<ArtifactRow>(
    `select ${ARTIFACT}, r.body from intake_raw r where r.token_id = $1 and r.tool = $2 and r.kind = $3
     order by r.received_at desc, r.id desc limit 1`,
    [tokenId, tool, kind],
  );
  return rows[0] === undefined ? null : artifactOf(rows[0]);
}

export async function rawsOfRun({ pool }: Database, tokenId: string, keyPrefix: string, limit: number): Promise<readonly RawArtifact[]> {
  const { rows } = await pool.query<ArtifactRow>(
    `select ${ARTIFACT}, r.body from intake_raw r where r.token_id = $1 and r.key >= $2 and r.key < $2 || 'g' and starts_with(r.key, $2)
     order by r.received_at desc, r.id desc limit $3`,
    [tokenId, keyPrefix, limit],
  );
  return Promise.all(rows.map(artifactOf));
}

export async function retryRaws({ pool }: Database, tokenId: string, tool: RawArtifact["tool"], kind: string): Promise<void> {
  await pool.query(`${AGAIN} where token_id = $1 and tool = $2 and kind = $3 and state = 'failed'`, [tokenId, tool, kind]);
}

type RecordRow = Omit<RawRecord, "receivedAt" | "processedAt" | "bytes"> & {
  readonly receivedAt: Date;
  readonly processedAt: Date | null;
  readonly bytes: string;
};

/** Newest first. */
export async function listRaws(
  { pool }: Database,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly RawRecord[]> {
  if (after !== null && !isUuid(after)) return [];
  const { rows } = await pool.query<RecordRow>(
    `select ${ARTIFACT}, r.bytes, r.state, r.processed_at as "processedAt", r.problem from intake_raw r
     where $1::uuid is null or (r.received_at, r.id) < (select l.received_at, l.id from intake_raw l where l.id = $1)
     order by r.received_at desc, r.id desc limit $2`,
    [after, limit],
  );
  return rows.map((row) => ({
    ...row,
    ...{ receivedAt: instant(row.receivedAt), processedAt: instantOrNull(row.processedAt), bytes: Number(row.bytes) },
  }));
}

export async function findRaw({ pool }: Database, id: string): Promise<RawArtifact | null> {
  if (!isUuid(id)) return null;
  const { rows } = await pool.query<ArtifactRow>(`select ${ARTIFACT}, r.body from intake_raw r where r.id = $1`, [id]);
  const [row] = rows;
  return row === undefined ? null : artifactOf(row);
}

export async function replayRaw({ pool }: Database, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const { rowCount } = await pool.query(`${AGAIN} where id = $1`, [id]);
  return rowCount === 1;
}

// What still waits is not removed for its size: it was acknowledged.
const BEYOND = `
delete from intake_raw where state <> 'waiting' and id in (
  select id from (select id, sum(stored_bytes) over (order by received_at desc, id desc) as upto from intake_raw) kept where upto > $1)`;

export async function sweepIntake({ pool }: Database, now: string): Promise<void> {
  const before = new Date(Date.parse(now) - INTAKE_DAYS * DAY_MS);
  await pool.query("delete from intake_raw where received_at < $1", [before]);
  await pool.query(BEYOND, [INTAKE_BYTES]);
  await pool.query("delete from intake_unmatched where last_at < $1", [before]);
}
