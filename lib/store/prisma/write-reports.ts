import type pg from "pg";
import { foldName } from "#lib/contract/name.ts";
import type { ReportedScore } from "#lib/store/store.ts";
import { toJson } from "./json.ts";
import { idByName } from "./names.ts";

/**
 * Adds reported scores to the datasets' series. A score with the same time and source is corrected; one that is no longer in the
 * files stays, so that a file which always holds the newest score builds a series too. Scores of unknown datasets are left out.
 * @returns ids of the datasets that have something new.
 */
export async function writeReports(tx: pg.ClientBase, reports: readonly ReportedScore[]): Promise<readonly string[]> {
  const points = new Map<string, { folded: string; score: number; at: string; source: string }>();
  for (const { dataset, score, measuredAt, source } of reports) {
    const time = new Date(measuredAt);
    if (!(score >= 0 && score <= 100) || Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 || time.getUTCFullYear() < 1)
      continue;
    const point = { folded: foldName(dataset), score, at: time.toISOString(), source: source.slice(0, 500) };
    points.set(JSON.stringify([point.folded, point.at, point.source]), point);
  }
  if (points.size === 0) return [];
  const { rows } = await tx.query<{ id: string }>(WRITE, [toJson([...points.values()])]);
  const ids = [...new Set(rows.map(({ id }) => id))];
  await tx.query(COPY_NEWEST, [ids]);
  return ids;
}

// Two names (a name and an alias) may mean one dataset: one row for each of its times and sources.
const WRITE = `
insert into quality_report as q (dataset_id, measured_at, source, score)
select distinct on (named.id, at, source) named.id, at, source, score
from (select ${idByName("folded")} as id, at, source, score
      from jsonb_to_recordset($1::jsonb) as item(folded text, at timestamptz, source text, score float8)) named
where named.id is not null order by named.id, at, source, score
on conflict (dataset_id, measured_at, source) do update set score = excluded.score where q.score <> excluded.score
returning dataset_id as id`;

const COPY_NEWEST = `
update dataset d set report_score = q.score, report_at = q.measured_at, report_source = q.source, page_version = page_version + 1
from (select distinct on (dataset_id) * from quality_report where dataset_id = any($1::uuid[])
      order by dataset_id, measured_at desc, source) q
where q.dataset_id = d.id`;
