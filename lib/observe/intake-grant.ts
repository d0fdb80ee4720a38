import type { DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";

/** Scopes of a token that let it report: about everything, about an owner's datasets, about one dataset. */
export const INGEST = "ingest";
const OF_OWNER = `${INGEST}:owner:`;
const OF_DATASET = `${INGEST}:dataset:`;

/** Those of a token's scopes that say what it may report about; none: it may report nothing. */
export function ingestGrants({ admin, scopes }: { readonly admin: boolean; readonly scopes: readonly string[] }): readonly string[] {
  if (admin || scopes.includes(INGEST)) return [INGEST];
  return scopes.filter((scope) => scope.startsWith(OF_OWNER) || scope.startsWith(OF_DATASET));
}

export function mayReport(
  grants: readonly string[],
  { name, aliases, owner }: Pick<DatasetContract, "name" | "aliases" | "owner">,
): boolean {
  if (grants.includes(INGEST) || (owner !== null && grants.includes(`${OF_OWNER}${owner}`))) return true;
  const named = grants.flatMap((grant) => (grant.startsWith(OF_DATASET) ? foldName(grant.slice(OF_DATASET.length)) : []));
  return [name, ...aliases].some((each) => named.includes(foldName(each)));
}
