/** Servers that are not there, refuse, hang or die: each is an answer in time, and takes nothing else along. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endsSlowReaders } from "#lib/engine/conformance/slow-readers.ts";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import { openHarness, type PostgresHarness, SOURCE } from "#lib/engine/postgres/harness.ts";
import type { TableRelation } from "#lib/engine/relation.ts";

let harness: PostgresHarness;
let nums: TableRelation;
beforeAll(async () => {
  harness = await openHarness();
  nums = await harness.relationOf("SELECT i::BIGINT AS n FROM range(300000) t(i)");
}, 60_000);
afterAll(async () => await harness.close());

const query = () => rowQuery(nums, { n: null }, [], { limit: 1 });
const at = (url: string | null, connectMs = 300) => harness.open({ urlOf: () => url, connectMs });
const failureOf = async (work: Promise<unknown>) =>
  await work.then(
    () => null,
    (error: Error & { code?: string }) => error,
  );
const withUrl = (change: Partial<Pick<URL, "password" | "pathname">>) => Object.assign(new URL(harness.url), change).href;

/** Takes connections and never says a word. */
async function openSilent(): Promise<{ readonly url: string; readonly connections: Socket[]; readonly server: Server }> {
  const connections: Socket[] = [];
  const server = createServer((socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return { url: `postgresql://reader:s3cret@127.0.0.1:${port}/x`, connections, server };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return address !== null && typeof address === "object" ? address.port : 0;
}

/** The harness's server at another address. */
async function openProxy(port: number): Promise<Server> {
  const { searchParams, hostname, port: own } = new URL(harness.url);
  const folder = searchParams.get("host");
  const server = createServer((socket) => {
    const there = folder === null ? connect(Number(own), hostname) : connect(`${folder}/.s.PGSQL.${own === "" ? 5432 : own}`);
    socket.pipe(there).pipe(socket);
    for (const side of [socket, there]) side.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

endsSlowReaders({
  open: async (paceNow) => harness.open({ paceNow }),
  relationOf: async (sql) => await harness.relationOf(sql),
});

describe("a server that cannot be used", () => {
  test.for([
    [() => "postgresql://reader:s3cret@127.0.0.1:9/x", "TS-DATA-002", "nothing answers"],
    [() => "postgresql://reader:s3cret@nowhere.invalid/x", "TS-DATA-002", "host is not known"],
    [() => withUrl({ password: "s3cret" }), "TS-DATA-002", "refuses the user"],
    [() => withUrl({ pathname: "/absent" }), "TS-DATA-002", "no such database"],
    [() => "mysql://reader:s3cret@127.0.0.1/x", "TS-DATA-001", "no address of a PostgreSQL"],
    [() => null, "TS-DATA-001", "TOUCHSTONE_SOURCE_SHOP is not set"],
  ] as readonly (readonly [() => string | null, string, string])[])(
    "is told by its reason, without its address: %s",
    async ([url, code, words]) => {
      const engine = at(url());
      const error = await failureOf(engine.page(query(), limits()));
      expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
      expect(error?.message).not.toMatch(/s3cret|127\.0\.0\.1|nowhere\.invalid/);
      await expect(engine.ping(SOURCE)).rejects.toMatchObject({ code });
      await expect(engine.discover(SOURCE, limits())).rejects.toMatchObject({ code });
      await expect(engine.copy(query(), { format: "csv", safe: false }, limits())).rejects.toMatchObject({ code });
    },
  );

  test("that hangs is given up, and then not waited for by everybody", async () => {
    const silent = await openSilent();
    try {
      const engine = at(silent.url, 400);
      const wave = async () => await Promise.all(Array.from({ length: 26 }, async () => await failureOf(engine.page(query(), limits()))));
      for (const error of await wave()) expect(error).toMatchObject({ code: "TS-DATA-002" });
      const tried = silent.connections.length;
      for (const error of await wave()) expect(error).toMatchObject({ code: "TS-DATA-002" });
      // The second wave asks nobody: NOW does not go on, so the pause does not end.
      expect(silent.connections.length).toBe(tried);
      expect(tried).toBeLessThanOrEqual(12);
    } finally {
      for (const socket of silent.connections) socket.destroy();
      silent.server.close();
    }
  });

  test("takes no other along, and is used again when it is back", async () => {
    let now = 0;
    const port = await freePort();
    const address = `postgresql://reader:reader@127.0.0.1:${port}/postgres`;
    const engine = harness.open({ urlOf: (name) => (name === SOURCE.urlEnv ? address : harness.url), now: () => new Date(now) });
    const other = { ...nums, source: { ...SOURCE, urlEnv: "TOUCHSTONE_SOURCE_OTHER" } };
    for (let count = 0; count < 3; count += 1)
      expect(await failureOf(engine.page(query(), limits()))).toMatchObject({ code: "TS-DATA-002" });
    expect((await engine.page({ ...query(), relation: other }, limits())).rows).toHaveLength(1);
    const proxy = await openProxy(port);
    try {
      expect(await failureOf(engine.page(query(), limits()))).toMatchObject({ code: "TS-DATA-002" });
      now += 60_000;
      expect((await engine.page(query(), limits())).rows).toHaveLength(1);
    } finally {
      await engine.close();
      proxy.close();
    }
  });
});

describe("a reader's time", () => {
  test("ends the wait for a server that hangs", async () => {
    const silent = await openSilent();
    try {
      const engine = at(silent.url, 10_000);
      expect(await failureOf(engine.page(query(), limits(200)))).toMatchObject({ code: "TS-DATA-003" });
    } finally {
      for (const socket of silent.connections) socket.destroy();
      silent.server.close();
    }
  });

  test("ends the wait for a lock", async () => {
    await harness.admin("BEGIN");
    try {
      await harness.admin(`LOCK TABLE ${nums.path[1]} IN ACCESS EXCLUSIVE MODE`);
      expect(await failureOf(harness.engine().page(query(), limits(300)))).toMatchObject({ code: "TS-DATA-003" });
    } finally {
      await harness.admin("ROLLBACK");
    }
    expect((await harness.engine().page(query(), limits())).rows).toHaveLength(1);
  });
});

describe("a connection that dies", () => {
  const kill = async () =>
    await harness.admin(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader' AND backend_type = 'client backend'",
    );
  const slow = () =>
    guardSql({
      dialect: "postgres",
      text: "SELECT count(*) FROM nums a, nums b",
      params: [],
      datasets: [{ name: ["nums"], relation: nums, columns: [{ name: "n", mask: null }], rows: null }],
    });

  test("in the middle of a query is TS-DATA-002, and the next one works", async () => {
    const engine = harness.open();
    const failure = failureOf(engine.run(slow(), 1, limits()));
    await expect.poll(async () => await kill(), { timeout: 5_000 }).not.toEqual([]);
    for (
      let tries = 0;
      tries < 20 && (await Promise.race([failure.then(() => true), new Promise((resolve) => setTimeout(resolve, 100, false))])) === false;
      tries += 1
    )
      await kill();
    expect(await failure).toMatchObject({ code: "TS-DATA-002" });
    expect((await engine.page(query(), limits())).rows).toHaveLength(1);
  });

  test("in the middle of an export breaks its stream", async () => {
    const engine = harness.open();
    const { bytes, done } = await engine.copySql(
      guardSql({ ...slow(), text: "SELECT a.n FROM nums a, nums b" }),
      { format: "csv", safe: false },
      limits(60_000),
    );
    const read = failureOf(
      (async () => {
        for await (const _ of bytes);
      })(),
    );
    await kill();
    expect(await read).toMatchObject({ code: "TS-DATA-002" });
    await expect(done).rejects.toMatchObject({ code: "TS-DATA-002" });
    expect((await engine.page(query(), limits())).rows).toHaveLength(1);
  });

  test("while nobody asks is replaced", async () => {
    const engine = harness.open();
    await engine.page(query(), limits());
    await kill();
    await expect.poll(async () => (await failureOf(engine.page(query(), limits())))?.code ?? "fine", { timeout: 5_000 }).toBe("fine");
  });
});
