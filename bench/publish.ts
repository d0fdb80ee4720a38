/** Checking, parsing and publishing large catalogs, and what one changed dataset costs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { type CatalogParser, createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { publishFolder } from "#lib/catalog/publish-folder.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";
import { type Corpus, changeOne, richCorpus, shortCorpus, writeCorpus } from "./catalog-corpus.ts";
import { inMs, median, printTable, timed, times } from "./figures.ts";
import { type Cost, runTouchstone } from "./measured-command.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = 3;
const LARGE = [shortCorpus(10_000), richCorpus(10_000)];

interface Place {
  readonly corpus: Corpus;
  readonly folder: string;
}

/** From the shell, against nothing but the YAML library's reading of the same files. */
async function measureCheck(places: readonly Place[]): Promise<void> {
  const rows: string[][] = [];
  for (const { corpus, folder } of places) {
    const yaml: number[] = [];
    const checks: Cost[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      yaml.push(await timed(() => readYamlOnly(folder)));
      const cost = await runTouchstone(["check", folder]);
      if (cost.code !== 0) throw new Error(`touchstone check ended with ${cost.code}`);
      checks.push(cost);
    }
    const wall = median(checks.map(({ wallMs }) => wallMs));
    rows.push([
      corpus.label,
      inMs(wall),
      inMs(median(checks.map(({ cpuMs }) => cpuMs))),
      `${Math.round(median(checks.map(({ peakMb }) => peakMb)))} MB`,
      inMs(median(yaml)),
      times(wall / median(yaml)),
    ]);
  }
  printTable(`touchstone check, medians of ${ROUNDS}`, [["", "time", "processor", "memory", "YAML alone", "÷ YAML alone"], ...rows]);
}

async function readYamlOnly(folder: string): Promise<void> {
  for (const { text } of (await readCatalog(folder)).files)
    parseDocument(text, { lineCounter: new LineCounter(), schema: "failsafe", uniqueKeys: false, prettyErrors: false });
}

const STEPS = ["all of it", "again, nothing changed", "again, one dataset changed"] as const;
type Step = (typeof STEPS)[number];

interface PublishCost {
  readonly step: Step;
  readonly wallMs: number;
  /** Of this process, without the database. */
  readonly cpuMs: number;
  readonly parseMs: number;
}

/** With one parser, as the server keeps it. */
async function measurePublish({ corpus, folder }: Place, server: StoreServer): Promise<void> {
  const costs: PublishCost[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { store } = await server.newStore();
    const parser = new TimedParser();
    const publish = async (step: Step, added: number, changed: number) => {
      const began = performance.now();
      const before = process.cpuUsage();
      const options = { store, publisher: "folder", defaultVisibility: "everyone", commit: null, author: null } as const;
      const { counts } = await publishFolder(folder, { ...options, now: () => new Date() }, parser);
      const { user, system } = process.cpuUsage(before);
      costs.push({ step, wallMs: performance.now() - began, cpuMs: (user + system) / 1_000, parseMs: parser.lastMs });
      if (counts.added !== added || counts.changed !== changed) throw new Error(JSON.stringify(counts));
    };
    await publish("all of it", corpus.datasets, 0);
    await publish("again, nothing changed", 0, 0);
    changeOne(corpus, folder, round);
    await publish("again, one dataset changed", 0, 1);
    await store.close();
    await parser.close();
  }
  const medianOf = (step: Step, key: "wallMs" | "cpuMs" | "parseMs") =>
    inMs(median(costs.filter((cost) => cost.step === step).map((cost) => cost[key])));
  printTable(`Publishing ${corpus.label}, medians of ${ROUNDS}`, [
    ["", "time", "processor", "parsing"],
    ...STEPS.map((step) => [step, medianOf(step, "wallMs"), medianOf(step, "cpuMs"), medianOf(step, "parseMs")]),
  ]);
}

class TimedParser implements CatalogParser {
  readonly #inner = createCatalogParser();
  lastMs = 0;

  parse: CatalogParser["parse"] = async (...args) => {
    const began = performance.now();
    const parsed = await this.#inner.parse(...args);
    this.lastMs = performance.now() - began;
    return parsed;
  };

  close = () => this.#inner.close();
}

await withUndo(async (onEnd) => {
  const scratch = mkdtempSync(join(tmpdir(), "touchstone-bench-publish-"));
  onEnd(() => rmSync(scratch, { recursive: true, force: true }));
  const folders = [shortCorpus(100), ...LARGE].map((corpus, at) => {
    const folder = join(scratch, String(at));
    writeCorpus(corpus, folder);
    return { corpus, folder };
  });
  await measureCheck(folders);
  const server = await startStoreServer();
  onEnd(server.stop);
  for (const place of folders.slice(1)) await measurePublish(place, server);
});
