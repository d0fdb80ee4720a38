import { afterEach, describe, expect, it, vi } from "vitest";
import { at, doc, requestOf } from "#lib/search/conformance/fixture.ts";
import { openEmbeddedSearch } from "#lib/search/embedded/embedded.ts";
import { type Projection, startProjection } from "#lib/search/projection.ts";
import type { SearchDoc, SearchIndex, Thesaurus } from "#lib/search/search.ts";
import type { OutboxEntry, Store, StoreEvent, Vocabulary } from "#lib/store/store.ts";

/** Documents and an outbox in memory, with a switch that breaks it. */
class Shelf {
  readonly docs = new Map<string, SearchDoc>();
  readonly entries: OutboxEntry[] = [];
  phrases: string[] = [];
  revision = 1;
  broken = false;
  reads = 0;
  heard: (event: StoreEvent) => void = () => undefined;

  put(each: SearchDoc): void {
    this.docs.set(each.id, each);
    this.#note(each.id);
  }

  drop(id: string): void {
    this.docs.delete(id);
    this.#note(id);
  }

  setPhrases(phrases: string[]): void {
    this.phrases = phrases;
    this.revision++;
  }

  thesaurus = async (): Promise<Thesaurus> => ({ groups: [{ slug: "t", phrases: this.phrases, definition: "" }], owners: [] });

  async *source() {
    this.reads++;
    yield* [...this.docs.values()];
  }

  docsOf = async (ids: readonly string[]) => ids.map((id) => this.docs.get(id) ?? { id, deleted: true as const });

  store(): Pick<Store, "outbox" | "outboxHead" | "vocabulary" | "state" | "listen"> {
    const check = () => {
      if (this.broken) throw new Error("the database is gone");
    };
    return {
      outbox: async (after, limit) => {
        check();
        return this.entries.filter((entry) => after === null || Number(entry.checkpoint.seq) > Number(after.seq)).slice(0, limit);
      },
      outboxHead: async () => {
        check();
        return at(this.entries.length);
      },
      vocabulary: async (): Promise<Vocabulary> => ({
        revision: this.revision,
        title: null,
        terms: this.phrases.map((title) => ({ slug: title, title, synonyms: [], definition: "" })) as unknown as Vocabulary["terms"],
        owners: [],
        domains: [],
        sources: [],
        metrics: [],
        policy: {} as Vocabulary["policy"],
      }),
      state: async () => {
        check();
        return { revision: this.revision, publisher: "folder", commit: null, author: null, title: null, publishedAt: null };
      },
      listen: async (onEvent) => {
        this.heard = onEvent;
        return async () => undefined;
      },
    };
  }

  #note(datasetId: string): void {
    this.entries.push({ checkpoint: at(this.entries.length + 1), datasetId });
  }
}

const open: { projection?: Projection; index?: SearchIndex } = {};

async function follow(shelf: Shelf, pollMs = 60_000, worker?: URL) {
  const warn = vi.fn();
  const index = await openEmbeddedSearch(worker === undefined ? {} : { worker });
  open.index = index;
  const { docsOf, thesaurus } = shelf;
  const projection = await startProjection({
    store: shelf.store(),
    index,
    source: () => shelf.source(),
    docsOf,
    thesaurus,
    log: { warn },
    pollMs,
  });
  open.projection = projection;
  return { index, projection, warn, names: async (q: string) => (await index.search(requestOf(q))).hits.map(({ name }) => name) };
}

afterEach(async () => {
  await open.projection?.stop();
  await open.index?.close();
});

describe("the projection", () => {
  it("starts with everything that is there, as of the head of the outbox", async () => {
    const shelf = new Shelf();
    shelf.put(doc("orders"));
    const { index, names } = await follow(shelf);
    expect(await names("")).toEqual(["orders"]);
    expect((await index.health()).checkpoint).toEqual(at(1));
  });

  it("shows changes, renames and removals when synced resolves", async () => {
    const shelf = new Shelf();
    shelf.put(doc("orders"));
    shelf.put(doc("returns"));
    const { index, projection, names } = await follow(shelf);
    shelf.put(doc("sales", { id: "id-orders", version: 2 }));
    shelf.drop("id-returns");
    shelf.put(doc("stock"));
    await projection.synced();
    expect((await names("")).sort()).toEqual(["sales", "stock"]);
    expect((await index.health()).checkpoint).toEqual(at(5));
    expect(shelf.reads).toBe(1);
  });

  it("follows an event without being asked, and the slow poll without an event", async () => {
    const shelf = new Shelf();
    const { names } = await follow(shelf);
    shelf.put(doc("orders"));
    shelf.heard({ kind: "dataset", name: "orders" });
    await vi.waitUntil(async () => (await names("orders")).length === 1, { timeout: 5_000, interval: 10 });
    await open.projection?.stop();
    const polling = await follow(shelf, 20);
    shelf.put(doc("returns"));
    await vi.waitUntil(async () => (await polling.names("returns")).length === 1, { timeout: 5_000, interval: 10 });
  });

  it("applies more than a batch", async () => {
    const shelf = new Shelf();
    const { index, projection } = await follow(shelf);
    for (let i = 0; i < 1_234; i++) shelf.put(doc(`orders_${i}`));
    await projection.synced();
    expect(await index.health()).toMatchObject({ documents: 1_234, checkpoint: at(1_234) });
  });

  it("rebuilds when the vocabulary changed, and only then", async () => {
    const shelf = new Shelf();
    shelf.put(doc("warehouse"));
    const { projection, names } = await follow(shelf);
    expect(await names("depot")).toEqual([]);
    shelf.setPhrases(["warehouse", "depot"]);
    await projection.synced();
    expect(await names("depot")).toEqual(["warehouse"]);
    shelf.revision++;
    await projection.synced();
    expect(shelf.reads).toBe(2);
  });

  it("tries again until the store is back, with the checkpoint where it was", async () => {
    const shelf = new Shelf();
    shelf.put(doc("orders"));
    const { index, projection, names, warn } = await follow(shelf);
    shelf.broken = true;
    shelf.put(doc("returns"));
    const synced = projection.synced();
    await vi.waitUntil(() => warn.mock.calls.length > 0, { timeout: 5_000, interval: 10 });
    expect((await index.health()).checkpoint).toEqual(at(1));
    expect(await names("")).toEqual(["orders"]);
    shelf.broken = false;
    await synced;
    expect((await names("")).sort()).toEqual(["orders", "returns"]);
  });

  it("starts although the store is not there yet", async () => {
    const shelf = new Shelf();
    shelf.broken = true;
    shelf.put(doc("orders"));
    const { index, projection, names } = await follow(shelf);
    expect((await index.health()).state).toBe("building");
    shelf.broken = false;
    await projection.synced();
    expect(await names("")).toEqual(["orders"]);
  });

  it("fills an index again whose thread died", async () => {
    const shelf = new Shelf();
    shelf.put(doc("orders"));
    const { index, projection, names } = await follow(shelf, 60_000, new URL("./embedded/fixtures/mortal-worker.ts", import.meta.url));
    await expect(index.search(requestOf("die"))).rejects.toMatchObject({ code: "TS-SERVER-002" });
    await projection.synced();
    expect(await names("")).toEqual(["orders"]);
    expect(shelf.reads).toBe(2);
  });

  it("lets nobody wait after it was stopped", async () => {
    const shelf = new Shelf();
    const { projection } = await follow(shelf);
    await projection.stop();
    await expect(projection.synced()).rejects.toMatchObject({ name: "AbortError" });
  });
});
