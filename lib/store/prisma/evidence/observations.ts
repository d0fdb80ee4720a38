import type pg from "pg";
import { checkDaysOf } from "#lib/store/check-days.ts";
import type { Observation } from "#lib/store/evidence.ts";
import type { Database } from "../database.ts";
import { isUuid } from "../id.ts";
import { toJson } from "../json.ts";
import { count, instant, instantOrNull, plausible } from "./instant.ts";

const COLUMNS = `id, dataset_id, trigger, began_at, finished_at, source_version, contract_hash, load_at, rows, bytes, as_of, columns, profile,
  results, elapsed_ms, problem`;

const WRITE = `
insert into observation (${COLUMNS}) select ${COLUMNS} from jsonb_to_record($1::jsonb) as item(
  id uuid, dataset_id uuid, trigger text, began_at timestamptz, finished_at timestamptz, source_version text, contract_hash text,
  load_at timestamptz, rows bigint, bytes bigint, as_of timestamptz, columns jsonb, profile jsonb, results jsonb, elapsed_ms float8,
  problem text)`;

const ADD_DAYS = `
insert into check_day as d (dataset_id, day, "check", passed, warned, failed, errors)
select "datasetId", day, "check", passed, warned, failed, errors from jsonb_to_recordset($1::jsonb) as item(
  "datasetId" uuid, day date, "check" text, passed int, warned int, failed int, errors int)
order by day, "check"
on conflict (dataset_id, day, "check") do update set passed = d.passed + excluded.passed, warned = d.warned + excluded.warned,
  failed = d.failed + excluded.failed, errors = d.errors + excluded.errors`;

/** Keeps it, and adds its results to the days of its checks. */
export async function writeObservation(tx: pg.ClientBase, observation: Observation): Promise<void> {
  const { id, datasetId, trigger, rows, bytes, columns, profile, results, problem } = observation;
  const item = {
    ...{ id, dataset_id: datasetId, trigger, rows, bytes, columns, profile, results, problem },
    ...{ began_at: observation.beganAt, finished_at: observation.finishedAt, source_version: observation.sourceVersion },
    ...{ contract_hash: observation.contractHash, load_at: observation.loadAt, as_of: plausible(observation.asOf) },
    elapsed_ms: observation.elapsedMs,
  };
  await tx.query(WRITE, [toJson(item)]);
  const days = checkDaysOf(datasetId, results);
  if (days.length > 0) await tx.query(ADD_DAYS, [toJson(days)]);
}

interface Row extends Pick<Observation, "id" | "trigger" | "columns" | "profile" | "results" | "problem"> {
  readonly dataset_id: string;
  readonly began_at: Date;
  readonly finished_at: Date;
  readonly source_version: string | null;
  readonly contract_hash: string;
  readonly load_at: Date | null;
  readonly rows: string | null;
  readonly bytes: string | null;
  readonly as_of: Date | null;
  readonly elapsed_ms: number;
}

export async function readObservations({ pool }: Database, datasetId: string, limit: number): Promise<readonly Observation[]> {
  if (!isUuid(datasetId)) return [];
  const { rows } = await pool.query<Row>(
    `select ${COLUMNS} from observation where dataset_id = $1 order by finished_at desc, id desc limit $2`,
    [datasetId, limit],
  );
  return rows.map(observationOf);
}

export async function findObservation({ pool }: Database, id: string): Promise<Observation | null> {
  if (!isUuid(id)) return null;
  const { rows } = await pool.query<Row>(`select ${COLUMNS} from observation where id = $1`, [id]);
  const [row] = rows;
  return row === undefined ? null : observationOf(row);
}

function observationOf(row: Row): Observation {
  const { id, trigger, columns, profile, results, problem } = row;
  return {
    ...{ id, datasetId: row.dataset_id, trigger, columns, profile, results, problem },
    ...{ beganAt: instant(row.began_at), finishedAt: instant(row.finished_at), sourceVersion: row.source_version },
    ...{ contractHash: row.contract_hash, loadAt: instantOrNull(row.load_at), rows: count(row.rows), bytes: count(row.bytes) },
    ...{ asOf: instantOrNull(row.as_of), elapsedMs: row.elapsed_ms },
  };
}
