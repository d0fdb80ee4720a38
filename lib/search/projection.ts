import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { IndexChange, SearchDoc, SearchIndex, Thesaurus } from "#lib/search/search.ts";
import type { Checkpoint, Store } from "#lib/store/store.ts";

export interface ProjectionOptions {
  readonly store: Pick<Store, "outbox" | "outboxHead" | "vocabulary" | "state" | "listen">;
  readonly index: SearchIndex;
  /** Every dataset as it is now. Read for a rebuild, after the head of the outbox was taken. */
  readonly source: () => AsyncIterable<SearchDoc>;
  /** The same for some datasets; one that is gone says so. */
  readonly docsOf: (ids: readonly string[]) => Promise<readonly (SearchDoc | { readonly id: string; readonly deleted: true })[]>;
  readonly thesaurus: () => Promise<Thesaurus>;
  readonly log: { readonly warn: (fields: object, message: string) => void };
  /** How often the outbox is looked at although nothing was heard. */
  readonly pollMs?: number;
}

export interface Projection {
  /** Resolves when everything that was committed before the call can be found. */
  readonly synced: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const POLL_MS = 1_000;
const BATCH = 500;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Keeps an index in step with the store: one rebuild as of the outbox's head, then the outbox's tail, on every event and on a
 * slow poll. A change of the vocabulary, or an index that lost everything, is answered with a rebuild. Failures are tried again,
 * ever more slowly; the checkpoint moves only with the changes before it. Resolves after the first rebuild was tried.
 */
export async function startProjection(options: ProjectionOptions): Promise<Projection> {
  const follower = new Follower(options);
  const wake = () => follower.wake();
  const unlisten = await options.store.listen(({ kind }) => {
    if (kind !== "lost") wake();
  });
  await follower.start();
  return {
    synced: () => follower.synced(),
    stop: async () => {
      await follower.stop();
      await unlisten();
    },
  };
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class Follower {
  readonly #options: ProjectionOptions;
  readonly #stopping = new AbortController();
  /** Versions that the index was given, so that a removal is newer than what it removes. */
  readonly #versions = new Map<string, number>();
  #vocabulary: string | null = null;
  #revision = -1;
  #failures = 0;
  #waiters: Waiter[] = [];
  #nap = new AbortController();
  #wanted = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ProjectionOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const first = this.#round();
    await first;
    this.#running = this.#loop();
  }

  wake(): void {
    this.#wanted = true;
    this.#nap.abort();
  }

  synced(): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.reject(stopped());
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nap.abort();
    await this.#running;
    this.#settle(this.#takeWaiters(), stopped());
  }

  async #loop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#sleep();
      if (!this.#stopping.signal.aborted) await this.#round();
    }
  }

  /** Whoever waits when a round begins is served by it; it reads what was committed before. */
  async #round(): Promise<void> {
    const waiters = this.#takeWaiters();
    try {
      await this.#catchUp();
      this.#failures = 0;
      this.#settle(waiters, null);
    } catch (error) {
      this.#failures++;
      this.#waiters.unshift(...waiters);
      if (!this.#stopping.signal.aborted)
        this.#options.log.warn({ err: error, failures: this.#failures }, "Search fell behind; trying again");
    }
  }

  async #sleep(): Promise<void> {
    const retry = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    const pause = this.#failures > 0 ? retry : (this.#options.pollMs ?? POLL_MS);
    // After a failure events do not shorten the pause, or a storm of them would hammer what is down.
    if (this.#wanted && this.#failures === 0) {
      this.#wanted = false;
      return;
    }
    this.#nap = new AbortController();
    const signals = [this.#stopping.signal, ...(this.#failures === 0 ? [this.#nap.signal] : [])];
    await delay(pause, undefined, { signal: AbortSignal.any(signals), ref: false }).catch(() => undefined);
    this.#wanted = false;
  }

  async #catchUp(): Promise<void> {
    const health = await this.#options.index.health();
    const { revision } = await this.#options.store.state();
    const vocabulary = revision === this.#revision ? this.#vocabulary : await this.#fingerprint();
    if (health.checkpoint === null || vocabulary !== this.#vocabulary) await this.#rebuild();
    else await this.#tail(health.checkpoint);
    this.#vocabulary = vocabulary;
    this.#revision = revision;
  }

  async #rebuild(): Promise<void> {
    const { store, index, source, thesaurus } = this.#options;
    const head = await store.outboxHead();
    const versions = new Map<string, number>();
    await index.rebuild(noting(source(), versions, this.#stopping.signal), head, await thesaurus());
    this.#versions.clear();
    for (const [id, version] of versions) this.#versions.set(id, version);
    await this.#tail(head);
  }

  async #tail(from: Checkpoint): Promise<void> {
    const { store, index, docsOf } = this.#options;
    for (let after = from; !this.#stopping.signal.aborted; ) {
      const entries = await store.outbox(after, BATCH);
      const last = entries.at(-1);
      if (last === undefined) return;
      const docs = await docsOf([...new Set(entries.map((entry) => entry.datasetId))]);
      const changes = docs.map((doc): IndexChange => ("deleted" in doc ? this.#removal(doc.id) : { op: "upsert", doc }));
      await index.apply(changes, last.checkpoint);
      for (const doc of docs) {
        if ("deleted" in doc) this.#versions.delete(doc.id);
        else this.#versions.set(doc.id, doc.version);
      }
      after = last.checkpoint;
      if (entries.length < BATCH) return;
    }
  }

  #removal(id: string): IndexChange {
    return { op: "delete", id, version: this.#versions.get(id) ?? 0 };
  }

  /** What documents and thesaurus are made with besides the datasets themselves. */
  async #fingerprint(): Promise<string> {
    const { terms, owners, domains, policy } = await this.#options.store.vocabulary();
    return createHash("sha256")
      .update(JSON.stringify([terms, owners, domains, policy]))
      .digest("base64");
  }

  #takeWaiters(): Waiter[] {
    const taken = this.#waiters;
    this.#waiters = [];
    return taken;
  }

  #settle(waiters: readonly Waiter[], error: unknown): void {
    for (const { resolve, reject } of waiters) error === null ? resolve() : reject(error);
  }
}

async function* noting(source: AsyncIterable<SearchDoc>, versions: Map<string, number>, signal: AbortSignal): AsyncGenerator<SearchDoc> {
  for await (const doc of source) {
    signal.throwIfAborted();
    versions.set(doc.id, doc.version);
    yield doc;
  }
}

function stopped(): Error {
  return new DOMException("The search projection was stopped", "AbortError");
}
