import type pg from "pg";
import type { DatasetEvidence, EvidenceHead, StoredVerdict } from "#lib/store/evidence.ts";
import { noEvidence } from "#lib/store/no-evidence.ts";
import type { Database } from "../database.ts";
import { isUuid } from "../id.ts";
import { toJson } from "../json.ts";
import { count, instantOrNull, plausible } from "./instant.ts";

const JSON_COLUMNS = ["columns", "profile", "results", "examples", "judged"] as const;

/** Name and type of what a look replaces; `revision` and `last_seen_at` are apart. */
const FIELDS = [
  ...["observed_at timestamptz", "source_version text", "contract_hash text", "load_at timestamptz", "rows bigint", "bytes bigint"],
  ...["as_of timestamptz", ...JSON_COLUMNS.map((name) => `${name} jsonb`), "problem text", "score float8", "evidence float8"],
  ...["verdict text", "verdict_since timestamptz", "valid_until timestamptz", "due_at timestamptz"],
];
const NAMES = FIELDS.map((field) => field.slice(0, field.indexOf(" ")));
const ITEM = `jsonb_to_record($1::jsonb) as item(dataset_id uuid, last_seen_at timestamptz, ${FIELDS.join(", ")})`;

const FIRST = `
  insert into dataset_state (dataset_id, revision, last_seen_at, next_at, ${NAMES.join(", ")})
  select dataset_id, 1, last_seen_at, least(due_at, valid_until), ${NAMES.join(", ")} from ${ITEM}
  on conflict do nothing`;

const NEXT = `
  update dataset_state s set revision = s.revision + 1, last_seen_at = greatest(s.last_seen_at, item.last_seen_at),
    next_at = least(item.due_at, item.valid_until), ${NAMES.map((name) => `${name} = item.${name}`).join(", ")}
  from ${ITEM} where s.dataset_id = item.dataset_id and s.revision = $2`;

/** `false`: it is not of the revision any more that `next` was made from. */
export async function writeState(tx: pg.ClientBase, next: DatasetEvidence): Promise<boolean> {
  const item = toJson(itemOf(next));
  const { rowCount } = await (next.revision === 0 ? tx.query(FIRST, [item]) : tx.query(NEXT, [item, next.revision]));
  return rowCount === 1;
}

function itemOf(next: DatasetEvidence) {
  const { columns, profile, results, examples, judged, rows, bytes, problem, score, evidence, verdict } = next;
  return {
    ...{ columns, profile, results, examples, judged, rows, bytes, problem, score, evidence },
    ...{ dataset_id: next.datasetId, observed_at: next.observedAt, last_seen_at: next.lastSeenAt, source_version: next.sourceVersion },
    ...{ contract_hash: next.contractHash, load_at: next.loadAt, as_of: plausible(next.asOf), due_at: next.dueAt },
    ...{ verdict: verdict?.state ?? null, verdict_since: verdict?.since ?? null, valid_until: verdict?.validUntil ?? null },
  };
}

interface Row {
  readonly dataset_id: string;
  readonly revision: number;
  readonly observed_at: Date | null;
  readonly last_seen_at: Date | null;
  readonly source_version: string | null;
  readonly contract_hash: string | null;
  readonly load_at: Date | null;
  readonly rows: string | null;
  readonly bytes: string | null;
  readonly as_of: Date | null;
  readonly columns: DatasetEvidence["columns"];
  readonly profile: DatasetEvidence["profile"];
  readonly results: DatasetEvidence["results"];
  readonly examples: DatasetEvidence["examples"];
  readonly judged: DatasetEvidence["judged"];
  readonly problem: string | null;
  readonly score: number | null;
  readonly evidence: number;
  readonly verdict: StoredVerdict["state"] | null;
  readonly verdict_since: Date | null;
  readonly valid_until: Date | null;
  readonly due_at: Date | null;
}

export async function readEvidence({ pool }: Database, ids: readonly string[]): Promise<ReadonlyMap<string, DatasetEvidence>> {
  const found = new Map<string, DatasetEvidence>();
  const wanted = ids.filter(isUuid);
  if (wanted.length > 0) {
    const { rows } = await pool.query<Row>(
      `select dataset_id, revision, last_seen_at, ${NAMES.join(", ")} from dataset_state where dataset_id = any($1::uuid[])`,
      [wanted],
    );
    for (const row of rows) found.set(row.dataset_id, evidenceOf(row));
  }
  return new Map(ids.map((id) => [id, found.get(id.toLowerCase()) ?? noEvidence(id)]));
}

export async function readHeads({ pool }: Database, ids: readonly string[]): Promise<ReadonlyMap<string, EvidenceHead>> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return new Map();
  const { rows } = await pool.query<
    Pick<Row, "dataset_id" | "revision" | "source_version" | "contract_hash" | "observed_at" | "last_seen_at">
  >(
    `select dataset_id, revision, source_version, contract_hash, observed_at, last_seen_at from dataset_state
     where dataset_id = any($1::uuid[])`,
    [wanted],
  );
  return new Map(
    rows.map((row) => [
      row.dataset_id,
      {
        ...{ datasetId: row.dataset_id, revision: row.revision, sourceVersion: row.source_version, contractHash: row.contract_hash },
        ...{ observedAt: instantOrNull(row.observed_at), lastSeenAt: instantOrNull(row.last_seen_at) },
      },
    ]),
  );
}

function evidenceOf(row: Row): DatasetEvidence {
  const { revision, columns, profile, results, examples, judged, problem, score, evidence, verdict: state, verdict_since: since } = row;
  return {
    ...{ datasetId: row.dataset_id, revision, columns, profile, results, examples, judged, problem, score, evidence },
    ...{ observedAt: instantOrNull(row.observed_at), lastSeenAt: instantOrNull(row.last_seen_at), sourceVersion: row.source_version },
    ...{ contractHash: row.contract_hash, loadAt: instantOrNull(row.load_at), rows: count(row.rows), bytes: count(row.bytes) },
    ...{ asOf: instantOrNull(row.as_of), dueAt: instantOrNull(row.due_at) },
    verdict: state === null || since === null ? null : { state, since: since.toISOString(), validUntil: instantOrNull(row.valid_until) },
  };
}

// In the order of the ids, so that two processes that move the same ones never wait for each other.
const SEEN = `
  update dataset_state s set last_seen_at = $2
  from (select dataset_id from dataset_state where dataset_id = any($1::uuid[]) order by dataset_id for no key update) mine
  where s.dataset_id = mine.dataset_id and (s.last_seen_at is null or s.last_seen_at < $2)`;

export async function moveSeen({ pool }: Database, ids: readonly string[], at: string): Promise<void> {
  const known = ids.filter(isUuid);
  if (known.length > 0) await pool.query(SEEN, [known, at]);
}

export async function readDue({ pool }: Database, now: string, limit: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select s.dataset_id as id from dataset_state s join dataset d on d.id = s.dataset_id and d.removed_at is null
     where s.next_at <= $1 order by s.next_at, s.dataset_id limit $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}
