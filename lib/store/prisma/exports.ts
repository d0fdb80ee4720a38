import {
  EXPORT_DAYS,
  type ExportCaller,
  type ExportEnd,
  type ExportProgress,
  type ExportRecord,
  type ExportStart,
} from "#lib/store/exports.ts";
import type { Database } from "./database.ts";
import { isUuid } from "./id.ts";
import { mendText, toJson } from "./json.ts";

const DAY_MS = 86_400_000;

const BEGIN = `
  insert into export (id, actor, scope_key, dataset_id, about, state, bytes, cancel, started_at, seen_at)
  values ($1, $2, $3, $4, $5::jsonb, 'running', 0, false, $6, $6) on conflict do nothing`;

export async function beginExport({ pool }: Database, { id, caller, datasetId, about, at }: ExportStart): Promise<boolean> {
  await pool.query("delete from export where started_at < $1", [new Date(at.getTime() - EXPORT_DAYS * DAY_MS)]);
  const { rowCount } = await pool.query(BEGIN, [id, caller.actor, caller.scopeKey, datasetId, toJson(about), at]);
  return rowCount === 1;
}

export async function progressOfExport(
  { pool }: Database,
  id: string,
  { bytes, expectedRows }: ExportProgress,
  at: Date,
): Promise<boolean> {
  const { rows } = await pool.query<{ cancel: boolean }>(
    "update export set bytes = $2, expected_rows = $3, seen_at = $4 where id = $1 and state = 'running' returning cancel",
    [id, bytes, expectedRows, at],
  );
  return rows[0]?.cancel === true;
}

export async function endExport({ pool }: Database, id: string, end: ExportEnd): Promise<void> {
  const { state, bytes, expectedRows, rows, sha256, problem, at } = end;
  await pool.query(
    `update export set state = $2, bytes = $3, expected_rows = $4, rows = $5, sha256 = $6, problem = $7, seen_at = $8, finished_at = $8
     where id = $1 and state = 'running'`,
    [id, state, bytes, expectedRows, rows, sha256, problem === null ? null : mendText(problem), at],
  );
}

interface Row extends Omit<ExportRecord, "bytes" | "rows" | "expectedRows"> {
  readonly bytes: string;
  readonly rows: string | null;
  readonly expectedRows: string | null;
}

const FIND = `
  select id, dataset_id as "datasetId", about, state, bytes, rows, expected_rows as "expectedRows", sha256, problem,
         started_at as "startedAt", seen_at as "seenAt", finished_at as "finishedAt"
  from export where id = $1 and actor = $2 and scope_key = $3`;

export async function findExport({ pool }: Database, id: string, { actor, scopeKey }: ExportCaller): Promise<ExportRecord | null> {
  if (!isUuid(id)) return null;
  const [row] = (await pool.query<Row>(FIND, [id, actor, scopeKey])).rows;
  if (row === undefined) return null;
  const count = (text: string | null) => (text === null ? null : Number(text));
  return { ...row, bytes: Number(row.bytes), rows: count(row.rows), expectedRows: count(row.expectedRows) };
}

export async function cancelExport({ pool }: Database, id: string, { actor, scopeKey }: ExportCaller): Promise<void> {
  if (!isUuid(id)) return;
  const mine = "id = $1 and actor = $2 and scope_key = $3 and state = 'running'";
  await pool.query(`update export set cancel = true where ${mine}`, [id, actor, scopeKey]);
}
