import type { Scope } from "#lib/policy/scope.ts";
import type { GroupCount } from "#lib/store/store.ts";
import type { Database } from "./database.ts";

const KEYS = { domain: "array[domain]", owner: "array[owner]", term: "terms" } as const;

/** How many of the datasets that the scope admits each domain, owner or term has, by id. A term counts once a dataset. */
export async function countBy({ pool }: Database, scope: Scope, group: keyof typeof KEYS): Promise<readonly GroupCount[]> {
  const { rows } = await pool.query<GroupCount>(
    `select key as id, count(*)::int as datasets from dataset, unnest(${KEYS[group]}) as key
     where removed_at is null and key is not null and ($1 or seen_by && $2::text[]) group by key order by key`,
    scope.audience === "all" ? [true, []] : [false, scope.audience],
  );
  return rows;
}
