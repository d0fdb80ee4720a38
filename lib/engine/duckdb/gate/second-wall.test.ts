/** What is left when a statement gets past the gate: an instance as a worker opens it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillPaths } from "#lib/engine/duckdb/gate/attack.ts";
import { ATTACKS, PAST_SECOND_WALL } from "#lib/engine/duckdb/gate/attacks.ts";
import { type OpenFiles, openFiles } from "#lib/engine/duckdb/instance.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-wall-"));
const [other, own, pipes] = ["other", "own", "pipes"].map((name) => join(folder, name)) as [string, string, string];
const CANARY = "canary-5f0c";
const paths = { canary: join(other, "canary"), data: join(folder, "data.parquet") };
/** They would only take long, which is another matter. */
const SLOW = /sleep_ms|1000000000/;
let opened = 0;

beforeAll(async () => {
  for (const made of [other, own, pipes]) mkdirSync(made);
  const maker = await (await DuckDBInstance.create(":memory:")).connect();
  for (const ending of ["csv", "json", "parquet"]) await maker.run(`COPY (SELECT '${CANARY}' AS a) TO '${paths.canary}.${ending}'`);
  writeFileSync(`${paths.canary}.txt`, CANARY);
  await maker.run(`ATTACH '${paths.canary}.db' AS x`);
  await maker.run(`CREATE TABLE x.t AS SELECT '${CANARY}' AS a`);
  await maker.run("DETACH x");
  await maker.run(`COPY (SELECT 1 AS id, 'Bern' AS city, 2.5 AS amount) TO '${paths.data}'`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(): Promise<OpenFiles> {
  opened += 1;
  return await openFiles(
    {
      kind: "setup",
      threads: 1,
      memoryMb: 256,
      temporaryMb: 64,
      folder: own,
      pipes,
      maskSecret: "x",
      instances: 1,
      softMb: 512,
      residentMb: 1_024,
    },
    {
      key: "data",
      isQuick: false,
      relations: [
        {
          kind: "files",
          source: "files",
          format: "parquet",
          paths: [paths.data],
          version: "1",
          columnTypes: {},
          key: "data",
          casts: {},
          hot: null,
          rows: null,
        },
      ],
    },
    { name: `i${opened}`, onConnect: () => {} },
  );
}

/** Statements that leave nothing behind can share an instance. */
const READS = /^(SELECT|FROM|VALUES|WITH|PIVOT|UNPIVOT|DESCRIBE|SUMMARIZE|TABLE|\()(?![\s\S]*(;|enable_|setseed))/;
let shared: OpenFiles | null = null;
afterAll(() => shared?.close());

async function instanceFor(sql: string): Promise<OpenFiles> {
  if (shared !== null && READS.test(sql)) return shared;
  shared?.close();
  shared = null;
  const files = await open();
  for (const name of ["orders", "customers"]) await files.connection.run(`CREATE VIEW ${name} AS FROM data0`);
  shared = files;
  return files;
}

/** All that a reader would get: rows, or the engine's own words. */
async function outcomeOf(sql: string): Promise<{ readonly ran: boolean; readonly got: string }> {
  const { connection } = await instanceFor(sql);
  const stop = setTimeout(() => connection.interrupt(), 5_000);
  try {
    const result = await connection.runAndReadAll(sql);
    return { ran: true, got: JSON.stringify(result.getRowsJson()) };
  } catch (error) {
    return { ran: false, got: String(error) };
  } finally {
    clearTimeout(stop);
    if (!READS.test(sql)) {
      shared?.close();
      shared = null;
    }
  }
}

test("no attack reads, writes or makes a file that is no dataset's, even past the gate", async () => {
  const before = readdirSync(other).sort();
  const past = new Set<string>();
  for (const { sql, says } of ATTACKS) {
    if (SLOW.test(sql)) continue;
    const { ran, got } = await outcomeOf(fillPaths(sql, paths));
    expect(got, sql).not.toContain(CANARY);
    if (ran && !says.startsWith("table ")) past.add(says);
  }
  expect(readdirSync(other).sort()).toEqual(before);
  expect([...past].sort()).toEqual(PAST_SECOND_WALL.map(([says]) => says).sort());
}, 60_000);

test("without the wall the attacks do read the canary, so it is there to be read", async () => {
  const maker = await (await DuckDBInstance.create(":memory:")).connect();
  const readers = ATTACKS.filter(({ sql }) => /^FROM read_(csv|text|json|parquet)|^FROM '/i.test(sql) && sql.includes("{canary}"));
  let read = 0;
  for (const { sql } of readers) {
    const rows = await maker.runAndReadAll(fillPaths(sql, paths)).catch(() => null);
    if (JSON.stringify(rows?.getRowsJson() ?? "").includes(CANARY)) read += 1;
  }
  expect(read).toBeGreaterThan(5);
});

test("the temporary folder and that of the pipes stay writable behind the wall, which is why the gate lets no COPY pass", async () => {
  const { ran } = await outcomeOf(`COPY (SELECT 1) TO '${join(pipes, "written.csv")}'`);
  expect(ran).toBe(true);
  expect(existsSync(join(pipes, "written.csv"))).toBe(true);
});
