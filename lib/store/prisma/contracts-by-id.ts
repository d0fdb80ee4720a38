import type { DatasetContract } from "#lib/contract/contract.ts";
import type { Database } from "./database.ts";
import { CONTRACT_FORMAT } from "./dataset-record.ts";
import { isUuid } from "./id.ts";
import { readAnyContract } from "./stored-contract.ts";

/** So many contracts are some 10 MB of JSON at once. */
const BATCH = 1_000;

/** What is published of these datasets, in whatever format it was written: a catalog must be publishable after every upgrade. */
export async function contractsById({ pool }: Database, ids: readonly string[]): Promise<ReadonlyMap<string, DatasetContract>> {
  const wanted = [...new Set(ids)].filter(isUuid);
  const contracts = new Map<string, DatasetContract>();
  for (let from = 0; from < wanted.length; from += BATCH) {
    const { rows } = await pool.query<{ id: string; contract: unknown; format: number }>(
      `select d.id, v.contract, v.contract_format as format from dataset d join dataset_version v on v.id = d.version_id
       where d.id = any($1::uuid[]) and d.removed_at is null`,
      [wanted.slice(from, from + BATCH)],
    );
    for (const { id, contract, format } of rows)
      contracts.set(id, format === CONTRACT_FORMAT ? (contract as DatasetContract) : readAnyContract(contract));
  }
  return contracts;
}
