import { EVIDENCE_DAYS } from "#lib/store/retention.ts";
import type { Database } from "../database.ts";

const DAY_MS = 86_400_000;
/** Deleted at once, so that no transaction is long. */
const BATCH = 2_000;

const OBSERVATIONS = `
  delete from observation where id in (select id from observation where finished_at < $1 limit ${BATCH} for update skip locked)`;

const ALERTS = `
  delete from alert_outbox where id in (
    select id from alert_outbox where due_at is null and coalesce(delivered_at, created_at) < $1 limit ${BATCH} for update skip locked)`;

/** What another process is removing at the same time is left to it. */
export async function sweepEvidence({ pool }: Database, now: string): Promise<void> {
  const before = new Date(Date.parse(now) - EVIDENCE_DAYS * DAY_MS);
  for (const statement of [OBSERVATIONS, ALERTS]) {
    for (let removed = BATCH; removed === BATCH; ) removed = (await pool.query(statement, [before])).rowCount ?? 0;
  }
}
