import type pg from "pg";
import type { CheckDay, DatasetUpdate, EvidenceChange, PeriodValue, ScoreDay, SlaDay } from "#lib/store/evidence.ts";
import type { Database } from "../database.ts";
import { isUuid } from "../id.ts";
import { toJson } from "../json.ts";
import { count, instant, instantOrNull, plausible } from "./instant.ts";

// What was really seen is not called computed afterwards.
const UPDATES = `
insert into dataset_update as u (dataset_id, at, evidence, newest, is_backfilled)
select distinct on ("datasetId", at, evidence) "datasetId", at, evidence, newest, "isBackfilled"
from jsonb_to_recordset($1::jsonb) as item("datasetId" uuid, at timestamptz, evidence text, newest timestamptz, "isBackfilled" boolean)
order by "datasetId", at, evidence, "isBackfilled"
on conflict (dataset_id, at, evidence) do update
set newest = excluded.newest, is_backfilled = u.is_backfilled and excluded.is_backfilled`;

const PERIODS = `
insert into period_value (dataset_id, period, at, rows, distributions, left_out)
select distinct on ("datasetId", period) "datasetId", period, at, rows, distributions, array(select jsonb_array_elements_text("leftOut"))
from jsonb_to_recordset($1::jsonb) as item("datasetId" uuid, period timestamptz, at timestamptz, rows bigint, distributions jsonb, "leftOut" jsonb)
order by "datasetId", period, at desc
on conflict (dataset_id, period) do update set at = excluded.at, rows = excluded.rows, distributions = excluded.distributions,
  left_out = excluded.left_out`;

const SLA_DAYS = `
insert into sla_day (dataset_id, deadline, state, arrived_at, is_backfilled)
select distinct on ("datasetId", deadline) "datasetId", deadline, state, "arrivedAt", "isBackfilled"
from rows from (jsonb_to_recordset($1::jsonb) as (
  "datasetId" uuid, deadline timestamptz, state text, "arrivedAt" timestamptz, "isBackfilled" boolean)) with ordinality
  as item("datasetId", deadline, state, "arrivedAt", "isBackfilled", place)
order by "datasetId", deadline, place desc
on conflict (dataset_id, deadline) do update set state = excluded.state, arrived_at = excluded.arrived_at,
  is_backfilled = excluded.is_backfilled`;

const SCORE_DAY = `
insert into score_day (dataset_id, day, score, evidence) values ($1, $2, $3, $4)
on conflict (dataset_id, day) do update set score = excluded.score, evidence = excluded.evidence`;

export async function writeSeries(
  tx: pg.ClientBase,
  { updates, periods, slaDays, scoreDay }: Pick<EvidenceChange, "updates" | "periods" | "slaDays" | "scoreDay">,
): Promise<void> {
  const plain = updates.map((update) => ({ ...update, newest: plausible(update.newest) }));
  if (plain.length > 0) await tx.query(UPDATES, [toJson(plain)]);
  if (periods.length > 0) await tx.query(PERIODS, [toJson(periods)]);
  if (slaDays.length > 0) await tx.query(SLA_DAYS, [toJson(slaDays)]);
  if (scoreDay !== null) await tx.query(SCORE_DAY, [scoreDay.datasetId, scoreDay.day, scoreDay.score, scoreDay.evidence]);
}

type Stored<T, Times extends keyof T> = Omit<T, Times> & { readonly [K in Times]: null extends T[K] ? Date | null : Date };

async function rowsOf<T extends pg.QueryResultRow>({ pool }: Database, query: string, datasetId: string, bound: unknown): Promise<T[]> {
  return isUuid(datasetId) ? (await pool.query<T>(query, [datasetId, bound])).rows : [];
}

export async function readUpdates(database: Database, datasetId: string, since: string): Promise<readonly DatasetUpdate[]> {
  const rows = await rowsOf<Stored<DatasetUpdate, "at" | "newest">>(
    database,
    `select dataset_id as "datasetId", at, evidence, newest, is_backfilled as "isBackfilled" from dataset_update
     where dataset_id = $1 and at >= $2 order by at, evidence`,
    datasetId,
    since,
  );
  return rows.map((row) => ({ ...row, at: instant(row.at), newest: instantOrNull(row.newest) }));
}

export async function readPeriods(database: Database, datasetId: string, limit: number): Promise<readonly PeriodValue[]> {
  const rows = await rowsOf<Omit<Stored<PeriodValue, "period" | "at">, "rows"> & { readonly rows: string | null }>(
    database,
    `select dataset_id as "datasetId", period, at, rows, distributions, left_out as "leftOut" from period_value
     where dataset_id = $1 order by period desc limit $2`,
    datasetId,
    limit,
  );
  return rows.reverse().map((row) => ({ ...row, period: instant(row.period), at: instant(row.at), rows: count(row.rows) }));
}

export async function readSlaDays(database: Database, datasetId: string, since: string): Promise<readonly SlaDay[]> {
  const rows = await rowsOf<Stored<SlaDay, "deadline" | "arrivedAt">>(
    database,
    `select dataset_id as "datasetId", deadline, state, arrived_at as "arrivedAt", is_backfilled as "isBackfilled" from sla_day
     where dataset_id = $1 and deadline >= $2 order by deadline`,
    datasetId,
    since,
  );
  return rows.map((row) => ({ ...row, deadline: instant(row.deadline), arrivedAt: instantOrNull(row.arrivedAt) }));
}

export function readCheckDays(database: Database, datasetId: string, since: string): Promise<readonly CheckDay[]> {
  const query = `select dataset_id as "datasetId", day::text, "check", passed, warned, failed, errors from check_day
     where dataset_id = $1 and day >= $2 order by check_day.day, "check" collate "C"`;
  return rowsOf<CheckDay>(database, query, datasetId, since);
}

export function readScoreDays(database: Database, datasetId: string, since: string): Promise<readonly ScoreDay[]> {
  const query = `select dataset_id as "datasetId", day::text, score, evidence from score_day
     where dataset_id = $1 and day >= $2 order by score_day.day`;
  return rowsOf<ScoreDay>(database, query, datasetId, since);
}
