/** For tests: the data routes behind a real server, over an engine and datasets of the test's own. */
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { glossaryOf } from "#lib/catalog/summary.ts";
import { trustIn } from "#lib/catalog/trust.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import type { Claims } from "#lib/policy/claims.ts";
import { admits, audiencesOf } from "#lib/policy/scope.ts";
import { Turns } from "#lib/query/turn.ts";
import { openExportBook } from "#lib/server/data/export-book.ts";
import { KeptRows } from "#lib/server/data/kept-rows.ts";
import { KnownDatasets } from "#lib/server/data/known-datasets.ts";
import type { DataServices } from "#lib/server/data/reading.ts";
import { RunningExports } from "#lib/server/data/running-exports.ts";
import { answerData, dataRoute } from "#lib/server/data-routes.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { openLog } from "#lib/server/log.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import type { AuditEvent } from "#lib/store/audit.ts";
import { type ContractOverrides, contractOf, positionOf, wordsOf } from "#lib/store/fixture.ts";
import type { DatasetRecord, TokenRecord } from "#lib/store/store.ts";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As on the wire. */
  readonly bytes: Buffer;
  readonly text: string;
}

export interface DataHarness {
  readonly ask: (path: string, options?: { method?: string; headers?: OutgoingHttpHeaders }) => Promise<Reply>;
  readonly port: number;
  /** `Bearer tst_…` of somebody in these groups. */
  readonly bearer: (...groups: readonly string[]) => string;
  /** The same of somebody about whom this is known. */
  readonly bearerOf: (claims: Claims, ...groups: readonly string[]) => string;
  /** Errors that were logged. */
  readonly logged: unknown[];
  /** Events of the audit, in the order in which they were recorded. */
  readonly recorded: AuditEvent[];
  readonly services: DataServices;
  readonly close: () => Promise<void>;
}

export interface DataSetup {
  readonly engine: Engine;
  /** Folder of the files; a dataset's `source.relation` is the name of one. */
  readonly folder: string;
  /** A PostgreSQL server beside them. */
  readonly database?: { readonly id: string; readonly urlEnv: string } | null;
  readonly datasets: readonly ContractOverrides[];
  readonly limits?: Partial<DataServices["env"]["limits"]>;
  /** `policy.attributes` of the catalog. */
  readonly attributes?: readonly string[];
}

const NOW = new Date("2026-11-22T12:00:00Z");

export async function openDataHarness({
  engine,
  folder,
  datasets,
  limits,
  attributes = [],
  database = null,
}: DataSetup): Promise<DataHarness> {
  const records = datasets.map((overrides, index) => recordOf(overrides, index));
  const tokens = new Map<string, TokenRecord>();
  const logged: unknown[] = [];
  const recorded: AuditEvent[] = [];
  const sources = [
    { id: "lake", engine: "duckdb" as const, files: null, urlEnv: null, catalog: null, timezone: "UTC", position: positionOf() },
    ...(database === null
      ? []
      : [{ ...database, engine: "postgres" as const, files: null, catalog: null, timezone: "UTC", position: positionOf() }]),
  ];
  const words = wordsOf({ sources });
  const vocabulary = { ...words, policy: { ...words.policy, attributes }, revision: 1 };
  const glossary = glossaryOf(vocabulary);
  const exports = new RunningExports({
    store: openExportBook(),
    log: { error: (entry: unknown) => void logged.push(entry) },
    now: () => NOW,
  });
  const catalog: DataServices["catalog"] = {
    find: async (scope, name) => {
      const found = records.find(({ contract }) => foldName(contract.name) === foldName(name));
      return found !== undefined && admits(scope, found.seenBy) ? found : null;
    },
    glossary: async () => glossary,
    trust: async (scope, asked) =>
      new Map(asked.map((record) => [record.id, trustIn(record, undefined, { scope, now: NOW, hidden: new Set() })])),
  };
  const services: DataServices = {
    engine,
    places: { catalogDir: folder, dataRoots: [folder], home: join(folder, "state") },
    now: () => NOW,
    audit: { record: async (event) => void recorded.push(event), close: async () => undefined },
    turns: new Turns(),
    log: { error: (entry: unknown) => void logged.push(entry) },
    env: {
      secret: "a secret for tests, long enough to be one",
      trustedProxies: 0,
      limits: {
        query: { person: 20_000, anonymous: 20_000 },
        rows: { person: 200, anonymous: 100 },
        export: { person: 60_000, anonymous: 60_000 },
        sqlBytes: { person: 4_096, anonymous: 1_024 },
        queriesAtOnce: { person: 20, anonymous: 20 },
        pagesAtOnce: { person: 4, anonymous: 4 },
        queue: { length: 20, ms: 5_000 },
        ...limits,
      },
    },
    store: {
      findToken: async (hash) => tokens.get(hash) ?? null,
      vocabulary: async () => vocabulary,
      datasetsById: async (scope, ids) => records.filter(({ id, seenBy }) => ids.includes(id) && admits(scope, seenBy)),
    },
    catalog,
    known: new KnownDatasets({ version: () => "1", catalog, now: () => NOW }),
    keptRows: new KeptRows(),
    exports,
  };
  const bearerOf: DataHarness["bearerOf"] = (claims, ...groups) => {
    const token = newToken();
    tokens.set(hashToken(token), { id: "t", name: "t", admin: false, groups, scopes: [], claims, expiresAt: null });
    return `Bearer ${token}`;
  };
  const log = openLog("silent");
  log.error = (entry: unknown) => void logged.push(entry);
  const server = createServer(
    frontListener({
      env: { publicUrl: null, host: "127.0.0.1", port: 0 } as Parameters<typeof frontListener>[0]["env"],
      log,
      methods: () => ["GET", "HEAD", "DELETE"],
      answer: async (exchange) => {
        const route = dataRoute(exchange.path);
        if (route === undefined) throw new AppError("TS-API-002", "There is no such route.");
        await answerData(exchange, services, route);
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    port,
    services,
    logged,
    recorded,
    ask: (path, { method = "GET", headers = {} } = {}) => ask({ port, path, method, headers }),
    bearer: (...groups) => bearerOf({}, ...groups),
    bearerOf,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function recordOf(overrides: ContractOverrides, index: number): DatasetRecord {
  const contract = contractOf(overrides);
  return {
    ...{ id: `d${index}`, contract, version: "1.4.0", commit: null, author: null, updatedAt: NOW, createdAt: NOW },
    ...{ ...audiencesOf(contract), staleSince: null, latestReport: null },
  };
}

/** Rejects when the connection breaks before the answer is complete. */
function ask({
  port,
  path,
  method,
  headers,
}: {
  port: number;
  path: string;
  method: string;
  headers: OutgoingHttpHeaders;
}): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("error", reject);
    answer.on("end", () => {
      const bytes = Buffer.concat(chunks);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes, text: bytes.toString() });
    });
  })
    .on("error", reject)
    .end();
  return promise;
}
