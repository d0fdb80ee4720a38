import type pg from "pg";
import { foldName } from "#lib/contract/name.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import type { IncidentEvents, IncidentQuery, IncidentRecord, IncidentTimes } from "#lib/store/alerts.ts";
import type { Page } from "#lib/store/store.ts";
import type { Database } from "../database.ts";
import { isUuid } from "../id.ts";
import { mendText } from "../json.ts";
import { idByName } from "../names.ts";
import { INCIDENT, type IncidentRow, incidentOf } from "./incident-rows.ts";
import { instant } from "./instant.ts";

/** `dataset d` is published and the scope admits it; takes $1 and $2. */
export const ADMITTED = "d.removed_at is null and ($1::boolean or d.seen_by && $2::text[])";
export const admission = ({ audience }: Scope): [boolean, readonly string[]] => (audience === "all" ? [true, []] : [false, audience]);

type RecordRow = IncidentRow & Omit<IncidentRecord, keyof Incident>;

const RECORD = `select ${INCIDENT}, d.name as "datasetName", d.title as "datasetTitle", d.owner from incident i
  join dataset d on d.id = i.dataset_id and ${ADMITTED}`;

export async function openIncidents({ pool }: Database, datasetIds: readonly string[]): Promise<readonly Incident[]> {
  const { rows } = await pool.query<IncidentRow>(
    `select ${INCIDENT} from incident i where i.dataset_id = any($1::uuid[]) and i.resolved_at is null order by i.detected_at, i.id`,
    [datasetIds.filter(isUuid)],
  );
  return rows.map(incidentOf);
}

export async function latestIncidents({ pool }: Database, datasetId: string): Promise<readonly Incident[]> {
  if (!isUuid(datasetId)) return [];
  const { rows } = await pool.query<IncidentRow>(
    `select distinct on (i."check") ${INCIDENT} from incident i where i.dataset_id = $1 order by i."check", i.detected_at desc, i.id desc`,
    [datasetId],
  );
  return rows.map(incidentOf);
}

/** So many incidents that were resolved by hand are looked at. */
const ACCEPTED = 100;

export async function acceptedIncidents({ pool }: Database, datasetId: string): Promise<readonly Incident[]> {
  if (!isUuid(datasetId)) return [];
  const { rows } = await pool.query<IncidentRow>(
    `select ${INCIDENT} from incident i where i.dataset_id = $1 and i.resolved_at is not null and i.reason is not null
     order by i.detected_at desc, i.id desc limit ${ACCEPTED}`,
    [datasetId],
  );
  return rows.toReversed().map(incidentOf);
}

export async function listIncidents({ pool }: Database, scope: Scope, query: IncidentQuery): Promise<Page<IncidentRecord>> {
  const { state, dataset, owner, after, limit } = query;
  const values: unknown[] = [...admission(scope)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ["true"];
  if (state !== "all") where.push(`i.resolved_at is ${state === "open" ? "" : "not "}null`);
  if (dataset !== null)
    where.push(`i.dataset_id = ${isUuid(dataset) ? bind(dataset) : idByName(`${bind(mendText(foldName(dataset)))}::text`)}`);
  if (owner !== null) where.push(`d.owner = ${bind(mendText(owner))}`);
  const matching = where.join(" and ");
  const counted = pool.query<{ total: number }>(
    `select count(*)::int as total from incident i join dataset d on d.id = i.dataset_id and ${ADMITTED} where ${matching}`,
    [...values],
  );
  const place = after === null ? "true" : isUuid(after) ? `(i.detected_at, i.id) < (${placeOf(bind(after))})` : "false";
  const found = pool.query<RecordRow>(
    `${RECORD} where ${matching} and ${place} order by i.detected_at desc, i.id desc limit ${bind(limit + 1)}`,
    values,
  );
  const [{ rows: counts }, { rows }] = await Promise.all([counted, found]);
  return { items: rows.slice(0, limit).map(incidentOf), total: counts[0]?.total ?? 0, hasMore: rows.length > limit };
}

/** Nowhere, where the scope does not admit it. */
const placeOf = (id: string) =>
  `select l.detected_at, l.id from incident l join dataset d on d.id = l.dataset_id and ${ADMITTED} where l.id = ${id}::uuid`;

export async function findRecord(db: Pick<pg.ClientBase, "query">, scope: Scope, id: string): Promise<IncidentRecord | null> {
  if (!isUuid(id)) return null;
  const { rows } = await db.query<RecordRow>(`${RECORD} where i.id = $3`, [...admission(scope), id]);
  const [row] = rows;
  return row === undefined ? null : incidentOf(row);
}

export async function findIncident({ pool }: Database, scope: Scope, id: string): Promise<IncidentEvents | null> {
  const incident = await findRecord(pool, scope, id);
  if (incident === null) return null;
  const { rows } = await pool.query<Omit<IncidentEvent, "at"> & { readonly at: Date }>(
    `select incident_id as "incidentId", at, kind, actor, text from incident_event where incident_id = $1 order by at, seq`,
    [incident.id],
  );
  return { incident, events: rows.map((row) => ({ ...row, at: instant(row.at) })) };
}

// A moment that is only known to lie before the detection tells nothing of how long that took.
const TIMES = `
select count(*)::int as opened, count(i.resolved_at)::int as resolved,
  percentile_cont(0.5) within group (order by extract(epoch from i.detected_at - i.went_bad_at))
    filter (where not i.is_approximate) as "medianToDetect",
  percentile_cont(0.5) within group (order by extract(epoch from i.resolved_at - i.went_bad_at))
    filter (where i.resolved_at is not null) as "medianToResolve"
from incident i join dataset d on d.id = i.dataset_id and ${ADMITTED} where i.detected_at >= $3`;

export async function incidentTimes({ pool }: Database, scope: Scope, since: string): Promise<IncidentTimes> {
  const { rows } = await pool.query<IncidentTimes>(TIMES, [...admission(scope), since]);
  return rows[0] ?? { opened: 0, resolved: 0, medianToDetect: null, medianToResolve: null };
}
