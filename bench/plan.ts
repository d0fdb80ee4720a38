/** Comparing large catalogs: the plan itself, and `touchstone plan --git` from the shell. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { wordsOf } from "#lib/catalog/catalog-words.ts";
import { describePlan } from "#lib/catalog/describe-plan.ts";
import { planCatalog } from "#lib/catalog/plan.ts";
import { idsToCompare, withDifferences } from "#lib/catalog/plan-differences.ts";
import { type CatalogFolder, readCatalog } from "#lib/catalog/read-catalog.ts";
import { planMarkdown } from "#lib/cli/plan-markdown.ts";
import { planText } from "#lib/cli/plan-text.ts";
import type { Catalog } from "#lib/contract/contract.ts";
import type { PublishedDataset } from "#lib/store/store.ts";
import { changeOne, richCorpus, writeCorpus } from "./catalog-corpus.ts";
import { inMs, median, printTable, timed } from "./figures.ts";
import { type Cost, runTouchstone } from "./measured-command.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = 5;
const CORPUS = richCorpus(10_000);

await withUndo(async (onEnd) => {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-bench-plan-"));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  writeCorpus(CORPUS, folder);
  await measurePlans(await readCatalog(folder));
  await measureCommand(folder);
});

async function measurePlans(folder: CatalogFolder): Promise<void> {
  const parser = createCatalogParser();
  const parse = async (change: (text: string) => string) => {
    const files = folder.files.map(({ path, text }) => ({ path, text: change(text) }));
    return (await parser.parse({ ...folder, files }, { defaultVisibility: "everyone", lastPolicy: null })).catalog;
  };
  const before = await parse((text) => text);
  const rows: string[][] = [];
  for (const [label, after] of [
    ["nothing changed", before],
    ["10,000 titles changed", await parse((text) => text.replace("title: Dataset", "title: Changed"))],
    ["10,000 columns removed", await parse((text) => text.replace(/^ {8}- field_0: .*\n/m, ""))],
    ["10,000 datasets removed", { ...before, datasets: [] }],
  ] as const) {
    const costs = [];
    let shown = "";
    for (let round = 0; round < ROUNDS; round += 1) {
      const cpu = process.cpuUsage();
      const plan = planOf(before, after);
      const { user, system } = process.cpuUsage(cpu);
      costs.push((user + system) / 1_000);
      shown = `${plan.counts.breaking}`;
      if (round > 0) continue;
      for (const _line of planText(plan, { style: (_format, text) => text }));
      planMarkdown(plan);
    }
    rows.push([label, inMs(median(costs)), shown]);
  }
  printTable(`The plan of 10,000 datasets, median of ${ROUNDS}`, [["", "processor", "breaking"], ...rows]);
}

/** What publishing does between parsing and writing. */
function planOf(before: Catalog, after: Catalog) {
  const published = before.datasets.map(
    ({ name, hash, aliases, position }): PublishedDataset => ({
      id: name,
      name,
      hash,
      aliases,
      file: position.file,
      fingerprint: "",
      stale: false,
    }),
  );
  const { changes, counts } = planCatalog({ published, catalog: after, problems: [], unreadable: [], files: 1 });
  const wanted = new Set(idsToCompare(changes));
  const contracts = new Map(before.datasets.flatMap((contract) => (wanted.has(contract.name) ? [[contract.name, contract]] : [])));
  return describePlan(
    {
      ...{ counts, contracts, problems: [], datasets: after.datasets },
      changes: withDifferences(changes, contracts),
      words: { before: wordsOf(before), after: wordsOf(after) },
    },
    { kind: "git", commit: null, revision: null, broken: [] },
  );
}

async function measureCommand(folder: string): Promise<void> {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=b", "-c", "user.email=b@example.com", ...args], { stdio: "ignore" });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "Before");
  changeOne(CORPUS, folder, 1);
  const costs: Cost[] = [];
  const began = await timed(async () => {
    for (let round = 0; round < 3; round += 1) costs.push(await runTouchstone(["plan", folder, "--git", "HEAD"]));
  });
  printTable(`touchstone plan --git HEAD, ${CORPUS.label}, one of them changed, medians of 3 (${inMs(began)} in all)`, [
    ["", "time", "processor", "memory"],
    [
      "",
      inMs(median(costs.map(({ wallMs }) => wallMs))),
      inMs(median(costs.map(({ cpuMs }) => cpuMs))),
      `${Math.round(median(costs.map(({ peakMb }) => peakMb)))} MB`,
    ],
  ]);
}
