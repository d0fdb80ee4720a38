import { foldName } from "#lib/contract/name.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetRecord } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { admittedBy, RECORD, toRecord } from "./dataset-record.ts";
import { MAX_RELATION } from "./names.ts";

/** More than one is told as ambiguous; how many there are does not matter. */
const ENOUGH = 2;

/** Of those that the scope admits, the datasets that a relation is declared for: a hidden one does not stand in the way of another. */
export async function findByRelation({ prisma }: Database, scope: Scope, relation: string): Promise<readonly DatasetRecord[]> {
  const folded = foldName(relation);
  if (folded === "" || folded.length > MAX_RELATION || folded.includes("\0")) return [];
  const rows = await prisma.dataset.findMany({
    where: { AND: [{ relations: { has: folded.toWellFormed() } }, admittedBy(scope)] },
    orderBy: { name: "asc" },
    take: ENOUGH,
    select: RECORD,
  });
  return rows.map(toRecord);
}

/** Two slips make a name longer or shorter by as much; one more, because the nearest may be a little off. */
const LENGTHS_APART = 3;
const MAX_NAMES = 2_000;

/** Names of datasets that the scope admits and that `name` could be a misspelling of, by their length. */
export async function namesNear({ pool }: Database, scope: Scope, name: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from dataset where removed_at is null and abs(length(name) - $1) <= ${LENGTHS_APART} and ($2 or seen_by && $3::text[])
     order by name limit ${MAX_NAMES}`,
    [name.length, ...(scope.audience === "all" ? [true, []] : [false, scope.audience])],
  );
  return rows.map((row) => row.name);
}
