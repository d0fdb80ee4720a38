import type { Scope } from "#lib/policy/scope.ts";
import type { LineageNeighbour } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { datasetsById } from "./find-dataset.ts";
import { isUuid } from "./id.ts";
import { idByName, upstreamNames } from "./names.ts";

const UP = `select n.name, ${idByName("n.name")} as id from unnest($1::text[]) with ordinality as n(name, place) order by n.place`;

// Somebody else may have the name that this dataset has as an alias: then the edge is theirs.
const DOWN = `
  select d.id from dataset me
  join lineage_edge e on e.from_name = any(me.lookup_names)
  join dataset d on d.id = e.dataset_id and d.removed_at is null
  where me.id = $1 and me.removed_at is null and ${idByName("e.from_name")} = me.id
  group by d.id, d.name order by d.name`;

/** The datasets right before (in the contract's order) and right after this one (by name); none when the scope does not admit it. */
export async function lineage(database: Database, scope: Scope, datasetId: string): Promise<readonly LineageNeighbour[]> {
  const { pool } = database;
  const [record] = isUuid(datasetId) ? await datasetsById(database, scope, [datasetId]) : [];
  if (record === undefined) return [];
  const [ups, downs] = await Promise.all([
    pool.query<{ name: string; id: string | null }>(UP, [upstreamNames(record.contract.upstream)]),
    pool.query<{ id: string }>(DOWN, [datasetId]),
  ]);
  const ids = [...ups.rows, ...downs.rows].flatMap(({ id }) => (id === null ? [] : [id]));
  const admitted = new Map((await datasetsById(database, scope, ids)).map((neighbour) => [neighbour.id, neighbour]));
  const written = new Map(record.contract.upstream.map((name) => [upstreamNames([name])[0], name]));
  return [
    ...ups.rows.map(({ name, id }): LineageNeighbour => {
      if (id === null) return { direction: "up", dataset: null, name: written.get(name) ?? name };
      return { direction: "up", dataset: admitted.get(id) ?? null, name: null };
    }),
    ...downs.rows.map(({ id }): LineageNeighbour => ({ direction: "down", dataset: admitted.get(id) ?? null, name: null })),
  ];
}
