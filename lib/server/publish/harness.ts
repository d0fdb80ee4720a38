/** For tests: the routes of the catalog behind a real server, over a store and a publishing thread of their own. */
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { publishFolder } from "#lib/catalog/publish-folder.ts";
import { AppError } from "#lib/errors.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { openLog } from "#lib/server/log.ts";
import { answerCatalog, bodyLimit, isCatalogRoute } from "#lib/server/publish/catalog-routes.ts";
import { KnownTexts } from "#lib/server/publish/known-texts.ts";
import { openPublisher, type Publisher, type PublisherOptions } from "#lib/server/publish/publisher.ts";
import { type PushDeps, runPush } from "#lib/server/publish/push-job.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import type { Store } from "#lib/store/store.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever they expect.
  readonly json: any;
}

export interface Asking {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: OutgoingHttpHeaders;
}

export interface PushHarness {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly url: string;
  readonly databaseUrl: string;
  readonly port: number;
  /** `Bearer tst_…` with these scopes; of an administrator when `admin` is among them. */
  readonly bearer: (...scopes: readonly string[]) => Promise<string>;
  readonly ask: (asking: Asking) => Promise<Reply>;
  /** Sends JSON as an administrator, unless the headers say otherwise. */
  readonly push: (body: unknown, asking?: Asking) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** @param options `thread: false`: publishes in this very thread, which is there at once */
export async function openPushHarness(
  { thread = true, ...options }: Partial<PublisherOptions> & { readonly thread?: boolean } = {},
  shared?: StoreServer,
): Promise<PushHarness> {
  const databases = shared ?? (await startStoreServer());
  const { store, url: databaseUrl } = await databases.newStore();
  const log = openLog("silent");
  const publisher = thread
    ? openPublisher({ databaseUrl, defaultVisibility: "everyone", heapMb: 512, log, ...options })
    : publishHere({ store, parser: createCatalogParser(), known: new KnownTexts(), defaultVisibility: "everyone", now: () => new Date() });
  const services = { store, publisher, now: () => new Date() };
  const server = createServer(
    frontListener({
      env: { publicUrl: null, host: "127.0.0.1", port: 0 },
      log,
      bodyLimit,
      methods: (path) => (isCatalogRoute(path) ? ["GET", "HEAD", "POST"] : ["GET"]),
      answer: async (exchange) => {
        if (!isCatalogRoute(exchange.path)) throw new AppError("TS-API-002", "There is no such route.");
        await answerCatalog(exchange, services);
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const bearer = async (...scopes: readonly string[]) => {
    const token = newToken();
    const admin = scopes.includes("admin");
    await store.putToken({ name: "t", hash: hashToken(token), admin, groups: [], scopes, expiresAt: null });
    return `Bearer ${token}`;
  };
  const root = await bearer("admin");
  const ask = ({ method = "POST", path = "/api/v1/catalog", body = "", headers = {} }: Asking): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const asked = request({ port, host: "127.0.0.1", agent: false, method, path, headers }, async (response) => {
        const text = (await buffer(response)).toString();
        const json = /json/.test(response.headers["content-type"] ?? "") ? JSON.parse(text) : null;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
      asked.on("error", reject);
      asked.end(body);
    });
  return {
    ...{ store, publisher, databaseUrl, port, bearer, ask },
    url: `http://127.0.0.1:${port}`,
    push: (body, { headers = {}, ...rest } = {}) =>
      ask({
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
        headers: { "content-type": "application/json", authorization: root, ...headers },
        ...rest,
      }),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await publisher.close();
      if (shared === undefined) await databases.stop();
      else await store.close();
    },
  };
}

function publishHere(deps: PushDeps): Publisher {
  const { parser, known: _, ...options } = deps;
  return {
    folder: ({ dir, ...job }) => publishFolder(dir, { ...options, ...job, publisher: "folder" }, parser),
    push: (job) => runPush({ kind: "push", ...job }, deps),
    close: () => parser.close(),
  };
}

/** A catalog file with these datasets; the text after a name changes what it says. */
export function fileOf(...datasets: readonly (readonly [name: string, description?: string])[]): string {
  const entries = datasets.map(
    ([name, description = "Plain."]) => `    ${name}: {description: ${description}, owner: shop, schema: [{id: BIGINT}]}\n`,
  );
  return `data_catalog:\n  owners: {shop: {title: Shop}}\n  datasets:\n${entries.join("")}`;
}
