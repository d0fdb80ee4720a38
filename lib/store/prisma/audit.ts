import { foldName } from "#lib/contract/name.ts";
import { AUDIT_ACTIONS, AUDIT_TEXT_DAYS, type AuditEvent, type AuditPage, type AuditQuery } from "#lib/store/audit.ts";
import { type Database, transaction } from "./database.ts";
import { isUuid } from "./id.ts";
import { mendText, toJson } from "./json.ts";

const DAY_MS = 86_400_000;
/** One sweep at a time over all processes. */
const SWEEP_LOCK = 7_241_905;

// The same events once more change nothing: who did not hear that they were written writes them again.
const WRITE = `
with item as materialized (
  select * from jsonb_to_recordset($1::jsonb) as item(
    id uuid, at timestamptz, actor_kind text, actor_id text, actor_name text, address text, request_id text, action text,
    dataset_ids jsonb, dataset_names jsonb, columns jsonb, policies jsonb, format text, rows bigint, bytes bigint, ms int, outcome text,
    sql text, parameters int)
), texts as (
  insert into audit_text (event_id, at, sql, parameters)
  select id, at, sql, parameters from item where sql is not null on conflict do nothing
)
insert into audit_event (id, at, actor_kind, actor_id, actor_name, address, request_id, action, dataset_ids, dataset_names, columns,
                         policies, format, rows, bytes, ms, outcome)
select id, at, actor_kind, actor_id, actor_name, address, request_id, action, array(select jsonb_array_elements_text(dataset_ids)),
       array(select jsonb_array_elements_text(dataset_names)), array(select jsonb_array_elements_text(columns)),
       array(select jsonb_array_elements_text(policies)), format, rows, bytes, ms, outcome
from item on conflict do nothing`;

export async function writeAudit({ pool }: Database, events: readonly AuditEvent[]): Promise<void> {
  if (events.length > 0) await pool.query(WRITE, [toJson(events.map(rowOf))]);
}

function rowOf({ actor, requestId, datasets, sql, ...event }: AuditEvent) {
  return {
    ...event,
    ...{ actor_kind: actor.kind, actor_id: actor.id, actor_name: actor.name, request_id: requestId },
    dataset_ids: datasets.map(({ id }) => id),
    dataset_names: datasets.map(({ name }) => name),
    ...{ sql: sql?.text ?? null, parameters: sql?.parameters ?? null },
  };
}

interface Row extends Omit<AuditEvent, "actor" | "datasets" | "rows" | "bytes" | "sql" | "action" | "requestId"> {
  readonly action: string;
  readonly request_id: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly dataset_ids: readonly (string | null)[];
  readonly dataset_names: readonly string[];
  readonly rows: string | null;
  readonly bytes: string | null;
  readonly sql: string | null;
  readonly parameters: number | null;
}

export async function listAudit({ pool }: Database, query: AuditQuery): Promise<AuditPage> {
  const { limit } = query;
  const values: unknown[] = [limit + 1];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(query, bind);
  const { rows } = await pool.query<Row>(
    `select e.*, t.sql, t.parameters from audit_event e left join audit_text t on t.event_id = e.id
     where ${["true", ...where].join(" and ")} order by e.id desc limit $1`,
    values,
  );
  return { items: rows.slice(0, limit).map(eventOf), hasMore: rows.length > limit };
}

export async function readersOf({ pool }: Database, datasetId: string, since: Date): Promise<number> {
  const { rows } = await pool.query<{ readers: number }>(
    `select count(distinct actor_id)::int as readers from audit_event
     where dataset_ids @> array[$1::text] and id >= $2::uuid and outcome = 'ok'`,
    [datasetId, firstId(since)],
  );
  return rows[0]?.readers ?? 0;
}

/** An id begins with its time, so that spans of time are spans of ids. */
function conditions(query: AuditQuery, bind: (value: unknown) => string): readonly string[] {
  const { actorId, actor, dataset, action, outcome, since, until, after } = query;
  const text = (value: string) => bind(mendText(value));
  const where: string[] = [];
  if (actorId !== undefined) where.push(`e.actor_id = ${text(actorId)}`);
  if (actor === "anonymous") where.push("e.actor_kind = 'anonymous'");
  else if (actor !== undefined) where.push(`${text(actor)} in (e.actor_id, e.actor_name)`);
  if (dataset !== undefined) {
    const [id, name] = [text(dataset), text(foldName(dataset))];
    // What is kept of a name that no dataset has is folded; the names of datasets are as they are written.
    where.push(`(e.dataset_ids @> array[${id}] or e.dataset_names && array[${name}, ${id}])`);
  }
  if (action !== undefined) where.push(`e.action = ${text(action)}`);
  if (outcome !== undefined) where.push(`e.outcome = ${text(outcome)}`);
  if (since !== undefined) where.push(`e.id >= ${bind(firstId(since))}::uuid`);
  if (until !== undefined) where.push(`e.id < ${bind(firstId(until))}::uuid`);
  if (after !== null) where.push(isUuid(after) ? `e.id < ${bind(after)}::uuid` : "false");
  return where;
}

/** The smallest id of a moment. */
function firstId(at: Date): string {
  const time = Math.max(0, Math.min(at.getTime(), 2 ** 48 - 1))
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

function eventOf(row: Row): AuditEvent {
  const count = (text: string | null) => (text === null ? null : Number(text));
  return {
    id: row.id,
    at: row.at,
    actor: { kind: row.actor_kind === "token" ? "token" : "anonymous", id: row.actor_id, name: row.actor_name },
    address: row.address,
    requestId: row.request_id,
    action: AUDIT_ACTIONS.find((action) => action === row.action) ?? "query",
    datasets: row.dataset_names.map((name, index) => ({ id: row.dataset_ids[index] ?? null, name })),
    columns: row.columns,
    policies: row.policies,
    format: row.format,
    rows: count(row.rows),
    bytes: count(row.bytes),
    ms: row.ms,
    outcome: row.outcome,
    sql: row.sql === null ? null : { text: row.sql, parameters: row.parameters ?? 0 },
  };
}

/** Removes texts of statements that are older than 30 days. @returns how many; `null` when another process is at it */
export async function sweepAudit({ pool }: Database, now: Date): Promise<number | null> {
  return await transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ mine: boolean }>("select pg_try_advisory_xact_lock($1) as mine", [SWEEP_LOCK]);
    if (rows[0]?.mine !== true) return null;
    const { rowCount } = await tx.query("delete from audit_text where at < $1", [new Date(now.getTime() - AUDIT_TEXT_DAYS * DAY_MS)]);
    return rowCount ?? 0;
  });
}
