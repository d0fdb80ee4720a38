/** Reading, parsing and publishing a large catalog, and what one changed dataset costs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFolder } from "#lib/catalog/parse-folder.ts";
import { publishFolder } from "#lib/catalog/publish-folder.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";
import { inMs, median, printTable, timed, times } from "./figures.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = 5;
const FILES = 100;
const DATASETS = 100;
const COLUMNS = 20;

await withUndo(async (onEnd) => {
  const scratch = mkdtempSync(join(tmpdir(), "touchstone-bench-publish-"));
  onEnd(() => rmSync(scratch, { recursive: true, force: true }));
  const server = await startStoreServer();
  onEnd(server.stop);
  await measure(scratch, server);
});

async function measure(scratch: string, server: StoreServer): Promise<void> {
  for (let file = 0; file < FILES; file += 1) writeFile(scratch, file, 0);
  const names = ["parse", "publish", "unchanged", "changed"] as const;
  const figures = { parse: [] as number[], publish: [] as number[], unchanged: [] as number[], changed: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { store } = await server.newStore();
    const publish = () =>
      publishFolder(scratch, {
        ...{ store, publisher: "folder", defaultVisibility: "everyone", commit: null, author: null },
        now: () => new Date(),
      });
    figures.parse.push(await timed(() => parse(scratch)));
    figures.publish.push(await timed(async () => expectCounts(await publish(), FILES * DATASETS, 0)));
    figures.unchanged.push(await timed(async () => expectCounts(await publish(), 0, 0)));
    writeFile(scratch, 0, round);
    figures.changed.push(await timed(async () => expectCounts(await publish(), 0, 1)));
    await store.close();
  }
  const labels = {
    parse: "read and parse",
    publish: "read, parse and publish all",
    unchanged: "again, nothing changed",
    changed: "again, one dataset changed",
  };
  const parsed = median(figures.parse);
  printTable(`${(FILES * DATASETS).toLocaleString("en")} datasets × ${COLUMNS} columns in ${FILES} files, medians of ${ROUNDS}`, [
    ["", "time", "÷ parsing"],
    ...names.map((name) => [labels[name], inMs(median(figures[name])), times(median(figures[name]) / parsed)]),
  ]);
}

async function parse(scratch: string): Promise<void> {
  const { catalog, problems } = parseFolder(await readCatalog(scratch), { defaultVisibility: "everyone", lastPolicy: null });
  if (catalog.datasets.length !== FILES * DATASETS || problems.some(({ level }) => level === "error"))
    throw new Error(`${catalog.datasets.length} datasets, ${problems[0]?.message}`);
}

function expectCounts({ counts }: { counts: { added: number; changed: number } }, added: number, changed: number): void {
  if (counts.added !== added || counts.changed !== changed) throw new Error(JSON.stringify(counts));
}

/** `edition` stands in the description of the file's first dataset. */
function writeFile(scratch: string, file: number, edition: number): void {
  const datasets = Array.from({ length: DATASETS }, (_, at) => {
    const number = file * DATASETS + at;
    const columns = Array.from(
      { length: COLUMNS - 1 },
      (_, column) => `        - amount_${column}: DECIMAL(12,2) (>= 0) -- part ${column}\n`,
    );
    const upstream = number === 0 ? "" : `      lineage: {upstream: [dataset_${number - 1}]}\n`;
    return `    dataset_${number}:
      description: Number ${number}${at === 0 ? `, edition ${edition}` : ""}.
      owner: team-${number % 50}
      domain: domain-${number % 10}
      freshness: < 24 hours
      quality_score: 98%
${upstream}      schema:
        - id: BIGINT (PK) -- names one row
${columns.join("")}`;
  });
  mkdirSync(join(scratch, `${file % 10}`), { recursive: true });
  writeFileSync(join(scratch, `${file % 10}`, `${file}.yaml`), `data_catalog:\n  datasets:\n${datasets.join("")}`);
}
