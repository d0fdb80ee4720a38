/** For tests: the query route behind a real server, beside the data routes and over the same datasets. */
import { createServer } from "node:http";
import { foldName } from "#lib/contract/name.ts";
import { relationOfQuery } from "#lib/contract/source-ref.ts";
import { AppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { type DataHarness, type DataSetup, openDataHarness } from "#lib/server/data/harness.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { describeError, openLog } from "#lib/server/log.ts";
import { answerQuery, isQueryRoute, type QueryServices, queryBodyLimit } from "#lib/server/query/query-answer.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

export interface QueryHarness extends Pick<DataHarness, "bearer" | "bearerOf" | "recorded" | "logged" | "services" | "ask"> {
  readonly port: number;
  /** Everything that the server logs, as text. */
  readonly log: () => string;
  readonly post: (body: unknown, options?: PostOptions) => Promise<Response>;
  readonly close: () => Promise<void>;
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly signal?: AbortSignal;
}

export async function openQueryHarness(setup: DataSetup): Promise<QueryHarness> {
  const data = await openDataHarness(setup);
  const { services } = data;
  const { find } = services.catalog;
  const lines: string[] = [];
  const log = openLog("silent");
  for (const level of ["debug", "info", "warn", "error"] as const)
    log[level] = (entry: unknown, ...more: unknown[]) => void lines.push(JSON.stringify([level, entry, more], said));
  const visible = async (scope: Scope) =>
    (await Promise.all(setup.datasets.map(({ name }) => find(scope, name)))).filter((record) => record !== null);
  const queryServices: QueryServices = {
    ...services,
    log,
    store: {
      ...services.store,
      findDataset: find,
      findByRelation: async (scope, relation) =>
        (await visible(scope)).filter((record) => relationsOf(record).includes(foldName(relation))).slice(0, 2),
      namesNear: async (scope) => (await visible(scope)).map(({ contract }) => contract.name),
    },
  };
  const server = createServer(
    frontListener({
      env: { publicUrl: null, host: "127.0.0.1", port: 0 },
      log,
      methods: () => ["POST"],
      bodyLimit: queryBodyLimit,
      answer: async (exchange) => {
        if (!isQueryRoute(exchange.path)) throw new AppError("TS-API-002", "There is no such route.");
        await answerQuery(exchange, queryServices);
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    ...data,
    port,
    log: () => lines.join("\n"),
    post: (body, { headers = {}, query = "", signal } = {}) =>
      fetch(`http://127.0.0.1:${port}/api/v1/query${query}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      }),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, data.close()]);
    },
  };
}

/** As the log itself writes errors, with their causes. */
const said = (_key: string, value: unknown) => (value instanceof Error ? describeError(value) : value);

function relationsOf({ contract: { source, access } }: DatasetRecord): readonly string[] {
  const queried = access.query === null ? null : relationOfQuery(access.query);
  return [source?.relation ?? null, queried].filter((name) => name !== null).map(foldName);
}
