import type { PublishedDataset } from "#lib/store/store.ts";
import type { Database } from "./database.ts";

/** All published datasets by name, as a plan needs them: 100,000 of them take about a second. */
export async function readPublished({ pool }: Database): Promise<readonly PublishedDataset[]> {
  const { rows } = await pool.query<PublishedDataset>(
    `select d.id, d.name, v.hash, d.aliases, d.fingerprint, d.stale_since is not null as stale, d.file
     from dataset d join dataset_version v on v.id = d.version_id where d.removed_at is null order by d.name`,
  );
  return rows;
}
