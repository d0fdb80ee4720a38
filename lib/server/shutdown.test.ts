import { createServer, get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { listen } from "#lib/server/listen.ts";
import { drain } from "#lib/server/shutdown.ts";

const anywhere = { host: "127.0.0.1", port: 0 };

async function opened(handler: Parameters<typeof createServer>[1]) {
  const server = createServer({ keepAliveTimeout: 60_000 }, handler);
  return { server, url: await listen(server, anywhere) };
}

const ask = (url: string, options: { agent?: false } = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get(url, options, resolve).on("error", reject);
  });

describe("a server that stops", () => {
  it("finishes the answers under way, closes idle connections and takes no new ones", async () => {
    let finish = () => {};
    const { server, url } = await opened((request, response) => {
      if (request.url === "/idle") return response.end();
      response.write("begun");
      finish = () => response.end(" and done");
      return response;
    });
    (await ask(`${url}/idle`)).resume();
    const answer = await ask(url);
    const stopped = drain(server, 60_000);
    await expect(ask(url, { agent: false })).rejects.toMatchObject({ code: "ECONNREFUSED" });
    finish();
    const chunks = await Array.fromAsync(answer);
    expect(Buffer.concat(chunks).toString()).toBe("begun and done");
    await stopped;
  });

  it("breaks what does not finish in time, and does not wait for sockets that became something else", async () => {
    const { server, url } = await opened((_request, response) => void response.write("begun"));
    server.on("upgrade", (_request, socket) =>
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    );
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => undefined).write("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    const answer = await ask(url);
    await drain(server, 10);
    await expect(Array.fromAsync(answer)).rejects.toThrow();
    socket.destroy();
  });
});

describe("a port that is taken", () => {
  it("is one clear sentence with the remedy", async () => {
    const { server, url } = await opened(() => undefined);
    await expect(listen(createServer(), { host: "127.0.0.1", port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: "TS-START-001",
      message: expect.stringMatching(/^Port \d+ is taken .* PORT=/),
    });
    await drain(server);
  });
});
