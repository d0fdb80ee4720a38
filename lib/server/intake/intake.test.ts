import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { openIntakeHarness } from "#lib/server/intake/harness.ts";
import { contractOf } from "#lib/store/fixture.ts";

let harness: Awaited<ReturnType<typeof openIntakeHarness>>;
const EVERYTHING = scopeOf(SYSTEM);
let runs = 0;
const next = () => {
  runs += 1;
  return runs;
};

beforeAll(async () => {
  harness = await openIntakeHarness([
    contractOf({ name: "orders", owner: "shop", aliases: ["dbt:model.shop.orders"] }),
    contractOf({ name: "rates", owner: "bank" }),
  ]);
}, 60_000);
afterAll(() => harness.close());
beforeEach(async () => {
  await harness.idle();
  harness.reports.length = 0;
});

/** Another one each time. */
const own = (more: object = {}) => ({ dataset: "orders", run: next(), results: [{ check: "c", status: "pass" }], ...more });
const event = (more: object = {}) => ({
  eventType: "COMPLETE",
  eventTime: "2026-11-30T05:00:00Z",
  run: { runId: `r${next()}` },
  job: { namespace: "a", name: "j" },
  inputs: [],
  outputs: [{ namespace: "pg", name: "shop.orders" }],
  ...more,
});
const lineage = "/api/v1/lineage";

describe("handing in", () => {
  it("is acknowledged with what was recognised, and read afterwards", async () => {
    const { status, json } = await harness.ask({ body: own({ score: 91, source: "job", measured_at: "2026-11-30T00:00:00Z" }) });
    expect([status, json]).toEqual([202, { received: [{ tool: "api", kind: "report", version: null, count: 1, new: 1 }], refused: [] }]);
    await harness.idle();
    expect(harness.reports).toMatchObject([{ datasetId: "orders", results: [{ check: "api:c", reportedBy: "robot" }] }]);
    const record = await harness.store.findDataset(EVERYTHING, "orders");
    expect(record?.latestReport).toMatchObject({ score: 91, source: "job" });
  });

  it("of the same twice changes nothing, though twenty come at once", async () => {
    const body = own();
    const answers = await Promise.all(Array.from({ length: 20 }, () => harness.ask({ body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 19 }, () => 200), 202]);
    await harness.idle();
    expect(harness.reports).toHaveLength(1);
  });

  it("of the same event by run, type and time is one", async () => {
    const first = event();
    await harness.ask({ path: lineage, body: first });
    expect((await harness.ask({ path: lineage, body: { ...first, producer: "another" } })).json.received[0]).toMatchObject({
      count: 1,
      new: 0,
    });
    await harness.idle();
    expect(harness.reports).toMatchObject([{ datasetId: "orders", finishedRunAt: "2026-11-30T05:00:00.000Z" }]);
  });

  it("may be packed: by its encoding, by its type, or without saying so", async () => {
    for (const headers of [{ "content-encoding": "gzip" }, { "content-type": "application/gzip" }, {}])
      expect((await harness.ask({ body: gzipSync(JSON.stringify(own())), headers })).status).toBe(202);
    await harness.idle();
    expect(harness.reports).toHaveLength(3);
  });

  it("of several files in one request reads the results with the manifest that comes after them", async () => {
    const metadata = (name: string) => ({ dbt_schema_version: `https://schemas.getdbt.com/dbt/${name}.json` });
    const form = new FormData();
    form.set(
      "a",
      new File(
        [
          JSON.stringify({
            metadata: metadata("run-results/v6"),
            args: { which: "test" },
            results: [{ unique_id: "test.shop.t", status: "fail", failures: 2 }],
          }),
        ],
        "run_results.json",
      ),
    );
    form.set(
      "b",
      new File(
        [
          gzipSync(
            JSON.stringify({
              metadata: metadata("manifest/v12"),
              nodes: { t: { unique_id: "test.shop.t", name: "t", attached_node: "model.shop.orders" } },
            }),
          ),
        ],
        "manifest.json.gz",
      ),
    );
    const packed = new Response(form);
    const { status, json } = await harness.ask({
      path: "/api/v1/results/dbt",
      body: new Uint8Array(await packed.arrayBuffer()),
      headers: { "content-type": packed.headers.get("content-type") ?? "" },
    });
    expect([status, json.received.map(({ kind, version }: { kind: string; version: string }) => [kind, version])]).toEqual([
      202,
      [
        ["manifest", "v12"],
        ["run_results", "v6"],
      ],
    ]);
    await harness.idle();
    expect(harness.reports).toMatchObject([{ results: [{ check: "dbt:test.shop.t", status: "fail" }] }]);
  });

  it("of a batch takes what can be taken and names the rest, as OpenLineage does", async () => {
    const { status, json } = await harness.ask({ path: `${lineage}/batch`, body: [event(), event({ eventTime: "soon" }), event()] });
    expect(status).toBe(202);
    expect(json).toMatchObject({
      received: [{ kind: "run_event", count: 2, new: 2 }],
      status: "partial_success",
      summary: { received: 3, successful: 2, failed: 1 },
      failed_events: [{ index: 1, reason: "body.1.eventTime is no time as in RFC 3339", retriable: false }],
    });
  });

  it("with an Idempotency-Key is answered as the first time, and refused for another body", async () => {
    const headers = { "idempotency-key": "monday" };
    const body = own();
    expect((await harness.ask({ body, headers })).status).toBe(202);
    const again = await harness.ask({ body, headers });
    expect([again.status, again.headers["idempotent-replayed"], again.json.received[0].new]).toEqual([200, "true", 1]);
    expect((await harness.ask({ body: own(), headers })).json).toMatchObject({ status: 422, type: expect.stringContaining("TS-API-012") });
    expect((await harness.ask({ body, headers: { "idempotency-key": "two words" } })).status).toBe(400);
  });
});

describe("what waits for something", () => {
  const metadata = (name: string) => ({ dbt_schema_version: `https://schemas.getdbt.com/dbt/${name}.json` });
  const results = () => ({
    ...{ metadata: metadata("run-results/v6"), args: { which: "test" }, run: next() },
    results: [{ unique_id: "test.shop.late", status: "fail", failures: 2 }],
  });
  const nodes = { late: { unique_id: "test.shop.late", name: "late", attached_node: "model.shop.orders" } };

  it("is read again when its manifest comes, and when it is sent again", async () => {
    const authorization = await harness.bearer("ingest");
    const body = results();
    const send = (sent: object) => harness.ask({ path: "/api/v1/results/dbt", body: sent, headers: { authorization } });
    expect((await send(body)).status).toBe(202);
    await harness.idle();
    expect((await send(body)).json.received[0].new).toBe(1);
    await harness.idle();
    expect(harness.reports).toEqual([]);
    await send({ metadata: metadata("manifest/v12"), nodes });
    await harness.idle();
    expect(harness.reports).toMatchObject([{ datasetId: "orders", results: [{ check: "dbt:test.shop.late", failing: 2 }] }]);
  });

  it("takes no manifest of another token", async () => {
    const authorization = await harness.bearer("ingest");
    await harness.ask({ path: "/api/v1/results/dbt", body: results(), headers: { authorization } });
    await harness.idle();
    expect(await harness.store.intake.raws({ after: null, limit: 1 })).toMatchObject([{ state: "failed" }]);
  });

  it("of an event that leaves a side out are the run's other events", async () => {
    const run = { runId: `r${next()}` };
    const inputs = [{ namespace: "pg", name: "raw.rates" }];
    await harness.ask({
      path: lineage,
      body: event({
        run,
        eventType: "START",
        eventTime: "2026-11-30T04:00:00Z",
        inputs,
        outputs: [],
        job: { namespace: "a", name: "split" },
      }),
    });
    await harness.ask({ path: lineage, body: event({ run, job: { namespace: "a", name: "split" } }) });
    await harness.idle();
    const rates = await harness.store.findDataset(EVERYTHING, "rates");
    const neighbours = await harness.store.lineage(EVERYTHING, rates?.id ?? "");
    expect(harness.reports).toMatchObject([{ finishedRunAt: "2026-11-30T05:00:00.000Z" }]);
    expect(neighbours.map(({ direction, dataset }) => [direction, dataset?.contract.name])).toEqual([["down", "orders"]]);
  });

  it("is a process that was killed in the middle: another one takes it after its lease", async () => {
    const { intake } = harness.store;
    const id = "019369a0-0000-7000-8000-000000000001";
    const receivedAt = "2020-01-01T00:00:00.000Z";
    const raw = {
      id,
      tool: "api",
      kind: "report",
      tokenId: "019369a0-0000-7000-8000-000000000002",
      tokenName: "gone",
      grants: ["ingest"],
    } as const;
    await intake.put([{ ...raw, receivedAt, key: id, body: Buffer.from(JSON.stringify(own())) }]);
    // Somebody took it long ago and never came back.
    const far = "2020-01-01T00:01:00.000Z";
    expect((await intake.take(receivedAt, far, 1)).map((taken) => [taken.id, taken.grants])).toEqual([[id, ["ingest"]]]);
    expect(await intake.take(receivedAt, far, 1)).toEqual([]);
    await harness.idle();
    expect(harness.reports).toMatchObject([{ datasetId: "orders", results: [{ reportedBy: "gone" }] }]);
  });
});

describe("what is refused", () => {
  it.each([
    ["no JSON", "{", 400, "TS-API-001"],
    ["nothing", "", 400, "TS-API-001"],
    ["bytes", Buffer.from([0, 1, 2]), 400, "TS-API-001"],
    ["an unknown thing", { hello: 1 }, 400, "TS-API-003"],
    ["a wrong report", own({ score: 200 }), 400, "TS-API-003"],
  ])("%s", async (_, body, status, code) => {
    expect((await harness.ask({ body })).json).toMatchObject({ status, type: expect.stringContaining(code) });
  });

  it("another tool's artifact, with the way to go", async () => {
    const { json } = await harness.ask({ path: "/api/v1/results/dbt", body: event() });
    expect(json.detail).toBe(
      "This is an OpenLineage event (RunEvent, JobEvent or DatasetEvent), or a list of them: send it to /api/v1/lineage. Expected dbt's run_results.json, manifest.json, sources.json, freshness.json or catalog.json.",
    );
  });

  it("a kind of body that is none, and one that is packed otherwise", async () => {
    for (const headers of [
      { "content-type": "text/html" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-encoding": "br" },
    ])
      expect((await harness.ask({ body: own(), headers })).status).toBe(415);
    expect((await harness.ask({ body: "no", headers: { "content-type": "multipart/form-data; boundary=x" } })).status).toBe(400);
    expect((await harness.ask({ body: own(), headers: { "content-encoding": "gzip" } })).status).toBe(400);
  });

  it("who has no token, or one without the scope", async () => {
    expect((await harness.ask({ body: own(), headers: { authorization: "" } })).status).toBe(401);
    expect((await harness.ask({ body: own(), headers: { authorization: "Bearer x" } })).status).toBe(401);
    expect((await harness.ask({ body: own(), headers: { authorization: await harness.bearer("publish") } })).json).toMatchObject({
      status: 403,
      type: expect.stringContaining("TS-ACCESS-003"),
    });
    const narrow = await harness.bearer("ingest:owner:bank");
    expect((await harness.ask({ body: [own(), own({ dataset: "rates" })], headers: { authorization: narrow } })).status).toBe(202);
    await harness.idle();
    expect(harness.reports.map(({ datasetId }) => datasetId)).toEqual(["rates"]);
  });

  it("more than 64 MB, at once, and what unpacks to more than 512 MB", async () => {
    expect((await harness.ask({ headers: { "content-length": 65 * 1024 * 1024 } }).catch(() => ({ status: 413 }))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(513 * 1024 * 1024), { level: 1 });
    expect((await harness.ask({ body: bomb, headers: { "content-encoding": "gzip" } })).json).toMatchObject({
      status: 413,
      type: expect.stringContaining("TS-API-008"),
    });
  }, 30_000);
});

describe("hostile bodies", () => {
  it("nested 200,000 deep are taken or refused, and end nothing", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect((await harness.ask({ body: deep })).status).toBe(400);
    const inside = JSON.stringify(event()).replace('"a"', `"a","x":${deep}`);
    expect((await harness.ask({ path: lineage, body: inside })).status).toBe(202);
    expect(
      (await harness.ask({ path: `${lineage}/batch`, body: `[${inside.replace("2026", "2025")},${JSON.stringify(event())}]` })).json
        .failed_events,
    ).toMatchObject([{ index: 0, reason: "body.0 is nested too deeply" }]);
    await harness.idle();
    expect((await harness.ask({ body: own() })).status).toBe(202);
  });

  it("with zero bytes, half characters and names of what every object has are read", async () => {
    const odd = `{"dataset":"orders","__proto__":{"x":1},"constructor":3,"results":[{"check":"a\\u0000b\\ud800","status":"fail","observed":"${"x".repeat(1_900)}"}]}`;
    expect((await harness.ask({ body: odd })).status).toBe(202);
    expect((await harness.ask({ body: { dataset: "no\u0000body", results: [{ check: "a", status: "pass" }] } })).status).toBe(202);
    await harness.idle();
    expect(harness.reports).toMatchObject([{ results: [{ check: "api:ab\ufffd", observed: expect.stringMatching(/^x{299}…$/) }] }]);
    expect((await harness.store.intake.unmatched()).map(({ name }) => name)).toContain("nobody");
  });

  it("with 100,000 assertions are read in a thread, and the worst are kept", async () => {
    const assertions = Array.from({ length: 100_000 }, (_, index) => ({ assertion: `a${index}`, success: index !== 77_777 }));
    const inputs = [{ namespace: "pg", name: "shop.orders", inputFacets: { dataQualityAssertions: { assertions } } }];
    expect((await harness.ask({ path: lineage, body: event({ inputs, outputs: [] }) })).status).toBe(202);
    await harness.idle();
    expect(harness.reports[0]?.results).toHaveLength(1_000);
    expect(harness.reports[0]?.results[0]).toMatchObject({ check: "openlineage:a77777", status: "fail" });
  }, 30_000);

  it("of more items than can be read are refused before they are parsed", async () => {
    const body = gzipSync(`[${"[],".repeat(4_000_001)}1]`);
    expect((await harness.ask({ body, headers: { "content-encoding": "gzip" } })).json).toMatchObject({ status: 413 });
  }, 30_000);
});

describe("reading again", () => {
  it("is for administrators, from our own pages, and works as a form", async () => {
    await harness.ask({ body: own() });
    await harness.idle();
    const [raw] = await harness.store.intake.raws({ after: null, limit: 1 });
    const path = `/api/v1/intake/${raw?.id}/replay`;
    const admin = { authorization: await harness.bearer("admin") };
    expect((await harness.ask({ path })).status).toBe(403);
    expect((await harness.ask({ path, headers: { authorization: "" } })).status).toBe(401);
    expect((await harness.ask({ path, headers: { ...admin, origin: "https://evil.example" } })).status).toBe(403);
    const form = await harness.ask({
      path,
      headers: {
        ...admin,
        accept: "text/html",
        "content-type": "application/x-www-form-urlencoded",
        origin: `http://127.0.0.1:${harness.port}`,
      },
    });
    expect([form.status, form.headers["location"]]).toEqual([303, "/admin/intake"]);
    expect((await harness.ask({ path, headers: admin })).json).toEqual({ id: raw?.id, state: "waiting" });
    await harness.idle();
    expect(harness.reports.length).toBeGreaterThanOrEqual(2);
    expect((await harness.ask({ path: "/api/v1/intake/nope/replay", headers: admin })).status).toBe(404);
  });
});
