import { beforeEach, describe, expect, it } from "vitest";
import { readArtifact } from "#lib/intake/results/read-artifact.ts";
import { recognise } from "#lib/intake/results/recognise.ts";
import { IntakeDesk, type IntakeScore } from "#lib/observe/intake.ts";
import { startIntakeWorker } from "#lib/observe/intake-worker.ts";
import type { ToolReport } from "#lib/observe/observer.ts";
import { columnOf, contractOf } from "#lib/store/fixture.ts";
import type { RawArtifact } from "#lib/store/intake.ts";
import { openMemoryIntake } from "#lib/store/memory/intake.ts";

const NOW = "2026-12-01T00:00:00.000Z";
const CONTRACTS = [
  contractOf({
    name: "orders",
    owner: "shop",
    aliases: ["openlineage:pg/shop.orders", "dbt:model.shop.orders"],
    columns: [columnOf({ name: "id" }), columnOf({ name: "email", classification: "pii" })],
  }),
  contractOf({ name: "rates", owner: "bank" }),
];
let intake = openMemoryIntake();
let reports: ToolReport[] = [];
let scores: IntakeScore[] = [];
let made = 0;
let broken = false;

function open() {
  const datasets = CONTRACTS.map((contract) => ({ id: contract.name, contract }));
  const desk = new IntakeDesk({
    intake,
    observer: {
      report: async (report) => {
        if (broken) throw new Error("the database is away");
        reports.push(report);
      },
    },
    subjects: { all: async () => datasets },
    putScores: async (given) => void scores.push(...given),
    read: async ({ body, tool, kind, receivedAt, manifest, sameRun }) => {
      const json = (bytes: Buffer): unknown => JSON.parse(bytes.toString());
      return {
        kind: "read",
        reported: readArtifact(
          { tool, kind, json: json(body) },
          { receivedAt, manifest: manifest === null ? null : json(manifest), sameRun: sameRun.map(json) },
        ),
      };
    },
    now: () => new Date(NOW),
  });
  return startIntakeWorker({
    intake,
    takeIn: (raw) => desk.takeIn(raw),
    now: () => new Date(NOW),
    onError: () => undefined,
    everyMs: 1_000_000,
  });
}

async function put(json: unknown, more: Partial<RawArtifact> = {}): Promise<string> {
  const recognised = recognise(json);
  if (!("artifacts" in recognised)) throw new Error(recognised.problem);
  made += 1;
  const id = `id-${String(made).padStart(4, "0")}`;
  for (const { tool, kind, key } of recognised.artifacts)
    await intake.put([
      {
        id,
        tool,
        kind,
        key: key ?? JSON.stringify(json),
        tokenId: "t",
        tokenName: "robot",
        grants: ["ingest"],
        receivedAt: NOW,
        body: Buffer.from(JSON.stringify(json)),
        ...more,
      },
    ]);
  return id;
}

async function takeAll() {
  const worker = open();
  await worker.idle();
  await worker.close();
}

const own = (dataset: string, more: object = {}) => ({ dataset, results: [{ check: "c", status: "pass" }], ...more });
const event = (more: object = {}) => ({
  eventType: "COMPLETE",
  eventTime: "2026-11-30T05:00:00Z",
  run: { runId: "r" },
  job: { namespace: "a", name: "j" },
  inputs: [{ namespace: "pg", name: "raw.rates" }],
  outputs: [{ namespace: "pg", name: "shop.orders" }],
  ...more,
});

beforeEach(() => {
  intake = openMemoryIntake();
  [reports, scores, broken] = [[], [], false];
});

describe("what another tool hands in", () => {
  it("is told to the dataset that it means, with tool and token", async () => {
    await put(own("Orders", { score: 97, source: "job" }));
    await takeAll();
    expect(reports).toMatchObject([
      {
        datasetId: "orders",
        finishedRunAt: null,
        results: [{ check: "api:c", kind: "external", status: "pass", source: "api", reportedBy: "robot", everySeconds: null }],
      },
    ]);
    expect(scores).toEqual([{ dataset: "orders", score: 97, measuredAt: NOW, source: "job" }]);
    expect(await intake.raws({ after: null, limit: 9 })).toMatchObject([{ state: "done", problem: null }]);
  });

  it("becomes lineage: a dataset by its name, and what is not in the catalog so that an alias finds it", async () => {
    await put(event());
    await put(event({ run: { runId: "s" }, job: { namespace: "a", name: "k" }, inputs: [{ namespace: "pg", name: "elsewhere.Things" }] }));
    await takeAll();
    expect(reports.map(({ datasetId, finishedRunAt }) => [datasetId, finishedRunAt])).toEqual([
      ["orders", "2026-11-30T05:00:00.000Z"],
      ["orders", "2026-11-30T05:00:00.000Z"],
    ]);
    expect([...intake.lineage]).toEqual([
      ["openlineage a/j", [{ datasetId: "orders", from: "rates", columns: [] }]],
      ["openlineage a/k", [{ datasetId: "orders", from: "openlineage:pg/elsewhere.things", columns: [] }]],
    ]);
  });

  it("is listed as unmatched where no dataset has the name, and never makes one", async () => {
    await put(own("nobody"));
    await put(event({ outputs: [{ namespace: "pg", name: "shop.unknown" }] }));
    await takeAll();
    expect(reports).toEqual([]);
    expect((await intake.unmatched()).map(({ tool, name, tokenName }) => [tool, name, tokenName]).sort()).toEqual([
      ["api", "nobody", "robot"],
      ["openlineage", "openlineage:pg/shop.unknown", "robot"],
    ]);
  });

  it("is no longer unmatched once it was matched", async () => {
    await intake.addUnmatched([{ tool: "openlineage", name: "openlineage:pg/shop.orders", tokenName: "robot" }], NOW);
    await put(event());
    await takeAll();
    expect(await intake.unmatched()).toEqual([]);
  });

  it("counts only for the datasets or the owner that its token names", async () => {
    for (const [grants, told] of [
      [["ingest:owner:bank"], ["rates"]],
      [["ingest:dataset:Orders"], ["orders"]],
      [["publish"], []],
      [["ingest"], ["orders", "rates"]],
    ] as const) {
      reports = [];
      await put([own("orders"), own("rates")], { grants, key: JSON.stringify(grants) });
      await takeAll();
      expect(reports.map(({ datasetId }) => datasetId)).toEqual(told);
    }
    const [, , , first] = await intake.raws({ after: null, limit: 9 });
    expect(first).toMatchObject({ state: "done", problem: "This token may not report about orders." });
  });

  it("repeats a statistic only of columns that nothing is to be hidden of", async () => {
    const item = (column: string) => ({
      success: true,
      result: { observed_value: "zz" },
      expectation_config: { type: "expect_column_max_to_be_between", kwargs: { column } },
    });
    await put({
      success: true,
      results: [item("id"), item("email"), item("unknown")],
      meta: { great_expectations_version: "1.0", active_batch_definition: { data_asset_name: "orders" } },
    });
    await takeAll();
    expect(reports[0]?.results.map(({ observed }) => observed)).toEqual(["as expected, observed zz", "as expected", "as expected"]);
  });

  it("before its manifest is read again when that comes", async () => {
    const metadata = (name: string) => ({ dbt_schema_version: `https://schemas.getdbt.com/dbt/${name}.json` });
    const test = { unique_id: "test.shop.t", name: "t", resource_type: "test", attached_node: "model.shop.orders" };
    await put({
      metadata: metadata("run-results/v6"),
      args: { which: "test" },
      results: [{ unique_id: "test.shop.t", status: "fail", failures: 2 }],
    });
    await takeAll();
    expect(await intake.raws({ after: null, limit: 1 })).toMatchObject([
      { state: "failed", problem: expect.stringContaining("manifest.json") },
    ]);
    await put({
      metadata: metadata("manifest/v12"),
      nodes: { "test.shop.t": test, "model.shop.orders": { unique_id: "model.shop.orders", name: "orders" } },
    });
    await takeAll();
    expect(reports).toMatchObject([{ datasetId: "orders", results: [{ check: "dbt:test.shop.t", status: "fail", failing: 2 }] }]);
    expect((await intake.raws({ after: null, limit: 9 })).map(({ state }) => state)).toEqual(["done", "done"]);
  });

  it("is taken again after its lease when it could not be kept, and gives the same", async () => {
    broken = true;
    const id = await put(own("orders"));
    await takeAll();
    expect(await intake.raws({ after: null, limit: 9 })).toMatchObject([{ id, state: "waiting" }]);
    expect(await intake.take(NOW, NOW, 9)).toEqual([]);
    broken = false;
    await intake.replay(id);
    await takeAll();
    await intake.replay(id);
    await takeAll();
    expect(reports).toHaveLength(2);
    expect(reports[0]).toEqual(reports[1]);
  });
});
