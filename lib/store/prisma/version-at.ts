import type { Scope } from "#lib/policy/scope.ts";
import type { VersionLookup } from "#lib/store/history.ts";
import type { Database } from "./database.ts";
import { admitted, keysFor, toVersion, VERSION, type VersionRow } from "./history.ts";
import { isUuid } from "./id.ts";
import { readAnyContract } from "./stored-contract.ts";

/** Longer ones cannot be a version, a commit or a hash. */
const MAX_REF = 200;
/** Git's own shortest abbreviation, and the digits of a hash that stand for a version. */
const COMMIT_DIGITS = 7;
const HASH_DIGITS = 12;

interface Match {
  readonly id: string;
  /** How it was found: what is surer counts alone. */
  readonly rank: number;
  /** What `ref` stands for. Two of them in one rank are ambiguous. */
  readonly meant: string;
}

/** $1 dataset, $2 keys, $3 reference, $4 the same in lower case when it is hexadecimal. */
const OWN = `
  select m.id, m.rank, m.meant from (
    select v.id, v.published_at,
      case when v.id::text = lower($3) then 0
           when v.version = $3 then 1
           when length($4) >= ${HASH_DIGITS} and starts_with(v.hash, $4) then 2
           when v.commit = $3 then 3
           when length($4) >= ${COMMIT_DIGITS} and starts_with(lower(v.commit), $4) then 4 end as rank,
      case when v.id::text = lower($3) or v.version = $3 then ''
           when length($4) >= ${HASH_DIGITS} and starts_with(v.hash, $4) then v.hash
           else v.commit end as meant
    from dataset_version v join dataset d on d.id = v.dataset_id
    where v.dataset_id = $1 and ${admitted(2)}
  ) m where m.rank is not null order by m.rank, m.published_at desc, m.id desc`;

/**
 * Commits that were published without changing this dataset: the version of the moment when each was last published. Ids tell what came
 * first: they sort by time, and an ingestion gets its own at the end of its publish.
 */
const AROUND = `
  select v.id, i.rank, i.commit as meant
  from (select commit, case when commit = $3 then 3 else 4 end as rank, (array_agg(id order by id desc))[1] as id from ingestion
        where commit = $3 or (length($4) >= ${COMMIT_DIGITS} and starts_with(lower(commit), $4)) group by commit) i,
  lateral (select v.id from dataset_version v join dataset d on d.id = v.dataset_id
           where v.dataset_id = $1 and ${admitted(2)} and v.id < i.id
           order by v.published_at desc, v.id desc limit 1) v`;

const ONE = `
  select ${VERSION}, v.contract
  from dataset_version v join dataset d on d.id = v.dataset_id where v.id = $1 and ${admitted(2)}`;

/**
 * The version of a dataset that a reference means: the id of a version, its `version`, its hash (12 digits at least), or a commit (7
 * at least), in this order. Of several versions with the same word, the newest. A commit that did not change this dataset means the
 * version that was current when the commit was published; only the last 100 publishes are known for that.
 */
export async function versionAt({ pool }: Database, scope: Scope, datasetId: string, ref: string): Promise<VersionLookup> {
  if (!isUuid(datasetId) || ref === "" || ref.length > MAX_REF || ref.includes("\0")) return { kind: "none" };
  const hex = /^[0-9a-f]+$/i.test(ref) ? ref.toLowerCase() : "";
  const values = [datasetId, keysFor(scope), ref.toWellFormed(), hex];
  const own = (await pool.query<Match>(OWN, values)).rows;
  const sure = own.filter(({ rank }) => rank < 4);
  const matches = sure.length > 0 ? sure : [...own, ...(await pool.query<Match>(AROUND, values)).rows];
  const rank = Math.min(...matches.map((match) => match.rank));
  const best = matches.filter((match) => match.rank === rank);
  const meanings = [...new Set(best.map(({ meant }) => meant))].sort();
  const [first] = best;
  if (first === undefined) return { kind: "none" };
  if (meanings.length > 1) return { kind: "ambiguous", candidates: meanings.slice(0, 2) };
  const [row] = (await pool.query<VersionRow & { contract: unknown }>(ONE, [first.id, keysFor(scope)])).rows;
  if (row === undefined) return { kind: "none" };
  const { contract, ...version } = row;
  return { kind: "found", version: toVersion(version), contract: readAnyContract(contract) };
}
