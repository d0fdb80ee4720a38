import { createServer, type IncomingHttpHeaders, request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { openInner } from "#lib/server/inner.ts";
import { sendKept } from "#lib/server/kept-page.ts";
import { openLog } from "#lib/server/log.ts";
import { PageCache } from "#lib/server/page-cache.ts";
import { pageRenderer, type ScopedPageRequest } from "#lib/server/render-page.ts";
import { ScopeRegistry } from "#lib/server/scope-registry.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import { wordsOf } from "#lib/store/fixture.ts";
import type { TokenRecord } from "#lib/store/store.ts";

const scopes = new ScopeRegistry();
const token = newToken();
const records = new Map<string, TokenRecord>([
  [hashToken(token), { id: "1", name: "t", admin: false, groups: ["finance"], scopes: [], claims: {}, expiresAt: null }],
]);
/** What the framework was asked. */
const asked: IncomingHttpHeaders[] = [];

/** Stands for the framework: says whose page it is, with an inline script that carries the nonce. */
const inner = openInner((incoming, outgoing) => {
  asked.push(incoming.headers);
  const scope = scopes.find((name) => String(incoming.headers[name] ?? ""));
  const nonce = /'nonce-([0-9a-f]{32})'/.exec(String(incoming.headers["content-security-policy"]))?.[1];
  outgoing.writeHead(incoming.url === "/datasets/nope" ? 404 : 200, {
    "content-type": "text/html; charset=utf-8",
    "set-cookie": "a=b",
    vary: "rsc",
  });
  outgoing.end(
    `<p>${scope?.key ?? "nobody"} ${incoming.headers.host} ${incoming.url}</p><script nonce="${nonce}">go()</script><script>evil()</script>`,
  );
});

const cache = new PageCache<ScopedPageRequest>({
  render: pageRenderer({ inner, scopes, indexSynced: async () => {} }),
  version: () => "1",
  now: () => 0,
});
const store = { findToken: async (hash: string) => records.get(hash) ?? null, vocabulary: async () => ({ ...wordsOf(), revision: 1 }) };
const kept = { cache, store, now: () => new Date() };
const server = createServer(
  frontListener({
    env: { publicUrl: null, host: "127.0.0.1", port: 0 },
    log: openLog("silent"),
    methods: () => ["GET", "HEAD"],
    answer: async (exchange) => {
      if (!(await sendKept(kept, exchange))) exchange.response.end("not kept");
    },
  }),
);
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = address !== null && typeof address === "object" ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, method, agent: false, headers: { host: "data.example.com", ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    })
      .on("error", reject)
      .end();
  });
}

describe("a kept page", () => {
  it("is made without anything personal, for the reader's scope and the host that was asked", async () => {
    const { body, headers } = await get("/datasets/orders", {
      cookie: "session=me",
      authorization: `Bearer ${token}`,
      "x-touchstone-scope": "all",
    });
    expect(body.toString()).toContain(
      `<p>${JSON.stringify(["everyone", "signed-in", "group:finance"])} data.example.com /datasets/orders</p>`,
    );
    expect(asked.at(-1)).not.toHaveProperty("cookie");
    expect(asked.at(-1)).not.toHaveProperty("authorization");
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers["cache-control"]).toBe("private, no-cache");
    const mine = await get("/datasets/orders");
    expect(mine.body.toString()).toContain(`<p>${scopeOf(ANONYMOUS).key} `);
    expect(mine.headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
    expect(mine.headers.vary).toBe("rsc, Cookie, Authorization, Accept-Encoding");
  });

  it("lets only the framework's scripts run, by their hashes", async () => {
    const { headers, body } = await get("/terms");
    const csp = String(headers["content-security-policy"]);
    expect(csp.match(/'sha256-[^']+'/g)).toHaveLength(2);
    expect(csp).not.toContain("nonce");
    expect(body.toString()).toContain("<script>go()</script>");
  });

  it("is the same bytes as gzip and as it is, and nothing for HEAD", async () => {
    const plain = await get("/owners");
    const zipped = await get("/owners", { "accept-encoding": "gzip" });
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    const head = await get("/owners", { "accept-encoding": "gzip" }, "HEAD");
    expect([head.headers["content-length"], head.body.length]).toEqual([zipped.headers["content-length"], 0]);
  });

  it("is 304 to its own tag only", async () => {
    const tag = (await get("/domains")).headers.etag ?? "";
    const again = await get("/domains", { "if-none-match": `"x", W/${tag}` });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, tag]);
    expect(again.headers["content-security-policy"]).toContain("sha256-");
    expect((await get("/domains", { "if-none-match": tag, authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it("that was not found is answered and never kept nor tagged", async () => {
    const { status, headers } = await get("/datasets/nope");
    expect([status, headers["cache-control"], headers.etag]).toEqual([404, "no-store", undefined]);
  });

  it.each([
    ["with a token that nobody knows", "/", { authorization: `Bearer ${newToken()}` }],
    ["with another scheme", "/", { authorization: "Basic x" }],
    ["that is a prefetch", "/", { "next-router-prefetch": "1", rsc: "1" }],
    ["that is an action", "/", { "next-action": "1" }],
    ["of a page with parameters that it does not declare", "/?debug=1", {}],
    ["of something that is no page", "/admin/ingestion", {}],
  ])("is not the answer to a request %s", async (_case, path, headers) => {
    expect((await get(path, headers as Record<string, string>)).body.toString()).toBe("not kept");
  });
});
