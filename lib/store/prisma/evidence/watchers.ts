import type { Database } from "../database.ts";
import { isUuid } from "../id.ts";
import { mendText } from "../json.ts";

interface Watcher {
  readonly actor: string;
  readonly email: string;
}

export async function watch({ pool }: Database, datasetId: string, { actor, email }: Watcher, at: string): Promise<void> {
  await pool.query(
    `insert into watcher (dataset_id, actor, email, at) values ($1, $2, $3, $4)
     on conflict (dataset_id, actor) do update set email = excluded.email`,
    [datasetId, mendText(actor), mendText(email), at],
  );
}

export async function unwatch({ pool }: Database, datasetId: string, actor: string): Promise<void> {
  if (isUuid(datasetId)) await pool.query("delete from watcher where dataset_id = $1 and actor = $2", [datasetId, mendText(actor)]);
}

export async function watching({ pool }: Database, datasetId: string): Promise<readonly Watcher[]> {
  if (!isUuid(datasetId)) return [];
  const query = 'select actor, email from watcher where dataset_id = $1 order by actor collate "C"';
  return (await pool.query<Watcher>(query, [datasetId])).rows;
}
