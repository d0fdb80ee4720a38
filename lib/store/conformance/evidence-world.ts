import { foldName } from "#lib/contract/name.ts";
import { admits } from "#lib/policy/scope.ts";
import { contractOf, putOf } from "#lib/store/fixture.ts";
import { type MemoryEvidence, openMemoryEvidence } from "#lib/store/memory-evidence.ts";
import type { Store } from "#lib/store/store.ts";
import { idOf, publishNow } from "./publish-now.ts";

/** The ports of the evidence over three published datasets: `orders` and `visits` for everyone, `payroll` for `finance` alone. */
export interface EvidenceWorld extends MemoryEvidence {
  readonly orders: string;
  readonly visits: string;
  readonly payroll: string;
  /** Takes it out of the catalog. */
  readonly remove: (datasetId: string) => Promise<void>;
}

export type EvidenceRule = (name: string, check: (world: EvidenceWorld) => Promise<void>) => void;

const CONTRACTS = [
  contractOf({ name: "orders", title: "Orders", owner: "shop" }),
  contractOf({ name: "visits", title: "Visits", owner: "web" }),
  contractOf({ name: "payroll", owner: "hr", access: { visibility: "restricted", data: "restricted", readers: ["finance"] } }),
];
const DATASETS = CONTRACTS.map((contract) => putOf(contract));

export function worldInMemory(): EvidenceWorld {
  const id = (name: string) => `018f0000-0000-7000-8000-${Buffer.from(foldName(name)).toString("hex").padStart(12, "0").slice(-12)}`;
  const published = new Map(DATASETS.map(({ contract, seenBy }) => [id(contract.name), { contract, seenBy }]));
  const ports = openMemoryEvidence((scope, datasetId) => {
    const dataset = published.get(datasetId);
    if (dataset === undefined || (scope !== null && !admits(scope, dataset.seenBy))) return null;
    return dataset.contract;
  });
  return {
    ...{ ...ports, orders: id("orders"), visits: id("visits"), payroll: id("payroll") },
    remove: async (datasetId) => void published.delete(datasetId),
  };
}

export async function worldOn(store: Store): Promise<EvidenceWorld> {
  await publishNow(store, { datasets: DATASETS });
  const { evidence, alerts, incidents, watchers } = store;
  const [orders, visits, payroll] = [await idOf(store, "orders"), await idOf(store, "visits"), await idOf(store, "payroll")];
  const remove = async (id: string) => {
    const name = (await store.published()).find((dataset) => dataset.id === id)?.name ?? "";
    await publishNow(store, { datasets: [{ op: "remove", id, name }] });
  };
  return { evidence, alerts, incidents, watchers, orders, visits, payroll, remove };
}
