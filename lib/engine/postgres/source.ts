/** One PostgreSQL server: its connections, who may use them, and what is known about it. */
import { createHmac } from "node:crypto";
import { LRUCache } from "lru-cache";
import pg from "pg";
import { Pace, type PaceOptions } from "#lib/engine/pace.ts";
import { Breaker } from "#lib/engine/postgres/breaker.ts";
import { connectFailure } from "#lib/engine/postgres/failure.ts";
import { MASK_KEY } from "#lib/engine/postgres/mask-sql.ts";
import { type Lane, Places } from "#lib/engine/postgres/places.ts";
import type { TableShape } from "#lib/engine/postgres/table-shape.ts";
import { TypeBook } from "#lib/engine/postgres/type-book.ts";
import { AppError } from "#lib/errors.ts";

/** What a pino logger offers. */
export interface EngineLog {
  readonly warn: (details: object, message: string) => void;
}

export interface SourceOptions {
  /** Id of the source in the catalog, for messages. */
  readonly id: string;
  readonly urlEnv: string;
  readonly url: string;
  readonly maskSecret: string;
  readonly places: Readonly<Record<Lane, number>>;
  readonly pace: Omit<PaceOptions, "waiting">;
  readonly connectMs: number;
  readonly log: EngineLog;
  readonly now: () => number;
}

/** Structure changes seldom; a query that stumbles over a change looks again. */
const SHAPE_MS = 30_000;
const IDLE_MS = 30_000;

/** Values come as the text that the server sends. */
const RAW: pg.CustomTypesConfig = { getTypeParser: () => (value: unknown) => value } as unknown as pg.CustomTypesConfig;

export class Source {
  readonly options: SourceOptions;
  readonly places: Places;
  /** Of the readers of exports. */
  readonly pace: Pace;
  readonly types = new TypeBook();
  readonly shapes = new LRUCache<string, TableShape>({ max: 1_000, ttl: SHAPE_MS });
  readonly #pool: pg.Pool;
  /** For what has to get through while all else is busy: cancelling, and asking whether the server is there. */
  readonly #control: pg.Pool;
  readonly #breaker: Breaker;

  constructor(options: SourceOptions) {
    this.options = options;
    this.places = new Places(options.places, (lane) => {
      if (lane === "export") this.pace.makeRoom();
    });
    this.pace = new Pace({ ...options.pace, waiting: () => this.places.waitingFor("export") });
    this.#breaker = new Breaker(options.now);
    const config = configOf(options);
    this.#pool = new pg.Pool({ ...config, max: options.places.page + options.places.export + options.places.scan });
    this.#control = new pg.Pool({ ...config, max: 2 });
    for (const pool of [this.#pool, this.#control])
      pool.on("error", (error) => options.log.warn({ source: options.id, err: error }, "a connection to a data source broke"));
  }

  /** @throws AppError TS-DATA-002, or the signal's reason */
  async connect(signal: AbortSignal): Promise<pg.PoolClient> {
    signal.throwIfAborted();
    const connecting = this.#breaker.through(async () => {
      try {
        return await this.#pool.connect();
      } catch (error) {
        throw connectFailure(error, this.options.id);
      }
    });
    const { promise: left, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([connecting, left]);
    } catch (error) {
      // Whoever asked is gone, but the connection may still come.
      void connecting.then(
        (client) => client.release(),
        () => {},
      );
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Stops what the backend runs. Resolves when the server has been told, or cannot be. */
  async cancel(processId: number): Promise<void> {
    try {
      await this.#control.query({ text: "SELECT pg_cancel_backend($1)", values: [processId], query_timeout: 1_000 } as pg.QueryConfig);
    } catch (error) {
      this.options.log.warn({ source: this.options.id, err: error }, "a query of a data source could not be cancelled");
    }
  }

  /** Whether the server answers. @throws AppError TS-DATA-002 */
  async ping(): Promise<void> {
    try {
      await this.#control.query({ text: "SELECT 1", query_timeout: 2_000 } as pg.QueryConfig);
    } catch (error) {
      throw connectFailure(error, this.options.id);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#control.end()].map((end) => end.catch(() => {})));
  }
}

/**
 * Session settings go along when the connection is made: the key of masks must never stand in a statement (see `mask-sql.ts`).
 * @throws AppError TS-DATA-001 for what is no address; its text is not repeated
 */
function configOf({ url, urlEnv, id, maskSecret, connectMs }: SourceOptions): pg.PoolConfig {
  if (!/^postgres(?:ql)?:\/\//i.test(url) || !URL.canParse(url))
    throw new AppError("TS-DATA-001", `The variable ${urlEnv} of the source ${id} holds no address of a PostgreSQL database.`);
  const address = new URL(url);
  const own = address.searchParams.get("options");
  address.searchParams.delete("options");
  const settings = {
    [MASK_KEY]: maskSecret,
    timezone: "UTC",
    datestyle: "ISO,YMD",
    intervalstyle: "postgres",
    bytea_output: "hex",
    extra_float_digits: "1",
    standard_conforming_strings: "on",
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return {
    connectionString: address.href,
    options: [...(own === null ? [] : [own]), ...options].join(" "),
    application_name: "touchstone",
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    allowExitOnIdle: true,
    types: RAW,
  };
}

/** The key of the `hash` mask, the same for every engine of a deployment, so that equal values stay equal across them. */
export function maskSecretOf(secret: string): string {
  return createHmac("sha256", secret).update("touchstone mask").digest("hex");
}
