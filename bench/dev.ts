/** Development: from saving a catalog file to the page that shows it, and how much of it is making that page. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "../scripts/build.mjs";
import { startFront } from "../scripts/front.mjs";
import { startTestPostgres } from "../scripts/test-database.mjs";
import { findWorkerUser } from "../scripts/worker-user.mjs";
import { type Corpus, changeOne, richCorpus, shortCorpus, writeCorpus } from "./catalog-corpus.ts";
import { inMs, median, printTable } from "./figures.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = 7;
/** Longest time that a save may take to be seen; what takes longer is broken. */
const PATIENCE_MS = 60_000;

await withUndo(async (onEnd) => {
  const scratch = mkdtempSync(join(tmpdir(), "touchstone-bench-dev-"));
  onEnd(() => rmSync(scratch, { recursive: true, force: true }));
  chmodSync(scratch, 0o755);
  const postgres = await startTestPostgres();
  onEnd(postgres.stop);
  await migrate(process.execPath, process.env, postgres.migrateUrl);
  const rows: string[][] = [];
  for (const [at, corpus] of [shortCorpus(100), shortCorpus(10_000), richCorpus(10_000)].entries()) {
    const place = { home: join(scratch, `home-${at}`), catalog: join(scratch, `catalog-${at}`) };
    for (const folder of Object.values(place)) mkdirSync(folder);
    writeCorpus(corpus, place.catalog);
    const { url: databaseUrl } = await postgres.createDatabase(`dev_${at}`, "touchstone");
    const front = await startFront(process.execPath, environment(place, databaseUrl), { steps: false });
    onEnd(front.stop);
    rows.push([corpus.label, ...(await measure(corpus, place.catalog, front.url))]);
    await front.stop();
  }
  printTable(`Development: from saving a file until the page shows it, medians of ${ROUNDS}`, [
    ["", "published", "page made", "together", "slowest"],
    ...rows,
  ]);
});

async function measure(corpus: Corpus, catalog: string, url: string): Promise<readonly string[]> {
  const page = `${url}/datasets/dataset_0`;
  // The first look compiles the page.
  await (await fetch(page)).text();
  const published: number[] = [];
  const made: number[] = [];
  for (let edition = 1; edition <= ROUNDS; edition += 1) {
    // As people save: not while the last save is still being worked on.
    await sleep(1_000);
    const began = performance.now();
    changeOne(corpus, catalog, edition);
    await untilSays(`${url}/api/v1/datasets/dataset_0`, `dition ${edition}`);
    const publishedAt = performance.now();
    await untilSays(page, `dition ${edition}`);
    published.push(publishedAt - began);
    made.push(performance.now() - publishedAt);
  }
  const together = published.map((ms, at) => ms + (made[at] ?? 0));
  return [published, made, together].map((figures) => inMs(median(figures))).concat(inMs(Math.max(...together)));
}

async function untilSays(address: string, words: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const answer = await fetch(address);
    if ((await answer.text()).includes(words)) return;
    // Asking costs processor time that publishing needs.
    await sleep(50);
  }
  throw new Error(`${address} does not say '${words}'`);
}

function environment({ home, catalog }: { home: string; catalog: string }, databaseUrl: string): Record<string, string | undefined> {
  const worker = findWorkerUser(process.execPath, { home, catalog });
  return {
    ...process.env,
    NODE_ENV: "development",
    NEXT_TELEMETRY_DISABLED: "1",
    TOUCHSTONE_DEV: "1",
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    TOUCHSTONE_HOME: home,
    TOUCHSTONE_CATALOG: catalog,
    TOUCHSTONE_DEMO: "0",
    ...(worker === undefined ? {} : { TOUCHSTONE_WORKER_UID: String(worker) }),
  };
}
