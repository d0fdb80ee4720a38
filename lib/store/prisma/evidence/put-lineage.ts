import { createHash } from "node:crypto";
import type pg from "pg";
import type { LineageReport, RawArtifact } from "#lib/store/intake.ts";
import { announce, namesAround } from "../announce.ts";
import { type Database, transaction } from "../database.ts";
import { isUuid } from "../id.ts";
import { mendText, toJson } from "../json.ts";

/** An index refuses far longer keys. */
const MAX_FROM = 400;
const MAX_JOB = 100;
/** Of advisory locks: what one job says is written by one process at a time. */
const LINEAGE_LOCK = 7_241_907;

/** A long name keeps its beginning, for people, and stays told from others. */
const jobOf = (job: string) =>
  job.length <= MAX_JOB ? mendText(job) : `${mendText(job.slice(0, 60))}…${createHash("sha256").update(job).digest("hex").slice(0, 32)}`;

interface Edge {
  readonly dataset_id: string;
  readonly from_name: string;
  readonly columns: LineageReport["columns"];
}

/** One entry for each dataset and name; the columns of both where a job says it twice. */
function edgesOf(reports: readonly LineageReport[]): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const { datasetId, from, columns } of reports) {
    if (!isUuid(datasetId) || from === "") continue;
    const [dataset_id, from_name] = [datasetId.toLowerCase(), mendText(from.slice(0, MAX_FROM))];
    const key = `${dataset_id} ${from_name}`;
    edges.set(key, { dataset_id, from_name, columns: [...(edges.get(key)?.columns ?? []), ...columns] });
  }
  return [...edges.values()];
}

const ITEM = "jsonb_to_recordset($1::jsonb) as item(dataset_id uuid, from_name text, columns jsonb)";

// A dataset that is made from itself tells nobody anything.
const SAID = `
  select item.* from ${ITEM} join dataset d on d.id = item.dataset_id where not d.lookup_names @> array[item.from_name]`;

const COLUMNS = `
  select distinct said.dataset_id, said.from_name, c->>'column' as "column", c->>'from' as from_column, c->>'kind' as kind
  from (${SAID}) said, jsonb_array_elements(said.columns) as c`;

const MINE = "dataset_id = any($2::uuid[]) and provenance = $3 and job = $4";

const SAME = `
with said as materialized (${SAID}), columns as materialized (${COLUMNS})
select not exists (
  (select dataset_id, from_name from said except select dataset_id, from_name from lineage_edge where ${MINE})
  union all (select dataset_id, from_name from lineage_edge where ${MINE} except select dataset_id, from_name from said)
) and not exists (
  (select * from columns except select dataset_id, from_name, "column", from_column, kind from lineage_column where ${MINE})
  union all (select dataset_id, from_name, "column", from_column, kind from lineage_column where ${MINE} except select * from columns)
) as same`;

export function putLineage(
  { pool }: Database,
  tool: RawArtifact["tool"],
  job: string,
  reports: readonly LineageReport[],
  at: string,
): Promise<void> {
  const edges = edgesOf(reports);
  const ids = [...new Set(edges.map(({ dataset_id }) => dataset_id))];
  return transaction(pool, async (tx) => {
    if (ids.length === 0) return;
    const name = jobOf(job);
    await tx.query("select pg_advisory_xact_lock($1, hashtext($2))", [LINEAGE_LOCK, `${tool} ${name}`]);
    const bound = [toJson(edges), ids, tool, name];
    const { rows } = await tx.query<{ same: boolean }>(SAME, bound);
    // Most runs say what the run before said: then no page has to be made anew.
    if (rows[0]?.same === true) await tx.query(`update lineage_edge set at = $1 where ${MINE}`, [at, ids, tool, name]);
    else await replace(tx, bound, at, ids);
  });
}

async function replace(tx: pg.ClientBase, bound: readonly unknown[], at: string, ids: readonly string[]): Promise<void> {
  const [, , tool, job] = bound;
  const before = await namesAround(tx, ids);
  const mine = "dataset_id = any($1::uuid[]) and provenance = $2 and job = $3";
  for (const table of ["lineage_column", "lineage_edge"]) await tx.query(`delete from ${table} where ${mine}`, [ids, tool, job]);
  await tx.query(
    `insert into lineage_edge (dataset_id, from_name, provenance, job, at)
     select dataset_id, from_name, $2, $3, $4 from (${SAID}) said`,
    [bound[0], tool, job, at],
  );
  await tx.query(
    `insert into lineage_column (dataset_id, from_name, provenance, job, "column", from_column, kind)
     select dataset_id, from_name, $2, $3, "column", from_column, kind from (${COLUMNS}) columns`,
    [bound[0], tool, job],
  );
  const after = await namesAround(tx, ids);
  await announce(tx, before === null || after === null ? null : new Set([...before, ...after]));
}
