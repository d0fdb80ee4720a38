import { vi } from "vitest";
import { ANONYMOUS, SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { publicationOf } from "#lib/store/fixture.ts";
import type { Checkpoint, DatasetQuery, OutboxEntry, Publication, Store } from "#lib/store/store.ts";

export const PUBLIC = scopeOf(ANONYMOUS);
export const EVERYTHING = scopeOf(SYSTEM);
export const memberOf = (...groups: string[]) => scopeOf({ kind: "token", id: "t", name: "t", admin: false, groups });
export const BY_NAME: DatasetQuery = { filter: {}, sort: { by: "name", descending: false }, limit: 100, after: null };

/** Publishes on top of whatever is published now. */
export async function publishNow(store: Store, publication: Partial<Publication>) {
  const { revision } = await store.state();
  return store.publish(publicationOf({ baseRevision: revision, ...publication }));
}

export async function idOf(store: Store, name: string): Promise<string> {
  const id = (await store.published()).find((dataset) => dataset.name === name)?.id;
  if (id === undefined) throw new Error(`${name} is not published`);
  return id;
}

export async function namesOf(store: Store, scope = EVERYTHING, query: Partial<DatasetQuery> = {}): Promise<string[]> {
  return (await store.listDatasets(scope, { ...BY_NAME, ...query })).items.map(({ contract }) => contract.name);
}

/** Entries after `after`, as soon as there are `count`: any transaction of the server, also its own, may hold them back for a while. */
export async function entriesOf(store: Store, after: Checkpoint | null, count: number): Promise<readonly OutboxEntry[]> {
  return vi.waitFor(async () => {
    const entries = await store.outbox(after, 1_000);
    if (entries.length < count) throw new Error(`${entries.length} of ${count} entries`);
    return entries;
  }, 10_000);
}
