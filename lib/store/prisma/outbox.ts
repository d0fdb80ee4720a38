import type pg from "pg";
import type { Checkpoint, OutboxEntry } from "#lib/store/store.ts";
import type { Database } from "./database.ts";

/** Says, in the transaction that changes these datasets, that every search index must look at them again. */
export async function enqueue(tx: Pick<pg.ClientBase, "query">, datasetIds: readonly string[]): Promise<void> {
  await tx.query("insert into search_outbox (dataset_id) select unnest($1::uuid[])", [datasetIds]);
}

/**
 * As `enqueue`, for a publish: it also clears away older entries of the same datasets, whose readers find the new ones.
 * So the outbox never grows beyond one entry a dataset and one for each change that was not a publish.
 */
export async function enqueueInstead(tx: Pick<pg.ClientBase, "query">, datasetIds: readonly string[]): Promise<void> {
  await tx.query("delete from search_outbox where dataset_id = any($1::uuid[])", [datasetIds]);
  await enqueue(tx, datasetIds);
}

/**
 * As `enqueue`, for a look at one dataset: older entries of it go, so that looks do not make the outbox grow. One that a publish is
 * clearing away at the same time is left to it, for nobody here waits for a publish.
 */
export async function enqueueBeside(tx: Pick<pg.ClientBase, "query">, datasetIds: readonly string[]): Promise<void> {
  await tx.query(
    `delete from search_outbox where seq in (
       select seq from search_outbox where dataset_id = any($1::uuid[]) for update skip locked)`,
    [datasetIds],
  );
  await enqueue(tx, datasetIds);
}

/** A change of words that are in every document: titles of terms, owners and domains. */
export async function enqueueAll(tx: Pick<pg.ClientBase, "query">): Promise<void> {
  await tx.query("delete from search_outbox o using dataset d where d.id = o.dataset_id and d.removed_at is null");
  await tx.query("insert into search_outbox (dataset_id) select id from dataset where removed_at is null");
}

/**
 * Transactions end in another order than they begin in, so a sequence number alone would skip entries of a slow one: only
 * entries of transactions that are older than every running one are given out.
 */
export async function readOutbox({ pool }: Database, after: Checkpoint | null, limit: number): Promise<readonly OutboxEntry[]> {
  const { rows } = await pool.query<{ xid: string; seq: string; dataset_id: string }>(
    // Sorted by the columns, not by the texts that have their names: as text, 10 comes before 9.
    `select o.xid::text as xid, o.seq::text as seq, o.dataset_id from search_outbox o
     where (o.xid, o.seq) > ($1::text::xid8, $2::bigint) and o.xid < pg_snapshot_xmin(pg_current_snapshot())
     order by o.xid, o.seq limit $3`,
    [after?.xid ?? "0", after?.seq ?? "0", limit],
  );
  return rows.map(({ xid, seq, dataset_id }) => ({ checkpoint: { xid, seq }, datasetId: dataset_id }));
}

/** Whatever comes from the oldest running transaction, or from a later one, lies after this. */
export async function outboxHead({ pool }: Database): Promise<Checkpoint> {
  const { rows } = await pool.query<{ xid: string }>("select pg_snapshot_xmin(pg_current_snapshot())::text as xid");
  return { xid: rows[0]?.xid ?? "0", seq: "0" };
}
