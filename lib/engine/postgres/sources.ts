/** The servers of this deployment, each opened when it is asked for the first time. */
import { paceRules } from "#lib/engine/pace.ts";
import type { PostgresOptions } from "#lib/engine/postgres/postgres.ts";
import { maskSecretOf, Source } from "#lib/engine/postgres/source.ts";
import type { ServerSource } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";

const PLACES = { page: 6, export: 2, scan: 2 };
const CONNECT_MS = 5_000;

export class Sources {
  readonly #options: PostgresOptions;
  readonly #now: () => Date;
  readonly #open = new Map<string, Source>();
  #last: Source | null = null;
  #closed = false;

  constructor(options: PostgresOptions, now: () => Date) {
    this.#options = options;
    this.#now = now;
  }

  /** @throws AppError TS-DATA-001 when its address is not set, or is none */
  of({ id, urlEnv }: ServerSource): Source {
    const known = this.#open.get(urlEnv);
    if (known !== undefined) {
      this.#last = known;
      return known;
    }
    if (this.#closed) throw new AppError("TS-SERVER-002", "Touchstone is stopping.");
    const url = this.#options.urlOf(urlEnv);
    if (url === null)
      throw new AppError("TS-DATA-001", `The source ${id} has no address yet: the variable ${urlEnv} is not set where Touchstone runs.`);
    const { connectMs = CONNECT_MS, log, secret } = this.#options;
    const now = () => this.#now().getTime();
    const pace = paceRules(this.#options);
    const source = new Source({
      id,
      urlEnv,
      url,
      maskSecret: maskSecretOf(secret),
      places: { ...PLACES, ...this.#options.places },
      pace,
      connectMs,
      log,
      now,
    });
    this.#open.set(urlEnv, source);
    this.#last = source;
    return source;
  }

  /** For what names no table: the server that was asked last. @throws AppError TS-QUERY-001 when there was none */
  any(): Source {
    if (this.#last !== null) return this.#last;
    throw new AppError("TS-QUERY-001", "The statement names no dataset, so no database can be asked. Name one after FROM.");
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open.values()].map((source) => source.close()));
  }
}
