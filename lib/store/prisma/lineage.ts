import type { Scope } from "#lib/policy/scope.ts";
import type { EdgeProvenance, LineageNeighbour } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { datasetsById } from "./find-dataset.ts";
import { isUuid } from "./id.ts";
import { idByName, upstreamNames } from "./names.ts";

const PROVENANCE = `jsonb_agg(jsonb_build_object('by', e.provenance, 'job', nullif(e.job, ''), 'at', e.at)
  order by e.provenance <> 'contract', e.provenance, e.job) as provenance`;

const CONTRACT = `
  select n.name, ${idByName("n.name")} as id, jsonb_build_array(jsonb_build_object('by', 'contract', 'job', null, 'at', null)) as provenance
  from unnest($1::text[]) with ordinality as n(name, place) order by n.place`;

const TOOLS = `
  select e.from_name as name, ${idByName("e.from_name")} as id, ${PROVENANCE}
  from lineage_edge e where e.dataset_id = $1 and e.provenance <> 'contract' group by e.from_name order by e.from_name collate "C"`;

// Somebody else may have the name that this dataset has as an alias: then the edge is theirs.
const DOWN = `
  select d.id, ${PROVENANCE} from dataset me
  join lineage_edge e on e.from_name = any(me.lookup_names)
  join dataset d on d.id = e.dataset_id and d.removed_at is null
  where me.id = $1 and me.removed_at is null and ${idByName("e.from_name")} = me.id
  group by d.id, d.name order by d.name`;

interface Up {
  readonly name: string;
  readonly id: string | null;
  readonly provenance: readonly EdgeProvenance[];
}

/**
 * The datasets right before and right after this one, as its contract and other tools say: before it those of the contract in its
 * order, then the others by name; after it by name. None when the scope does not admit it.
 */
export async function lineage(database: Database, scope: Scope, datasetId: string): Promise<readonly LineageNeighbour[]> {
  const { pool } = database;
  const [record] = isUuid(datasetId) ? await datasetsById(database, scope, [datasetId]) : [];
  if (record === undefined) return [];
  const [contract, tools, downs] = await Promise.all([
    pool.query<Up>(CONTRACT, [upstreamNames(record.contract.upstream)]),
    pool.query<Up>(TOOLS, [datasetId]),
    pool.query<Pick<Up, "provenance"> & { id: string }>(DOWN, [datasetId]),
  ]);
  const ups = union(
    contract.rows,
    tools.rows.filter(({ id }) => id !== record.id),
  );
  const ids = [...ups, ...downs.rows].flatMap(({ id }) => (id === null ? [] : [id]));
  const admitted = new Map((await datasetsById(database, scope, ids)).map((neighbour) => [neighbour.id, neighbour]));
  const written = new Map(record.contract.upstream.map((name) => [upstreamNames([name])[0], name]));
  /** The name of a job may tell what a hidden dataset is. */
  const known = (direction: "up" | "down", id: string, provenance: Up["provenance"]): LineageNeighbour => {
    const dataset = admitted.get(id) ?? null;
    return { direction, dataset, name: null, provenance: dataset === null ? [] : plain(provenance) };
  };
  return [
    ...ups.map(({ name, id, provenance }): LineageNeighbour => {
      if (id !== null) return known("up", id, provenance);
      return { direction: "up", dataset: null, name: written.get(name) ?? name, provenance: plain(provenance) };
    }),
    ...downs.rows.map(({ id, provenance }) => known("down", id, provenance)),
  ];
}

/** Those of the contract as they are; what a tool says of one of them belongs to it, under whatever name. */
function union(contract: readonly Up[], tools: readonly Up[]): readonly Up[] {
  const ups = [...contract];
  for (const said of tools) {
    const place = ups.findIndex(({ id, name }) => (said.id === null ? name === said.name : id === said.id));
    const known = ups[place];
    if (known === undefined) ups.push(said);
    else ups[place] = { ...known, provenance: [...known.provenance, ...said.provenance] };
  }
  return ups;
}

const plain = (provenance: Up["provenance"]): readonly EdgeProvenance[] =>
  provenance.map(({ by, job, at }) => ({ by, job, at: at === null ? null : new Date(at).toISOString() }));
