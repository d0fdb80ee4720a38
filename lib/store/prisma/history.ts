import type { Scope } from "#lib/policy/scope.ts";
import type { ColumnGuard, VersionQuery, VersionRecord } from "#lib/store/history.ts";
import type { Page } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { isUuid } from "./id.ts";
import { readGuards, readVersionChange } from "./stored-change.ts";

export interface VersionRow extends Omit<VersionRecord, "change"> {
  readonly change: unknown;
}

/** Columns of a `VersionRow` of `dataset_version v join dataset d`. Without the contract, which is large and lies apart. */
export const VERSION = `
  v.id, v.dataset_id as "datasetId", v.version, v.hash, v.commit, v.author, v.published_at as "publishedAt", v.change,
  v.id = d.version_id as current,
  exists (select from dataset_version n where n.dataset_id = v.dataset_id and left(n.version, 100) = left(v.version, 100) and n.version = v.version
          and n.published_at >= v.published_at and (n.published_at, n.id) > (v.published_at, v.id)) as "labelMoved"`;

/** Published, and admitted by the keys in parameter `n`; `null` there is everything. */
export const admitted = (n: number): string => `d.removed_at is null and ($${n}::text[] is null or d.seen_by && $${n}::text[])`;
export const keysFor = ({ audience }: Scope): readonly string[] | null => (audience === "all" ? null : audience);

export const toVersion = ({ change, ...row }: VersionRow): VersionRecord => ({ ...row, change: readVersionChange(change) });

const PAGE = `
  select ${VERSION} from dataset_version v join dataset d on d.id = v.dataset_id
  where v.dataset_id = $1 and ${admitted(2)}
    and ($4::uuid is null
         or (v.published_at, v.id) < (select a.published_at, a.id from dataset_version a where a.id = $4 and a.dataset_id = $1))
  order by v.published_at desc, v.id desc limit $3`;

const COUNT = `select count(*)::int as total from dataset_version v join dataset d on d.id = v.dataset_id where v.dataset_id = $1 and ${admitted(2)}`;

/** Newest first; none when the scope does not admit the dataset. */
export async function history({ pool }: Database, scope: Scope, datasetId: string, query: VersionQuery): Promise<Page<VersionRecord>> {
  const { limit, after } = query;
  if (!isUuid(datasetId) || (after !== null && !isUuid(after))) return { items: [], total: 0, hasMore: false };
  const keys = keysFor(scope);
  const [page, count] = await Promise.all([
    pool.query<VersionRow>(PAGE, [datasetId, keys, limit + 1, after]),
    pool.query<{ total: number }>(COUNT, [datasetId, keys]),
  ]);
  return {
    items: page.rows.slice(0, limit).map(toVersion),
    total: count.rows[0]?.total ?? 0,
    hasMore: page.rows.length > limit,
  };
}

const RECENT = `
  select ${VERSION} from dataset_version v join dataset d on d.id = v.dataset_id
  where ${admitted(1)} order by v.published_at desc, v.id desc limit $2`;

/** The newest versions of all datasets that the scope admits, newest first. */
export async function recentVersions({ pool }: Database, scope: Scope, limit: number): Promise<readonly VersionRecord[]> {
  const { rows } = await pool.query<VersionRow>(RECENT, [keysFor(scope), limit]);
  return rows.map(toVersion);
}

const GUARDS = `select d.id, d.guards from dataset d where d.id = any($1::uuid[]) and ${admitted(2)}`;

/** By id of the dataset, over all its versions; datasets that the scope does not admit are left out. */
export async function columnGuards(
  { pool }: Database,
  scope: Scope,
  datasetIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ColumnGuard[]>> {
  const ids = [...new Set(datasetIds)].filter(isUuid);
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; guards: unknown }>(GUARDS, [ids, keysFor(scope)]);
  return new Map(rows.map(({ id, guards }) => [id, readGuards(guards)]));
}
