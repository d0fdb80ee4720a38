/** Pushing large catalogs to a running server: what the command costs, and what readers notice of it meanwhile. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildProduction, migrate } from "../scripts/build.mjs";
import { startFront } from "../scripts/front.mjs";
import { startTestPostgres } from "../scripts/test-database.mjs";
import { findWorkerUser } from "../scripts/worker-user.mjs";
import { type Corpus, changeOne, richCorpus, shortCorpus, writeCorpus } from "./catalog-corpus.ts";
import { inMs, median, printTable, quantile, times } from "./figures.ts";
import { runTouchstone } from "./measured-command.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = Number(process.argv[2] ?? 3);
const DATASETS = 10_000;
/** Pushes of a catalog that is published already, or in which one dataset changed, in each round. */
const AGAIN = 5;
/** Milliseconds between two looks at a page. */
const LOOK = 25;

type OnEnd = Parameters<Parameters<typeof withUndo>[0]>[0];

await withUndo(async (onEnd) => {
  const scratch = mkdtempSync(join(tmpdir(), "touchstone-bench-push-"));
  onEnd(() => rmSync(scratch, { recursive: true, force: true }));
  chmodSync(scratch, 0o755);
  await buildProduction(process.execPath, process.env);
  const postgres = await startTestPostgres();
  onEnd(postgres.stop);
  await migrate(process.execPath, process.env, postgres.migrateUrl);
  const databases = async (name: string) => (await postgres.createDatabase(name, "touchstone")).url;
  for (const [at, corpus] of [shortCorpus(DATASETS), richCorpus(DATASETS)].entries())
    await measure(corpus, join(scratch, String(at)), (round) => databases(`push_${at}_${round}`), onEnd);
});

async function measure(corpus: Corpus, scratch: string, newDatabase: (round: number) => Promise<string>, onEnd: OnEnd): Promise<void> {
  const folder = join(scratch, "catalog");
  writeCorpus(corpus, folder);
  const figures = { check: [] as number[], all: [] as number[], unchanged: [] as number[], changed: [] as number[] };
  const looks = { idle: [] as number[], pushing: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const server = await startServer(join(scratch, `home-${round}`), await newDatabase(round));
    onEnd(server.stop);
    const touchstone = async (...args: string[]) => {
      const { code, wallMs } = await runTouchstone(args, { ...process.env, TOUCHSTONE_URL: server.url, TOUCHSTONE_TOKEN: server.token });
      if (code !== 0) throw new Error(`touchstone ${args[0]} ended with ${code}`);
      return wallMs;
    };
    figures.check.push(await touchstone("check", folder, "--json"));
    looks.idle.push(...(await lookWhile(server.url, () => sleep(2_000))));
    looks.pushing.push(
      ...(await lookWhile(server.url, async () => {
        figures.all.push(await touchstone("push", folder));
      })),
    );
    for (let again = 0; again < AGAIN; again += 1) figures.unchanged.push(await touchstone("push", folder));
    for (let again = 1; again <= AGAIN; again += 1) {
      changeOne(corpus, folder, round * 100 + again);
      figures.changed.push(await touchstone("push", folder));
    }
    await server.stop();
  }
  const labels = { check: "touchstone check", all: "push all", unchanged: "push again, nothing changed", changed: "push, one changed" };
  const yardstick = median(figures.check);
  printTable(`${corpus.label}: the command from start to end, medians of ${ROUNDS} rounds`, [
    ["", "time", "worst", "÷ check"],
    ...(["check", "all", "unchanged", "changed"] as const).map((name) => [
      labels[name],
      inMs(median(figures[name])),
      inMs(Math.max(...figures[name])),
      times(median(figures[name]) / yardstick),
    ]),
  ]);
  printTable(`The first page, every ${LOOK} ms`, [
    ["", "median", "p99", "worst"],
    ...(["idle", "pushing"] as const).map((name) => [
      name === "idle" ? "nothing else happens" : "while all is pushed",
      inMs(median(looks[name])),
      inMs(quantile(looks[name], 0.99)),
      inMs(Math.max(...looks[name])),
    ]),
  ]);
}

async function startServer(home: string, databaseUrl: string) {
  const catalog = join(home, "empty");
  mkdirSync(catalog, { recursive: true });
  chmodSync(home, 0o755);
  const worker = findWorkerUser(process.execPath, { home, catalog });
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    TOUCHSTONE_HOME: home,
    TOUCHSTONE_CATALOG: catalog,
    TOUCHSTONE_DEMO: "0",
    ...(worker === undefined ? {} : { TOUCHSTONE_WORKER_UID: String(worker) }),
  };
  const front = await startFront(process.execPath, env, { steps: false });
  return { url: front.url, token: readFileSync(front.adminTokenPath, "utf8").trim(), stop: front.stop };
}

/** Milliseconds of each look at the first page while `work` runs. */
async function lookWhile(url: string, work: () => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  let over = false;
  const looking = (async () => {
    while (!over) {
      const began = performance.now();
      const response = await fetch(url);
      await response.text();
      if (!response.ok) throw new Error(`the first page answered ${response.status}`);
      took.push(performance.now() - began);
      await sleep(LOOK);
    }
  })();
  try {
    await work();
  } finally {
    over = true;
  }
  await looking;
  return took;
}
