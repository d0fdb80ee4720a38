/** The engines of this deployment: files in workers, servers where they are. */
import { openDuckDb } from "#lib/engine/duckdb/duckdb.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { combineEngines } from "#lib/engine/engines.ts";
import { openPostgres } from "#lib/engine/postgres/postgres.ts";
import { pingTrino } from "#lib/engine/trino/ping.ts";
import { openTrino } from "#lib/engine/trino/trino.ts";
import { AppError } from "#lib/errors.ts";
import type { Env } from "#lib/server/env.ts";
import type { Log } from "#lib/server/log.ts";
import type { Ping } from "#lib/server/source-states.ts";

const PING_MS = 2_000;

export interface Engines {
  readonly engine: Engine;
  /** Asks the server of a source whether it is there. */
  readonly ping: Ping;
}

export function openEngines(env: Env, log: Log): Engines {
  const duckdb = openDuckDb({ ...env.engine, uid: env.workerUid, home: env.home, secret: env.secret, log });
  const servers = { urlOf: env.sourceUrl, transcode: duckdb.transcode, secret: env.secret };
  const postgres = openPostgres({ ...servers, log, slowKb: env.engine.slowKb });
  const trino = openTrino(servers);
  return {
    engine: combineEngines({ duckdb, postgres, trino }),
    ping: async (source) => {
      if (source.engine === "postgres") return await postgres.ping(source);
      const url = env.sourceUrl(source.urlEnv);
      if (url === null) throw new AppError("TS-DATA-001", `The source ${source.id} has no address: ${source.urlEnv} is not set.`);
      await pingTrino(url, source.id, PING_MS);
    },
  };
}
