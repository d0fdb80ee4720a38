import type pg from "pg";
import type { DatasetContract } from "#lib/contract/contract.ts";
import type { ColumnGuard } from "#lib/store/history.ts";
import type { Publication } from "#lib/store/store.ts";
import { CONTRACT_FORMAT } from "./dataset-record.ts";
import { mendText, toJson } from "./json.ts";
import { lookupNames, relationNames, upstreamNames } from "./names.ts";
import { type DatasetWrite, keysOf, type PublishPlan } from "./publish-plan.ts";

/** A statement takes contracts up to this many characters of JSON, so that neither side holds a whole catalog twice. */
const BATCH = 4_000_000;

/** Writes datasets with their versions, columns, promises and edges, and takes removed ones out of the catalog. */
export async function writeDatasets(tx: pg.ClientBase, plan: PublishPlan, publication: Publication, now: Date): Promise<void> {
  const { writes, removes, keeps } = plan;
  await tx.query(
    "update dataset set removed_at = $2, folded_name = null, stale_since = null, page_version = page_version + 1 where id = any($1::uuid[])",
    [removes, now],
  );
  await tx.query("update dataset set stale_since = $2, page_version = page_version + 1 where id = any($1::uuid[])", [keeps, now]);
  // Names are given back first: two datasets may swap theirs.
  const renamed = writes.filter((write) => write.renamed && write.before?.removed === false).map(({ id }) => id);
  await tx.query("update dataset set folded_name = '~' || id where id = any($1::uuid[])", [renamed]);
  const replaced = [...removes, ...writes.flatMap(({ id, before }) => (before === null ? [] : [id]))];
  for (const table of ["dataset_column", "promise"]) await tx.query(`delete from ${table} where dataset_id = any($1::uuid[])`, [replaced]);
  // What tools say of a dataset stays, for contracts say nothing of it.
  await tx.query("delete from lineage_edge where provenance = 'contract' and dataset_id = any($1::uuid[])", [replaced]);
  // While the database works on one batch, the next one is made.
  let running: Promise<unknown> = Promise.resolve();
  for (const batch of batches(writes, publication, now)) {
    await running;
    running = tx.query(WRITE, [batch, now, CONTRACT_FORMAT]);
    // A failure is thrown where it is awaited, which may be after the next batch.
    running.catch(() => undefined);
    await started();
  }
  await running;
}

/** Lets a statement leave this process before more work is done here. */
const started = () => new Promise((resolve) => setImmediate(resolve));

function* batches(writes: readonly DatasetWrite[], publication: Publication, now: Date): Generator<string> {
  let rows: string[] = [];
  let size = 0;
  for (const write of writes) {
    const row = toJson(rowOf(write, publication, now));
    rows.push(row);
    size += row.length;
    if (size < BATCH) continue;
    yield `[${rows.join()}]`;
    rows = [];
    size = 0;
  }
  if (rows.length > 0) yield `[${rows.join()}]`;
}

function rowOf({ id, put, before, newVersion, versionId }: DatasetWrite, { commit, author }: Publication, now: Date) {
  const { contract, seenBy, readBy, fingerprint, change } = put;
  // What a column that is hidden from anyone carries must not be found by filters and counts.
  const columns = contract.columns.filter(({ mask }) => mask?.as !== "hide");
  const lookup = lookupNames(contract.name, contract.aliases);
  return {
    id,
    version_id: versionId,
    folded_name: lookup[0],
    lookup_names: lookup,
    relations: relationNames(contract).map(mendText),
    terms: distinct([...contract.terms, ...columns.map(({ term }) => term)]),
    classifications: distinct(columns.map(({ classification }) => classification)).sort(),
    fingerprint,
    seen_by: keysOf(seenBy),
    read_by: keysOf(readBy),
    updated_at: newVersion || before === null ? now : before.updatedAt,
    version: contract.version ?? contract.hash.slice(0, 12),
    commit,
    author,
    change,
    upstream: upstreamNames(contract.upstream),
    guards: guardsOf(contract),
    contract,
  };
}

/** The columns that are hidden from anyone or classified: history needs to know them when they are long gone. */
function guardsOf({ columns }: DatasetContract): readonly ColumnGuard[] {
  return columns
    .filter(({ mask, classification }) => mask?.as === "hide" || classification !== null)
    .map(({ name, mask, classification }) => ({ name, classification, except: mask?.as === "hide" ? mask.except : null }));
}

const distinct = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((value) => value !== null))].map(mendText);

const texts = (list: string) => `array(select jsonb_array_elements_text(${list}))`;

// One statement a batch: the JSON is parsed once, and foreign keys that point both ways are checked at its end.
const WRITE = `
with item as materialized (
  select * from jsonb_to_recordset($1::jsonb) as item(
    id uuid, version_id uuid, folded_name text, lookup_names jsonb, relations jsonb, terms jsonb, classifications jsonb, fingerprint text,
    seen_by jsonb, read_by jsonb, updated_at timestamptz, version text, commit text, author text, change jsonb, upstream jsonb,
    guards jsonb, contract jsonb)
), versions as (
  insert into dataset_version (id, dataset_id, contract, contract_format, hash, version, commit, author, change, published_at)
  select version_id, id, contract, $3, contract->>'hash', version, commit, author, change, $2 from item
  on conflict (id) do update set contract = excluded.contract, contract_format = excluded.contract_format
), datasets as (
  insert into dataset as d (id, name, folded_name, lookup_names, relations, aliases, title, status, domain, owner, tier, tags, terms,
                            classifications, file, fingerprint, seen_by, read_by, version_id, created_at, updated_at, guards)
  select id, contract->>'name', folded_name, ${texts("lookup_names")}, ${texts("relations")}, ${texts("contract->'aliases'")}, contract->>'title',
         contract->>'status',
         contract->>'domain', contract->>'owner', (contract->>'tier')::int, ${texts("contract->'tags'")}, ${texts("terms")},
         ${texts("classifications")}, contract->'position'->>'file', fingerprint, ${texts("seen_by")}, ${texts("read_by")},
         version_id, $2, updated_at, guards from item
  on conflict (id) do update set
    name = excluded.name, folded_name = excluded.folded_name, lookup_names = excluded.lookup_names, relations = excluded.relations,
    aliases = excluded.aliases,
    title = excluded.title, status = excluded.status, domain = excluded.domain, owner = excluded.owner, tier = excluded.tier,
    tags = excluded.tags, terms = excluded.terms, classifications = excluded.classifications, file = excluded.file,
    fingerprint = excluded.fingerprint, seen_by = excluded.seen_by, read_by = excluded.read_by, version_id = excluded.version_id,
    updated_at = excluded.updated_at, stale_since = null, removed_at = null, page_version = d.page_version + 1,
    guards = coalesce((select jsonb_agg(distinct g) from jsonb_array_elements(d.guards || excluded.guards) as g), '[]')
), columns as (
  insert into dataset_column (dataset_id, ordinal, name, type, logical_type, description, primary_key, term, classification, points_to)
  select item.id, place, c->>'name', c->>'type', c->>'logicalType', c->>'description', (c->>'primaryKey')::boolean, c->>'term',
         c->>'classification', c->>'references'
  from item, jsonb_array_elements(contract->'columns') with ordinality as list(c, place)
), edges as (
  insert into lineage_edge (dataset_id, from_name, provenance)
  select item.id, jsonb_array_elements_text(upstream), 'contract' from item
)
insert into promise (dataset_id, ordinal, kind, "column", label, params, file, line, column_no, commit)
select item.id, place, p->>'kind', p->>'column', p->>'label', p->'params', p->'position'->>'file', (p->'position'->>'line')::int,
       (p->'position'->>'column')::int, item.commit
from item, jsonb_array_elements(contract->'promises') with ordinality as list(p, place)`;
