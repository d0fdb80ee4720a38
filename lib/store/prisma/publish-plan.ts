import type pg from "pg";
import { foldName } from "#lib/contract/name.ts";
import { AppError } from "#lib/errors.ts";
import type { DatasetChange } from "#lib/store/store.ts";
import { newId } from "./id.ts";
import { mendText } from "./json.ts";

type Put = Extract<DatasetChange, { op: "put" }>;

/** What is stored of a dataset that a publication names, or that a new one takes up again. */
interface Current {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly seenBy: readonly string[];
  readonly readBy: readonly string[];
  readonly fingerprint: string;
  readonly stale: boolean;
  readonly removed: boolean;
  readonly updatedAt: Date;
  readonly versionId: string;
  readonly hash: string;
  /** Folded name. */
  readonly folded: string;
}

/** One dataset to be written. */
export interface DatasetWrite {
  readonly id: string;
  readonly put: Put;
  readonly before: Current | null;
  /** A new row in `dataset_version`; otherwise the current one gets the contract with its new positions. */
  readonly newVersion: boolean;
  readonly versionId: string;
  readonly renamed: boolean;
  /** Pages of other datasets, terms, owners or lists show something of this change: name, title, or that there is this dataset. */
  readonly seenElsewhere: boolean;
}

export interface PublishPlan {
  readonly writes: readonly DatasetWrite[];
  readonly removes: readonly string[];
  readonly keeps: readonly string[];
}

/**
 * Compares the changes with what is stored, under the publisher's lock. A change that changes nothing is left out.
 * @throws AppError TS-SERVER-001 when a change names a dataset that was never there: the plan is wrong, nothing is published.
 */
export async function planPublish(tx: pg.ClientBase, changes: readonly DatasetChange[]): Promise<PublishPlan> {
  const { byId, removedByName } = await readCurrent(tx, changes);
  const writes: DatasetWrite[] = [];
  const removes: string[] = [];
  const keeps: string[] = [];
  for (const change of changes) {
    if (change.op === "put") {
      const before =
        change.id === null ? (removedByName.get(foldName(change.contract.name)) ?? null) : get(byId, change.id, change.contract.name);
      if (before !== null) removedByName.delete(before.folded);
      const write = planWrite(change, before);
      if (write !== null) writes.push(write);
    } else {
      const current = get(byId, change.id, change.name);
      if (change.op === "remove" && !current.removed) removes.push(change.id);
      if (change.op === "keep" && !current.removed && !current.stale) keeps.push(change.id);
    }
  }
  return { writes, removes, keeps };
}

function planWrite(put: Put, before: Current | null): DatasetWrite | null {
  if (before === null) {
    return { id: newId(), put, before, newVersion: true, versionId: newId(), renamed: true, seenElsewhere: true };
  }
  const { contract, fingerprint, seenBy, readBy } = put;
  const renamed = before.name !== contract.name;
  const newVersion = before.removed || before.hash !== contract.hash || renamed;
  const moved = before.stale || before.fingerprint !== fingerprint;
  const audience = !same(before.seenBy, keysOf(seenBy));
  if (!newVersion && !moved && !audience && same(before.readBy, keysOf(readBy))) return null;
  const versionId = newVersion ? newId() : before.versionId;
  const seenElsewhere = before.removed || renamed || audience || before.title !== mendText(contract.title);
  return { id: before.id, put, before, newVersion, versionId, renamed: before.removed || renamed, seenElsewhere };
}

/** An index refuses far longer keys. Nobody has such a group, so leaving it out hides and never shows. */
export const keysOf = (audience: readonly string[]): readonly string[] => audience.filter((key) => key.length <= 500).map(mendText);

const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((key, i) => key === b[i]);

function get(byId: ReadonlyMap<string, Current>, id: string, name: string): Current {
  const current = byId.get(id);
  if (current === undefined)
    throw new AppError("TS-SERVER-001", `The plan names ${name} as published, and it never was. Nothing was published.`);
  return current;
}

/** By id, and the removed ones (the last of each name) whose name a new dataset has. */
async function readCurrent(tx: pg.ClientBase, changes: readonly DatasetChange[]) {
  const ids = changes.flatMap(({ id }) => (id === null ? [] : [id]));
  const added = changes.flatMap((change) => (change.op === "put" && change.id === null ? [foldName(change.contract.name)] : []));
  const { rows } = await tx.query<Current>(
    `select d.id, d.name, d.title, d.seen_by as "seenBy", d.read_by as "readBy", d.fingerprint, d.stale_since is not null as stale,
            d.removed_at is not null as removed, d.updated_at as "updatedAt", d.version_id as "versionId", v.hash, d.lookup_names[1] as folded
     from dataset d join dataset_version v on v.id = d.version_id
     where d.id = any($1::uuid[]) or (d.removed_at is not null and d.lookup_names && $2::text[] and d.lookup_names[1] = any($2::text[]))
     order by d.removed_at nulls last`,
    [ids, added],
  );
  const named = new Set(ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const removedByName = new Map(rows.filter((row) => row.removed && !named.has(row.id)).map((row) => [row.folded, row]));
  return { byId, removedByName };
}
