import { createServer, type RequestListener, request } from "node:http";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it } from "vitest";
import { VersionMissing } from "#components/dataset/version-missing.tsx";
import { AppError } from "#lib/errors.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { type Inner, openInner } from "#lib/server/inner.ts";
import { readInnerPage } from "#lib/server/inner-page.ts";
import { openLog } from "#lib/server/log.ts";
import { passThrough, vary } from "#lib/server/pass-through.ts";
import { sendUncached } from "#lib/server/uncached-page.ts";

const signal = () => AbortSignal.timeout(10_000);
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const sendAsItIs = (inner: Inner, { request, response, instance, signal: gone }: Exchange) =>
  passThrough({ inner, request, response, path: instance, headers: request.headers, signal: gone, set: () => ({}) });

/** A front that hands everything to `handler`. @returns its port */
async function front(handler: RequestListener, send = sendAsItIs): Promise<number> {
  const inner = openInner(handler);
  const answer = (exchange: Exchange) => send(inner, exchange);
  const env = { publicUrl: null, host: "127.0.0.1", port: 0 };
  const server = createServer(frontListener({ env, log: openLog("silent"), answer, methods: () => ["GET", "HEAD", "POST"] }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

describe("the way to the framework", () => {
  it("carries method, path, headers and body there, and status, headers and body back", async () => {
    const inner = openInner(async (incoming, outgoing) => {
      outgoing.writeHead(207, { "x-seen": `${incoming.method} ${incoming.url} ${incoming.headers["x-a"]}` });
      outgoing.end("back");
    });
    const answer = await inner({ method: "GET", path: "/a?b", headers: { host: "h", "x-a": "1" }, signal: signal() });
    expect([answer.statusCode, answer.headers["x-seen"], await text(answer)]).toEqual([207, "GET /a?b 1", "back"]);
  });

  it("carries every address and header that the front takes", async () => {
    const inner = openInner((incoming, outgoing) => outgoing.end(String((incoming.url ?? "").length)));
    const answer = await inner({ method: "GET", path: `/${"a".repeat(31_999)}`, headers: { "x-a": "b".repeat(32_000) }, signal: signal() });
    expect(await text(answer)).toBe("32000");
  });

  it("is not told a router's state with a page that is not kept", async () => {
    const port = await front((incoming, outgoing) => void outgoing.end(Object.keys(incoming.headers).join()), sendUncached);
    const answer = await fetch(`http://127.0.0.1:${port}/x`, { headers: { rsc: "1", "next-router-state-tree": "garbage" } });
    expect((await answer.text()).split(",").filter((name) => /^(?:rsc|next-)/.test(name))).toEqual(["rsc"]);
  });

  it("ends the render when the asker goes away", async () => {
    const { promise: began, resolve: begin } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const inner = openInner((_incoming, outgoing) => {
      outgoing.on("close", end);
      begin();
    });
    const gone = new AbortController();
    const asked = inner({ method: "GET", path: "/", headers: {}, signal: gone.signal });
    await began;
    gone.abort();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    await ended;
  });

  it("reads a missing page as the page for a path that does not exist, and refuses one that could not be made", async () => {
    const inner = openInner((incoming, outgoing) => {
      const [status, body] =
        incoming.url === "/_not-found"
          ? [404, "nothing here"]
          : incoming.url === "/broken"
            ? [500, ""]
            : [404, '<html id="__next_error__">'];
      outgoing.writeHead(status).end(body);
    });
    const page = await readInnerPage(inner, { path: "/datasets/nope", headers: {}, signal: signal() });
    expect([page.status, page.text]).toEqual([404, "nothing here"]);
    await expect(readInnerPage(inner, { path: "/broken", headers: {}, signal: signal() })).rejects.toBeInstanceOf(AppError);
  });

  it("answers 404 for a page that says it is one, and never for one whose text looks like it", async () => {
    const said = renderToStaticMarkup(VersionMissing({ dataset: { name: "orders", title: "Orders" }, at: "x", candidates: [] }));
    const texts: Readonly<Record<string, string>> = {
      "/said": said,
      "/rsc": '1:["$","meta",null,{"name":"touchstone:status","content":"404"}]',
      "/text": said.replaceAll('"', "&quot;"),
      "/rsc-text": JSON.stringify('{"name":"touchstone:status","content":"404"}'),
    };
    const inner = openInner((incoming, outgoing) => outgoing.end(texts[incoming.url ?? ""]));
    const statusOf = async (path: string) => (await readInnerPage(inner, { path, headers: {}, signal: signal() })).status;
    expect(await Promise.all(Object.keys(texts).map(statusOf))).toEqual([404, 404, 200, 200]);
  });
});

describe("an answer that is handed through", () => {
  const ask = (port: number, headers: Record<string, string>, method = "GET") =>
    new Promise<{ headers: Record<string, unknown>; body: Buffer; complete: boolean }>((resolve, reject) => {
      request({ port, host: "127.0.0.1", path: "/", headers, method, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("close", () => resolve({ headers: response.headers, body: Buffer.concat(chunks), complete: response.complete }));
        response.on("error", () => undefined);
      })
        .on("error", reject)
        .end(method === "POST" ? "sent" : undefined);
    });

  it("is compressed when it is text and the client takes gzip; its tag is then weak", async () => {
    const port = await front((_incoming, outgoing) =>
      outgoing.writeHead(200, { "content-type": "text/css", etag: '"a"' }).end("x".repeat(5_000)),
    );
    const zipped = await ask(port, { "accept-encoding": "gzip" });
    expect(zipped.headers).toMatchObject({ "content-encoding": "gzip", etag: 'W/"a"', vary: "Accept-Encoding" });
    expect(gunzipSync(zipped.body).toString()).toBe("x".repeat(5_000));
    const plain = await ask(port, {});
    expect(plain.headers).toMatchObject({ etag: '"a"', vary: "Accept-Encoding" });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect((await ask(port, { "accept-encoding": "gzip" }, "HEAD")).body).toHaveLength(0);
  });

  it("is left alone when it is no text", async () => {
    const port = await front((_incoming, outgoing) => outgoing.writeHead(200, { "content-type": "font/woff2" }).end("abc"));
    expect((await ask(port, { "accept-encoding": "gzip" })).headers["content-encoding"]).toBeUndefined();
  });

  it("breaks off when the framework breaks off, so that a part is not taken for the whole", async () => {
    const port = await front((_incoming, outgoing) => {
      outgoing.writeHead(200, { "content-type": "text/plain" });
      outgoing.write("a part");
      setImmediate(() => outgoing.destroy());
    });
    expect((await ask(port, {})).complete).toBe(false);
  });

  it("to a request with a body is an answer to all of it", async () => {
    const port = await front(async (incoming, outgoing) => void outgoing.end(await text(incoming)));
    expect((await ask(port, {}, "POST")).body.toString()).toBe("sent");
  });
});

describe("Vary", () => {
  it("names each header once", () => {
    expect(vary("rsc, Cookie", "cookie", "Authorization")).toBe("rsc, cookie, Authorization");
    expect(vary(undefined)).toBe("");
  });
});
