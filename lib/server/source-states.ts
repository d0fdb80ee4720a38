/** Which of the catalog's servers answer. Asked of each at most every few seconds, whoever looks. */
import { LRUCache } from "lru-cache";
import type { Source } from "#lib/contract/contract.ts";
import type { ServerSource } from "#lib/engine/relation.ts";
import { isAppError } from "#lib/errors.ts";
import type { Log } from "#lib/server/log.ts";

export interface SourceState {
  readonly id: string;
  readonly engine: ServerSource["engine"];
  /** `unset`: its variable has no value here. */
  readonly state: "ready" | "down" | "unset";
}

/** Rejects with TS-DATA-001 for a source without an address, with anything else for one that does not answer. */
export type Ping = (source: ServerSource) => Promise<void>;

const KEPT_MS = 5_000;

export class SourceStates {
  readonly #ping: Ping;
  readonly #log: Log;
  readonly #known = new LRUCache<string, Promise<SourceState>>({ max: 500, ttl: KEPT_MS });

  constructor(ping: Ping, log: Log) {
    this.#ping = ping;
    this.#log = log;
  }

  /** Of the sources that are servers, in the catalog's order. Never rejects. */
  async read(sources: readonly Source[]): Promise<readonly SourceState[]> {
    return await Promise.all(sources.flatMap((source) => this.#stateOf(source) ?? []));
  }

  #stateOf({ id, engine, urlEnv, catalog, timezone }: Source): Promise<SourceState> | null {
    if (engine === "duckdb") return null;
    const key = JSON.stringify([id, engine, urlEnv]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const state = this.#ask({ id, engine, urlEnv: urlEnv ?? "", catalog, timezone });
    this.#known.set(key, state);
    return state;
  }

  async #ask(source: ServerSource): Promise<SourceState> {
    const { id, engine } = source;
    try {
      await this.#ping(source);
      return { id, engine, state: "ready" };
    } catch (error) {
      if (isAppError(error, "TS-DATA-001")) return { id, engine, state: "unset" };
      this.#log.warn({ err: error, source: id }, "a data source does not answer");
      return { id, engine, state: "down" };
    }
  }
}
