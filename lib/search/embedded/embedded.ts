import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "#lib/errors.ts";
import { checkAsker, checkRequest, checkWhole } from "#lib/search/check-request.ts";
import { Lane, stopped } from "#lib/search/embedded/lane.ts";
import type { AnyAsk, Ask, Calls, Kind, Status } from "#lib/search/embedded/protocol.ts";
import type { SearchDoc, SearchIndex } from "#lib/search/search.ts";

export interface EmbeddedSearchOptions {
  readonly log?: { readonly warn: (fields: object, message: string) => void };
  /** Another entry of the thread, for tests. */
  readonly worker?: URL;
}

const WORKER = new URL("./worker.ts", import.meta.url);
const BATCH = 200;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** A worker that lived this long is not counted as failing at once. */
const LIVED_MS = 60_000;

/**
 * The embedded index in a thread of its own. It starts empty, in state `building`, and answers after the first `rebuild`. When
 * the thread dies, requests in flight fail with TS-SERVER-002, a new one is started, and the index waits for a rebuild again.
 */
export async function openEmbeddedSearch(options: EmbeddedSearchOptions = {}): Promise<SearchIndex> {
  const host = new Host(options);
  return {
    apply: (changes, upTo) => host.write({ kind: "apply", changes, upTo }),
    rebuild: (source, asOf, thesaurus) => host.rebuild(source, { kind: "begin", thesaurus }, { kind: "finish", asOf }),
    search: async ({ signal, ...request }) => {
      checkRequest(request);
      return host.ask<"search">({ kind: "search", request }, signal);
    },
    suggest: async ({ signal, ...request }) => {
      checkAsker(request);
      checkWhole("limit", request.limit, 1_000);
      return host.ask<"suggest">({ kind: "suggest", ...request }, signal);
    },
    health: async () => host.health(),
    close: () => host.close(),
  };
}

const EMPTY: Status = { documents: 0, checkpoint: null };

class Host {
  readonly #options: EmbeddedSearchOptions;
  readonly #closing = new AbortController();
  #lane: Lane | null;
  #status = EMPTY;
  #failures = 0;
  #rebuilding: Promise<unknown> = Promise.resolve();

  constructor(options: EmbeddedSearchOptions) {
    this.#options = options;
    this.#lane = this.#start();
  }

  async ask<K extends Kind>(ask: Ask<K> & AnyAsk, signal?: AbortSignal): Promise<Calls[K]["answer"]> {
    if (this.#closing.signal.aborted) throw new AppError("TS-SERVER-002", "The search index is closed");
    if (this.#lane === null) throw stopped();
    return this.#lane.ask(ask, signal) as Promise<Calls[K]["answer"]>;
  }

  async write(ask: Ask<"apply"> | Ask<"finish">): Promise<void> {
    this.#status = ask.kind === "apply" ? await this.ask<"apply">(ask) : await this.ask<"finish">(ask);
  }

  /** One rebuild at a time; a second one waits for the first. */
  rebuild(source: AsyncIterable<SearchDoc>, begin: Ask<"begin">, finish: Ask<"finish">): Promise<{ documents: number }> {
    const made = this.#rebuilding.then(() => this.#rebuild(source, begin, finish));
    this.#rebuilding = made.catch(() => undefined);
    return made;
  }

  health() {
    const state = this.#lane === null ? "down" : this.#status.checkpoint === null ? "building" : "ready";
    const detail = { ready: null, building: "The index is being built", down: "The search thread stopped and is started again" }[state];
    return { state: this.#closing.signal.aborted ? "down" : state, ...this.#status, detail } as const;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#lane?.close();
    this.#lane = null;
  }

  async #rebuild(source: AsyncIterable<SearchDoc>, begin: Ask<"begin">, finish: Ask<"finish">): Promise<{ documents: number }> {
    await this.ask<"begin">(begin);
    try {
      let docs: SearchDoc[] = [];
      for await (const doc of source) {
        docs.push(doc);
        if (docs.length < BATCH) continue;
        await this.ask<"add">({ kind: "add", docs });
        docs = [];
      }
      if (docs.length > 0) await this.ask<"add">({ kind: "add", docs });
      await this.write(finish);
      return { documents: this.#status.documents };
    } catch (error) {
      // A dead thread has forgotten the half-built generation by itself.
      await this.ask<"abandon">({ kind: "abandon" }).catch(() => undefined);
      throw error;
    }
  }

  #start(): Lane {
    const born = performance.now();
    return new Lane(this.#options.worker ?? WORKER, (error) => {
      this.#lane = null;
      this.#status = EMPTY;
      if (this.#closing.signal.aborted) return;
      this.#failures = performance.now() - born < LIVED_MS ? this.#failures + 1 : 1;
      this.#options.log?.warn({ err: error, failures: this.#failures }, "The search thread stopped; it is started again");
      void this.#restart();
    });
  }

  async #restart(): Promise<void> {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    if (!this.#closing.signal.aborted) this.#lane = this.#start();
  }
}
