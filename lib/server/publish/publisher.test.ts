import { connect, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { fileOf, openPushHarness, type PushHarness } from "#lib/server/publish/harness.ts";
import { namesOf } from "#lib/store/conformance/publish-now.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let databases: StoreServer;
beforeAll(async () => {
  databases = await startStoreServer();
  return () => databases.stop();
}, 60_000);

async function using(options: Parameters<typeof openPushHarness>[0], check: (server: PushHarness) => Promise<void>): Promise<void> {
  const server = await openPushHarness(options, databases);
  try {
    await check(server);
  } finally {
    await server.close();
  }
}

const small = { files: { "a.yaml": fileOf(["orders"]) } };
/** 64 files that need far more memory than a small heap has. */
const large = {
  files: Object.fromEntries(
    Array.from({ length: 64 }, (_, file) => [
      `${file}.yaml`,
      `data_catalog:\n  datasets:\n${Array.from({ length: 300 }, (_, at) => `    d${file}_${at}: {description: x, schema: [${Array.from({ length: 60 }, (_, column) => `{c${column}: STRING}`).join(", ")}]}\n`).join("")}`,
    ]),
  ),
};

describe("the thread that publishes", () => {
  it("ends alone when a catalog needs more memory than it has, and the next push is published", async () => {
    const logged: string[] = [];
    await using({ heapMb: 48, log: { error: (_fields, message) => logged.push(message) } }, async (server) => {
      expect(await server.push(small)).toMatchObject({ status: 200 });
      const { status, json, headers } = await server.push(large);
      expect([status, json.type.split("/").at(-1), headers["retry-after"]]).toEqual([503, "TS-PUSH-004", "5"]);
      expect(json.detail).toContain("TOUCHSTONE_PUBLISH_MB");
      expect(logged).toContain("the thread that publishes ended");
      expect(await namesOf(server.store)).toEqual(["orders"]);
      expect((await server.push({ files: { "a.yaml": fileOf(["orders", "Later."], ["more"]) } })).json.counts).toMatchObject({ added: 1 });
    });
  }, 60_000);

  it("is stopped when one job takes too long, and the one after it is done", async () => {
    const worker = new URL("./stuck-worker.ts", import.meta.url);
    await using({ limitMs: 300, worker }, async (server) => {
      expect(await server.push(small)).toMatchObject({ status: 503 });
      expect(await server.push(small)).toMatchObject({ status: 503 });
    });
  });

  it("does one job after the other, in the order in which they came", async () => {
    await using({}, async (server) => {
      const words = ["one", "two", "three", "four"];
      const folder = (word: string) => ({ files: { "a.yaml": fileOf(["orders", word]) }, commit: word });
      const answers = await Promise.all(words.map((word) => server.push(folder(word))));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(new Set(answers.map(({ json }) => json.revision))).toEqual(new Set([1, 2, 3, 4]));
    });
  });

  it("takes no more than four bodies at once, and tells the fifth to come again", async () => {
    const worker = new URL("./stuck-worker.ts", import.meta.url);
    await using({ limitMs: 500, worker }, async (server) => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => server.push(small)));
      const refused = answers.filter(({ json }) => json.detail.startsWith("Other catalogs are being published"));
      expect(refused.map(({ status, headers }) => [status, headers["retry-after"]])).toEqual([
        [503, "5"],
        [503, "5"],
      ]);
    });
  });

  it("keeps a place for who publishes while others only plan and never come to an end", async () => {
    await using({}, async (server) => {
      const authorization = await server.bearer("plan");
      const lines = `Authorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 1000`;
      const sockets = Array.from({ length: 4 }, () => connect(server.port, "127.0.0.1"));
      const first = (socket: Socket) =>
        new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString().slice(0, 12))));
      const answers = sockets.map((socket) => {
        socket.write(`POST /api/v1/catalog?dry-run=true HTTP/1.1\r\nHost: x\r\n${lines}\r\n\r\n`);
        return first(socket);
      });
      expect(await Promise.race(answers)).toBe("HTTP/1.1 503");
      expect(await server.push(small)).toMatchObject({ status: 200 });
      for (const socket of sockets) socket.destroy();
    });
  });

  it("leaves out a push whose client has gone before its turn", async () => {
    await using({}, async (server) => {
      const gone = new AbortController();
      const job = { form: "json", said: {}, dryRun: false, admin: true, receipt: null } as const;
      const body = (word: string) => new TextEncoder().encode(JSON.stringify({ files: { "a.yaml": fileOf([word]) } }));
      const first = server.publisher.push({ ...job, body: body("first") }, new AbortController().signal);
      const second = server.publisher.push({ ...job, body: body("second") }, gone.signal);
      gone.abort();
      await first;
      await expect(second).rejects.toMatchObject({ name: "AbortError" });
      expect(await namesOf(server.store)).toEqual(["first"]);
    });
  });

  it("tells what nobody expected as an error of ours, and goes on", async () => {
    await using({}, async (server) => {
      await expect(server.publisher.folder({ dir: "/nowhere/at/all", commit: null, author: null })).rejects.toThrow(/ENOENT/);
      expect(await server.push(small)).toMatchObject({ status: 200 });
    });
  });
});
