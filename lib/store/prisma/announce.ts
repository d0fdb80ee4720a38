import type pg from "pg";
import { idByName } from "./names.ts";

export const CHANNEL = "touchstone";
/** Payload for "anything may have changed". */
export const EVERYTHING = "*";
/** Beyond this many names, one `*` costs every listener less. */
const NAMED = 50;

/** Names of these datasets and of their neighbours in lineage, whose pages list them; `null`: too many. */
export async function namesAround(tx: pg.ClientBase, ids: readonly string[]): Promise<ReadonlySet<string> | null> {
  if (ids.length === 0 || ids.length > NAMED) return ids.length === 0 ? new Set() : null;
  const { rows } = await tx.query<{ name: string }>(
    `with changed as (select id, lookup_names from dataset where id = any($1::uuid[])),
     around as (
       select id from changed
       union select ${idByName("e.from_name")} from lineage_edge e where e.dataset_id = any($1::uuid[])
       union select e.dataset_id from lineage_edge e where e.from_name in (select unnest(lookup_names) from changed))
     select d.name from dataset d join around on around.id = d.id limit ${NAMED + 1}`,
    [ids],
  );
  return rows.length > NAMED ? null : new Set(rows.map(({ name }) => name));
}

/** Sent when the transaction commits, to every process that listens. `null`: everything. */
export async function announce(tx: pg.ClientBase, names: ReadonlySet<string> | null): Promise<void> {
  const payloads = names === null || names.size > NAMED ? [EVERYTHING] : [...names];
  await tx.query("select pg_notify($1, payload) from unnest($2::text[]) as payload", [CHANNEL, payloads]);
}
