import { request as ask, createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#lib/errors.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { frontListener, readsBody } from "#lib/server/front-server.ts";

let server: Server;
let port = 0;
let seen: Exchange | undefined;
let failure: unknown;

beforeAll(async () => {
  server = createServer(
    frontListener({
      env: { publicUrl: null, host: "127.0.0.1", port: 0 },
      log: pino({ level: "silent" }),
      methods: (path) => (path.startsWith("/api/") ? ["POST"] : ["GET", "HEAD"]),
      answer: async (exchange) => {
        seen = exchange;
        if (failure !== undefined) throw failure;
        exchange.response.end("fine");
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}, method = "GET", body?: string): Promise<Got> {
  seen = undefined;
  return new Promise((resolve, reject) => {
    const request = ask({ port, host: "127.0.0.1", path, headers, method, agent: false }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("every request", () => {
  it("has an id: the caller's when it is harmless, else 32 hexadecimal digits", async () => {
    expect((await get("/", { "X-Request-Id": "build-7.a_B" })).headers["x-request-id"]).toBe("build-7.a_B");
    for (const bad of ["", "a b", 'a"b', "x".repeat(65), "a;b", "<a>"]) {
      const { headers } = await get("/", bad === "" ? {} : { "X-Request-Id": bad });
      expect(headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
      expect(seen?.requestId).toBe(headers["x-request-id"]);
    }
  });

  it("cannot say what only our own parts say to each other", async () => {
    const smuggled = [
      "x-touchstone-scope",
      "X-Touchstone-Secret",
      "x-forwarded-host",
      "x-forwarded-for",
      "forwarded",
      "x-middleware-subrequest",
      "x-nonce",
      "content-security-policy",
      "x-invoke-path",
    ];
    await get("/", { ...Object.fromEntries(smuggled.map((name) => [name, "all"])), "x-other": "kept" });
    for (const name of smuggled) {
      expect(seen?.header(name), name).toBeUndefined();
      expect(seen?.request.headers[name.toLowerCase()], name).toBeUndefined();
    }
    expect(seen?.header("x-other")).toBe("kept");
  });

  it("is answered with security headers, also when it is refused", async () => {
    for (const path of ["/", "//x", "/\\x"]) {
      const { headers } = await get(path);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
      });
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });

  it("is sent to the one spelling of its address, on the same host", async () => {
    expect(await get("//evil.example/a?b")).toMatchObject({ status: 308, headers: { location: "/evil.example/a?b" } });
    expect(seen).toBeUndefined();
  });

  it("is refused as a problem document when its address is malformed", async () => {
    const { status, headers, body } = await get("/%ff", { "X-Request-Id": "r1" });
    expect(status).toBe(400);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(body)).toEqual({
      type: `http://127.0.0.1:${port}/docs/errors/TS-API-001`,
      title: "Bad request",
      status: 400,
      detail: "The address of this request is not a valid one.",
      instance: "/",
      requestId: "r1",
    });
  });

  it("uses a method that exists there, or is told which ones do", async () => {
    const { status, headers, body } = await get("/terms", {}, "DELETE");
    expect(status).toBe(405);
    expect(headers.allow).toBe("GET, HEAD, OPTIONS");
    expect(JSON.parse(body)).toMatchObject({ status: 405, type: expect.stringMatching(/TS-API-006$/), instance: "/terms" });
    expect(await get("/api/x", {}, "OPTIONS")).toMatchObject({ status: 204, headers: { allow: "POST, OPTIONS" } });
    expect(seen).toBeUndefined();
  });

  it("has a body of at most 1 MB, refused before it is read", async () => {
    const { status, headers } = await get("/api/x", { "Content-Length": "1000001" }, "POST", "x");
    expect(status).toBe(413);
    expect(headers.connection).toBe("close");
    expect((await get("/", { "Content-Length": "1" }, "GET", "x")).headers.connection).toBe("close");
  });

  it("is told nothing of an error that nobody expected but its id", async () => {
    failure = new Error("password authentication failed for user x at /srv/app/lib/store.ts; SELECT 1");
    const { status, body } = await get("/", { "X-Request-Id": "r2" });
    failure = undefined;
    expect(status).toBe(500);
    expect(body).not.toMatch(/password|store\.ts|SELECT/);
    expect(JSON.parse(body)).toMatchObject({ requestId: "r2", type: expect.stringMatching(/TS-SERVER-001$/) });
  });

  it("is told of an expected error with its status and headers", async () => {
    failure = new AppError("TS-API-010", "Too many.", { headers: { "Retry-After": "5" } });
    const got = await get("/");
    failure = undefined;
    expect(got).toMatchObject({ status: 429, headers: { "retry-after": "5" } });
  });
});

describe("whether to send a body", () => {
  const reads = (url: string) => readsBody({ url }, (path) => (path === "/large" ? 1 : null));

  it("is told by the route that reads it", () => {
    expect([reads("/large"), reads("/large?x=1"), reads("http://any/large"), reads("/small")]).toEqual([true, true, true, false]);
  });

  it.each(["//", "http://", "/\\", "//:99999", "http://[", "*", ""])("is no question at the address '%s'", (url) => {
    expect(reads(url)).toBe(false);
  });
});
