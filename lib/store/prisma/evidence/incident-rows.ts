import type pg from "pg";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import { toJson } from "../json.ts";
import { instant, instantOrNull } from "./instant.ts";

/** Columns of `incident i`, named as in `Incident`. */
export const INCIDENT = `i.id, i.dataset_id as "datasetId", i."check", i.label, i.severity, i.state, i.observed, i.expected,
  i.went_bad_at as "wentBadAt", i.is_approximate as "isApproximate", i.detected_at as "detectedAt", i.acknowledged_at as "acknowledgedAt",
  i.acknowledged_by as "acknowledgedBy", i.resolved_at as "resolvedAt", i.reason, i.last_failed_at as "lastFailedAt",
  i.quiet_since as "quietSince", i.changes`;

type Moment = "wentBadAt" | "detectedAt" | "lastFailedAt";
type MaybeMoment = "acknowledgedAt" | "resolvedAt" | "quietSince";

export type IncidentRow = Omit<Incident, Moment | MaybeMoment> & {
  readonly [K in Moment]: Date;
} & { readonly [K in MaybeMoment]: Date | null };

/** Whatever else the row carries stays. */
export function incidentOf<R extends IncidentRow>(row: R): Omit<R, keyof Incident> & Incident {
  return {
    ...row,
    ...{ wentBadAt: instant(row.wentBadAt), detectedAt: instant(row.detectedAt), lastFailedAt: instant(row.lastFailedAt) },
    ...{ acknowledgedAt: instantOrNull(row.acknowledgedAt), resolvedAt: instantOrNull(row.resolvedAt) },
    quietSince: instantOrNull(row.quietSince),
  };
}

// Resolved ones first: one that is opened for the same check takes their place.
const WRITE = `
insert into incident (id, dataset_id, "check", label, severity, state, observed, expected, went_bad_at, is_approximate, detected_at,
                      acknowledged_at, acknowledged_by, resolved_at, reason, last_failed_at, quiet_since, changes)
select id, "datasetId", "check", label, severity, state, observed, expected, "wentBadAt", "isApproximate", "detectedAt",
       "acknowledgedAt", "acknowledgedBy", "resolvedAt", reason, "lastFailedAt", "quietSince", changes
from jsonb_to_recordset($1::jsonb) as item(
  id uuid, "datasetId" uuid, "check" text, label text, severity text, state text, observed text, expected text, "wentBadAt" timestamptz,
  "isApproximate" boolean, "detectedAt" timestamptz, "acknowledgedAt" timestamptz, "acknowledgedBy" text, "resolvedAt" timestamptz,
  reason text, "lastFailedAt" timestamptz, "quietSince" timestamptz, changes jsonb)
order by "resolvedAt" nulls last, id
on conflict (id) do update set "check" = excluded."check", label = excluded.label, severity = excluded.severity, state = excluded.state,
  observed = excluded.observed, expected = excluded.expected, went_bad_at = excluded.went_bad_at,
  is_approximate = excluded.is_approximate, detected_at = excluded.detected_at, acknowledged_at = excluded.acknowledged_at,
  acknowledged_by = excluded.acknowledged_by, resolved_at = excluded.resolved_at, reason = excluded.reason,
  last_failed_at = excluded.last_failed_at, quiet_since = excluded.quiet_since, changes = excluded.changes`;

export async function writeIncidents(tx: pg.ClientBase, incidents: readonly Incident[]): Promise<void> {
  if (incidents.length > 0) await tx.query(WRITE, [toJson(incidents)]);
}

const EVENTS = `
insert into incident_event (incident_id, at, kind, actor, text)
select "incidentId", at, kind, actor, text from rows from (jsonb_to_recordset($1::jsonb) as (
  "incidentId" uuid, at timestamptz, kind text, actor text, text text)) with ordinality as item("incidentId", at, kind, actor, text, place)
order by place`;

export async function writeEvents(tx: pg.ClientBase, events: readonly IncidentEvent[]): Promise<void> {
  if (events.length > 0) await tx.query(EVENTS, [toJson(events)]);
}
