import { foldName } from "#lib/contract/name.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetRecord } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { admittedBy, RECORD, toRecord } from "./dataset-record.ts";
import { isUuid } from "./id.ts";
import { MAX_LOOKUP } from "./names.ts";

/** No dataset has it. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/**
 * By name, else by alias. A name that two datasets answer to (one by name, one by alias) means the first, also for a reader
 * who may not see it: which dataset a name means never depends on who asks.
 */
export async function findDataset({ prisma }: Database, scope: Scope, name: string): Promise<DatasetRecord | null> {
  const folded = foldName(name);
  if (folded === "" || folded.length > MAX_LOOKUP || folded.includes("\0")) return null;
  const candidates = await prisma.dataset.findMany({
    where: { removedAt: null, lookupNames: { has: folded.toWellFormed() } },
    orderBy: { name: "asc" },
    select: { id: true, foldedName: true },
  });
  const meant = candidates.find((candidate) => candidate.foldedName === folded) ?? candidates[0];
  // Asked for a name that means nothing too: the time of an answer must not tell a hidden dataset from none.
  const id = meant?.id ?? NO_ID;
  const row = await prisma.dataset.findFirst({ where: { AND: [{ id }, admittedBy(scope)] }, select: RECORD });
  return row === null ? null : toRecord(row);
}

/** In the order of `ids`; those that are unknown, removed or not admitted are left out. */
export async function datasetsById({ prisma }: Database, scope: Scope, ids: readonly string[]): Promise<readonly DatasetRecord[]> {
  const wanted = [...new Set(ids)].filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await prisma.dataset.findMany({ where: { AND: [{ id: { in: wanted } }, admittedBy(scope)] }, select: RECORD });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return wanted.flatMap((id) => {
    const row = byId.get(id.toLowerCase());
    return row === undefined ? [] : [toRecord(row)];
  });
}
