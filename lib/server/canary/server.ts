/** For the canary test: the whole app behind its real front, without the framework, whose part a few lines here play. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchPath } from "#lib/api/path.ts";
import { ROUTES } from "#lib/api/routes.ts";
import { homeView } from "#lib/catalog/home.ts";
import { ingestionView } from "#lib/catalog/ingestion.ts";
import { versionAt } from "#lib/catalog/version-at.ts";
import type { Actor } from "#lib/policy/actor.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import { actorOf } from "#lib/server/auth.ts";
import { writeCatalog, writeData } from "#lib/server/canary/catalog.ts";
import type { Heard } from "#lib/server/canary/find-canaries.ts";
import { dispatcher } from "#lib/server/dispatch.ts";
import { readEnv } from "#lib/server/env.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { incidentDesk } from "#lib/server/incident-desk.ts";
import { ingestFolder } from "#lib/server/ingest.ts";
import { openInner } from "#lib/server/inner.ts";
import { openLog } from "#lib/server/log.ts";
import { openServices } from "#lib/server/open-services.ts";
import type { Services } from "#lib/server/services.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import { startStoreServer } from "#lib/store/test-store.ts";

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface Answer extends Heard {
  readonly status: number;
}

export interface CanaryServer {
  readonly services: Services;
  readonly ask: (asked: Asked, token: string | null) => Promise<Answer>;
  readonly tokenOf: (person: Pick<Extract<Actor, { kind: "token" }>, "groups" | "claims" | "admin">) => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function openCanaryServer(): Promise<CanaryServer> {
  const home = mkdtempSync(join(tmpdir(), "touchstone-canary-"));
  const database = await startStoreServer();
  const catalog = join(home, "catalog");
  await writeData(join(catalog, "data"));
  const env = readEnv({
    DATABASE_URL: (await database.newDatabase()).url,
    TOUCHSTONE_HOME: join(home, "state"),
    TOUCHSTONE_CATALOG: catalog,
    TOUCHSTONE_TEST: "1",
  });
  const log = openLog("silent");
  const services = await openServices(env, log);
  for (const version of [1, 2] as const) {
    writeCatalog(catalog, version);
    await ingestFolder(services);
  }
  const errors = (await services.store.problems()).filter(({ level }) => level === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  await services.projection.synced();
  const dispatch = await dispatcher(
    services,
    openInner((incoming, outgoing) => void playFramework(services, incoming, outgoing)),
  );
  const server = createServer(frontListener({ env, log, ...dispatch }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    services,
    ask: (asked, token) => ask(port, asked, token),
    tokenOf: async (person) => {
      const token = newToken();
      const { groups, admin, claims = {} } = person;
      await services.store.putToken({ name: `t${groups.join()}`, hash: hashToken(token), admin, groups, claims, expiresAt: null });
      return token;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await dispatch.close();
      await services.close();
      await database.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function ask(port: number, { method = "GET", path, headers = {}, body }: Asked, token: string | null): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const all = {
    ...headers,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(sent === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(sent) }),
  };
  request({ host: "127.0.0.1", port, path, method, headers: all, agent: false }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("error", reject);
    answer.on("end", () => {
      const { statusCode: status = 0, headers: heard, trailers } = answer;
      resolve({ status, headers: heard, trailers, bytes: Buffer.concat(chunks) });
    });
  })
    .on("error", reject)
    .end(sent);
  return promise;
}

type Handler = (request: Request) => Promise<Response>;

/** Routes of the interface by the handlers that the framework would call; pages as all that their components are given. */
async function playFramework(services: Services, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? "/", "http://canary.example.com");
  const route = ROUTES.find((each) => each.method === incoming.method && matchPath(each.path, url.pathname) !== undefined);
  if (route === undefined) {
    const scope = services.scopes.find((name) => [incoming.headers[name] ?? null].flat()[0]) ?? (await scopeFor(services, incoming));
    const view = await pageAt(services, scope, url);
    outgoing.writeHead(view === null ? 404 : 200, { "content-type": "text/html; charset=utf-8" }).end(JSON.stringify(view));
    return;
  }
  const file = new URL(`../../../app${route.path.replaceAll(/\{(\w+)\}/g, "[$1]")}/route.ts`, import.meta.url).href;
  const module: Readonly<Record<string, Handler | undefined>> = await import(/* @vite-ignore */ file);
  const handler = module[route.method];
  if (handler === undefined) throw new Error(`no handler for ${route.id}`);
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]));
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  const answer = await handler(new Request(url, { method: route.method, headers, ...body }));
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
}

async function scopeFor({ store, now }: Services, incoming: IncomingMessage): Promise<Scope> {
  return scopeOf(await actorOf((name) => [incoming.headers[name] ?? null].flat()[0], store, now()));
}

async function pageAt(services: Services, scope: Scope, { pathname, searchParams }: URL): Promise<unknown> {
  const { catalog, history, vocabulary, finder, store } = services;
  const [, section = "", name = "", more] = pathname.split("/");
  if (section === "") return homeView(services, scope);
  if (section === "search")
    return finder.search(scope, { q: searchParams.get("q") ?? "", filters: {}, sort: "relevance", offset: 0, limit: 20 });
  if (section === "admin") return ingestionView(store, scope);
  if (section === "incidents")
    return incidentDesk(services).list(scope, { state: "all", dataset: null, owner: null, after: null, limit: 50 });
  if (section === "terms") return name === "" ? vocabulary.terms(scope) : vocabulary.term(scope, name);
  if (section === "owners") return name === "" ? vocabulary.owners(scope) : vocabulary.owner(scope, name);
  if (section === "domains") return name === "" ? vocabulary.domains(scope) : vocabulary.domain(scope, name);
  const at = searchParams.get("at");
  if (at !== null) return versionAt(services, scope, name, at);
  const past = await history.ofDataset(scope, name, { limit: 50, after: null });
  return more === "history" ? past : { dataset: await catalog.dataset(scope, name), past };
}
