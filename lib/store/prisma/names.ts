import type { DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import { relationOfQuery } from "#lib/contract/source-ref.ts";

/** Longer names cannot be names of datasets (3 × 63 and two dots), and an index would refuse far longer ones. */
export const MAX_LOOKUP = 200;

/** What a dataset answers to: its folded name first, then its aliases except for those of other systems (`dbt:shop.orders`). */
export function lookupNames(name: string, aliases: readonly string[]): readonly string[] {
  const others = aliases.filter((alias) => !alias.includes(":")).map(foldName);
  return [...new Set([foldName(name), ...others])].filter((folded) => folded !== "" && folded.length <= MAX_LOOKUP);
}

/** Distinct folded names of what a dataset is made from, as far as they can be a dataset's name. */
export function upstreamNames(upstream: readonly string[]): readonly string[] {
  return [...new Set(upstream.map(foldName))].filter((folded) => folded !== "" && folded.length <= MAX_LOOKUP);
}

/** The published dataset that a folded name means, as an SQL expression for its id: by name, else by alias. */
export const idByName = (folded: string): string =>
  `(select r.id from dataset r where r.removed_at is null and r.lookup_names @> array[${folded}]
    order by r.folded_name = ${folded} desc, r.name limit 1)`;

/** An index refuses keys of more than some 2,700 bytes. */
export const MAX_RELATION = 512;

/**
 * The relations that a contract declares, folded: `source: warehouse.sales.orders` is `sales.orders` and `warehouse.sales.orders`, and
 * `access.query: SELECT * FROM prod.orders` is `prod.orders`.
 */
export function relationNames({ source, access }: Pick<DatasetContract, "source" | "access">): readonly string[] {
  const relation = source?.relation ?? null;
  const qualified = relation === null || source?.source == null ? null : `${source.source}.${relation}`;
  const queried = access.query === null ? null : relationOfQuery(access.query);
  const said = [relation, qualified, queried].filter((name) => name !== null).map(foldName);
  return [...new Set(said)].filter((folded) => folded !== "" && folded.length <= MAX_RELATION);
}
