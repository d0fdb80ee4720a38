import type pg from "pg";
import type { AlertMessage, AlertOutbox, DueAlert } from "#lib/store/alerts.ts";
import type { Database } from "../database.ts";
import { isUuid } from "../id.ts";
import { mendText, toJson } from "../json.ts";
import { instant, instantOrNull } from "./instant.ts";

// One with an id that is there already stays as it is.
const WRITE = `
insert into alert_outbox (id, incident_id, state, channel, target, body, created_at, due_at)
select id, "incidentId", state, channel, target, body, "createdAt", "createdAt" from jsonb_to_recordset($1::jsonb) as item(
  id uuid, "incidentId" uuid, state text, channel text, target text, body jsonb, "createdAt" timestamptz)
on conflict (id) do nothing`;

export async function writeAlerts(tx: pg.ClientBase, alerts: readonly AlertMessage[]): Promise<void> {
  if (alerts.length > 0) await tx.query(WRITE, [toJson(alerts)]);
}

type Row = Omit<DueAlert, "createdAt"> & { readonly createdAt: Date };

const MESSAGE = `o.id, o.incident_id as "incidentId", o.state, o.channel, o.target, o.created_at as "createdAt"`;

// Counted when it is taken: a message that ends the process which sends it must not be tried for ever.
const TAKE = `
with due as (
  select id, due_at from alert_outbox where due_at <= $1 order by due_at, id limit $3 for no key update skip locked
), taken as (
  update alert_outbox o set due_at = $2, attempts = o.attempts + 1 from due where o.id = due.id
  returning ${MESSAGE}, o.body, o.attempts - 1 as attempts, due.due_at as "wasDueAt"
)
select id, "incidentId", state, channel, target, body, "createdAt", attempts from taken order by "wasDueAt", id`;

export async function takeAlerts({ pool }: Database, now: string, leaseUntil: string, limit: number): Promise<readonly DueAlert[]> {
  const { rows } = await pool.query<Row>(TAKE, [now, leaseUntil, limit]);
  return rows.map((row) => ({ ...row, createdAt: instant(row.createdAt) }));
}

// The first delivery counts: a slow process may tell of one that another one made meanwhile.
export async function alertDelivered({ pool }: Database, id: string, at: string): Promise<void> {
  await pool.query("update alert_outbox set delivered_at = $2, due_at = null, problem = null where id = $1 and delivered_at is null", [
    id,
    at,
  ]);
}

export async function alertFailed({ pool }: Database, id: string, problem: string, nextAt: string | null): Promise<void> {
  await pool.query("update alert_outbox set problem = $2, due_at = $3 where id = $1 and delivered_at is null", [
    id,
    mendText(problem),
    nextAt,
  ]);
}

type Told = Awaited<ReturnType<AlertOutbox["ofIncident"]>>[number];
type ToldRow = Omit<Told, "createdAt" | "deliveredAt"> & { readonly createdAt: Date; readonly deliveredAt: Date | null };

export async function alertsOfIncident({ pool }: Database, incidentId: string): Promise<readonly Told[]> {
  if (!isUuid(incidentId)) return [];
  const { rows } = await pool.query<ToldRow>(
    `select ${MESSAGE}, o.delivered_at as "deliveredAt", o.attempts, o.problem from alert_outbox o
     where o.incident_id = $1 order by o.created_at, o.id`,
    [incidentId],
  );
  return rows.map((row) => ({ ...row, createdAt: instant(row.createdAt), deliveredAt: instantOrNull(row.deliveredAt) }));
}
