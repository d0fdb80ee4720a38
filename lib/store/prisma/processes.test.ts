import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { EVERYTHING, entriesOf, idOf, PUBLIC, publishNow } from "#lib/store/conformance/publish-now.ts";
import { contractOf, publicationOf, putOf, wordsOf } from "#lib/store/fixture.ts";
import { enqueue } from "#lib/store/prisma/outbox.ts";
import { openStore } from "#lib/store/prisma.ts";
import type { Checkpoint, Store, StoreEvent } from "#lib/store/store.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let server: StoreServer;
beforeAll(async () => {
  server = await startStoreServer();
}, 60_000);
afterAll(() => server.stop());

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

const SCRIPT = fileURLToPath(new URL("publish-in-process.ts", import.meta.url));

function publishElsewhere(url: string, count: number, title: string) {
  const child = spawn(process.execPath, [SCRIPT, url, String(count), title], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const publishing = new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  return { child, ended, publishing };
}

async function listenTo(store: Store): Promise<StoreEvent[]> {
  const events: StoreEvent[] = [];
  const stop = await store.listen((event) => events.push(event));
  onTestFinished(stop);
  return events;
}

it("the outbox loses nothing under 12 writers that commit late and in another order than they began", async () => {
  const { store, url } = await server.newStore();
  const committed = new Set<string>();
  const seen: string[] = [];
  let expected = Number.POSITIVE_INFINITY;

  const read = async () => {
    let cursor: Checkpoint | null = null;
    // Any transaction of the server, such as its own autovacuum, may hold the last entries back for a while.
    while (seen.length < expected) {
      const entries = await store.outbox(cursor, 50);
      cursor = entries.at(-1)?.checkpoint ?? cursor;
      seen.push(...entries.map(({ datasetId }) => datasetId));
      if (entries.length === 0) await sleep(2);
    }
    expect(await store.outbox(cursor, 50)).toEqual([]);
  };
  const write = async (writer: number) => {
    const client = await connect(url);
    for (let i = 0; i < 40; i += 1) {
      const id = `00000000-0000-7000-8000-${String(writer * 1000 + i).padStart(12, "0")}`;
      await client.query("begin");
      await enqueue(client, [id]);
      if ((writer + i) % 3 === 0) await sleep((writer * 7 + i * 5) % 25);
      const keep = (writer + i) % 11 !== 0;
      await client.query(keep ? "commit" : "rollback");
      if (keep) committed.add(id);
    }
  };
  const reading = read();
  await Promise.all(Array.from({ length: 12 }, (_, writer) => write(writer)));
  expected = committed.size;
  await reading;
  expect(seen.length).toBe(committed.size);
  expect(new Set(seen)).toEqual(committed);
});

it("an entry of a transaction that still runs holds back those after it", async () => {
  const { store, url } = await server.newStore();
  const [early, late] = [await connect(url), await connect(url)];
  await early.query("begin");
  await enqueue(early, ["00000000-0000-7000-8000-000000000001"]);
  const head = await store.outboxHead();
  await enqueue(late, ["00000000-0000-7000-8000-000000000002"]);
  expect(await store.outbox(null, 9)).toEqual([]);
  await early.query("commit");
  expect((await entriesOf(store, null, 2)).map(({ datasetId }) => datasetId.at(-1))).toEqual(["1", "2"]);
  expect((await entriesOf(store, head, 2)).length).toBe(2);
});

it("hears of a publish by another process, by the dataset's name and only when others' pages stay the same", async () => {
  const { store, url } = await server.newStore();
  await publishNow(store, {
    datasets: [putOf(contractOf({ name: "ds_0", title: "Same" })), putOf(contractOf({ name: "child", upstream: ["ds_0"] }))],
  });
  const events = await listenTo(store);
  expect(events).toEqual([{ kind: "all" }]);
  await publishNow(store, {
    datasets: [putOf(contractOf({ name: "ds_0", title: "Same", description: "Other." }), await idOf(store, "ds_0"))],
  });
  await vi.waitFor(() => expect(events.length).toBe(3), 5_000);
  expect(events.slice(1)).toEqual(
    expect.arrayContaining([
      { kind: "dataset", name: "ds_0" },
      { kind: "dataset", name: "child" },
    ]),
  );
  await publishElsewhere(url, 1, "Another title").ended;
  await vi.waitFor(() => expect(events.slice(3)).toEqual([{ kind: "all" }]), 5_000);
  expect((await store.findDataset(PUBLIC, "ds_0"))?.contract.title).toBe("Another title");
});

it("says nothing of a publish that changed nothing or failed", async () => {
  const { store } = await server.newStore();
  await publishNow(store, { datasets: [putOf(contractOf({ name: "a" }))] });
  const events = await listenTo(store);
  await publishNow(store, { datasets: [putOf(contractOf({ name: "a" }), await idOf(store, "a"))] });
  await publishNow(store, { datasets: [putOf(contractOf({ name: "b" })), putOf(contractOf({ name: "B" }))] }).catch(() => undefined);
  await publishNow(store, { vocabulary: wordsOf({ title: "Now" }) });
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(1), 5_000);
  expect(events).toEqual([{ kind: "all" }, { kind: "all" }]);
});

it("says that it is lost at once when its connection is ended, and everything when it hears again", async () => {
  const { store, adminUrl } = await server.newStore();
  const events = await listenTo(store);
  const admin = await connect(adminUrl);
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'touchstone listen' and datname = current_database()",
  );
  await vi.waitFor(() => expect(events).toEqual([{ kind: "all" }, { kind: "lost" }, { kind: "all" }]), 5_000);
  await publishNow(store, { datasets: [putOf(contractOf({ name: "a" }))] });
  await vi.waitFor(() => expect(events.at(3)).toEqual({ kind: "all" }), 5_000);
});

it.skipIf(process.platform === "win32")("says that it is lost when the server leaves a heartbeat unanswered", async () => {
  const { store, adminUrl } = await server.newStore();
  const events = await listenTo(store);
  const admin = await connect(adminUrl);
  const { rows } = await admin.query<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'touchstone listen' and datname = current_database()",
  );
  const pid = rows[0]?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  onTestFinished(() => void process.kill(pid, "SIGCONT"));
  await vi.waitFor(() => expect(events).toEqual([{ kind: "all" }, { kind: "lost" }, { kind: "all" }]), 10_000);
});

it("the store itself goes on after all of its connections were ended", async () => {
  const { store, adminUrl } = await server.newStore();
  await publishNow(store, { datasets: [putOf(contractOf({ name: "a" }))] });
  const admin = await connect(adminUrl);
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  await vi.waitFor(async () => expect(await store.findDataset(PUBLIC, "a")).not.toBeNull(), 5_000);
});

it("killing the publishing process at any moment leaves all of it or none", async () => {
  const { store, url } = await server.newStore();
  await publishNow(store, {});
  for (const [round, delay] of [0, 40, 100, 300].entries()) {
    const before = await store.state();
    const { child, ended, publishing } = publishElsewhere(url, 400, `Round ${round}`);
    await publishing;
    await sleep(delay);
    child.kill("SIGKILL");
    await ended;
    // Waits for the lock of the killed one, until the server has noticed that it is gone.
    await vi.waitFor(async () => expect((await publishNow(store, {})).outcome).not.toBe("conflict"), 10_000);
    const after = await store.state();
    const { items, total } = await store.listDatasets(EVERYTHING, {
      filter: {},
      sort: { by: "name", descending: false },
      limit: 500,
      after: null,
    });
    const titles = new Set(items.map(({ contract }) => contract.title));
    expect(titles.size).toBeLessThanOrEqual(1);
    expect([0, 400]).toContain(total);
    const done = titles.has(`Round ${round}`);
    expect(after.revision).toBe(before.revision + (done ? 1 : 0));
    if (done) expect(new Set((await entriesOf(store, null, 400)).map(({ datasetId }) => datasetId)).size).toBe(400);
  }
}, 60_000);

it("a change can be seen as a new page version of the dataset, and of no other", async () => {
  const { store, adminUrl } = await server.newStore();
  await publishNow(store, { datasets: [putOf(contractOf({ name: "a" })), putOf(contractOf({ name: "b" }))] });
  const admin = await connect(adminUrl);
  const versions = async () => (await admin.query("select name, page_version::int as v from dataset order by name")).rows.map(({ v }) => v);
  expect(await versions()).toEqual([1, 1]);
  const id = await idOf(store, "a");
  await publishNow(store, { datasets: [{ op: "keep", id, name: "a" }] });
  await publishNow(store, { datasets: [putOf(contractOf({ name: "a", title: "A" }), id)] });
  expect(await versions()).toEqual([3, 1]);
});

it("columns, promises and their places are rows of the published version only", async () => {
  const { store, adminUrl } = await server.newStore();
  const position = { file: "shop/orders.yaml", line: 12, column: 9 };
  const promises = [{ kind: "not_null", column: "total", label: "total is never empty", params: { column: "total" }, position }] as const;
  await publishNow(store, { datasets: [putOf(contractOf({ name: "a", promises }))], commit: "c0ffee" });
  const admin = await connect(adminUrl);
  const { rows } = await admin.query('select kind, "column", label, params, file, line, column_no, commit from promise');
  expect(rows).toEqual([
    {
      ...{ kind: "not_null", column: "total", label: "total is never empty", params: { column: "total" } },
      file: "shop/orders.yaml",
      line: 12,
      column_no: 9,
      commit: "c0ffee",
    },
  ]);
  const id = await idOf(store, "a");
  await publishNow(store, { datasets: [{ op: "remove", id, name: "a" }] });
  const left = await admin.query(
    "select (select count(*) from promise)::int p, (select count(*) from dataset_column)::int c, (select count(*) from dataset_version)::int v",
  );
  expect(left.rows).toEqual([{ p: 0, c: 0, v: 1 }]);
});

it("a database that is not there is one plain error, at opening and later", async () => {
  const { url, migrateUrl } = await server.newDatabase("empty");
  await expect(openStore({ url })).rejects.toMatchObject({
    code: "TS-SERVER-002",
    message: expect.stringContaining("node prisma/migrate.ts"),
  });
  const gone = Object.assign(new URL(migrateUrl), { pathname: "/nowhere" }).href;
  await expect(openStore({ url: gone })).rejects.toMatchObject({ code: "TS-SERVER-002" });
  await expect(openStore({ url: "postgresql://touchstone:x@127.0.0.1:1/none" })).rejects.toMatchObject({ code: "TS-SERVER-002" });

  const { store } = await server.newStore();
  await store.close();
  const calls: (() => Promise<unknown>)[] = [
    ...[
      () => store.state(),
      () => store.ping(),
      () => store.vocabulary(),
      () => store.findDataset(PUBLIC, "a"),
      () => store.findToken("x"),
    ],
    () => store.publish(publicationOf({ baseRevision: 0 })),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "TS-SERVER-002", headers: { "Retry-After": "5" } });
});
