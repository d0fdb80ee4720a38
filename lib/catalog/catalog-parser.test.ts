import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { parseFolder } from "#lib/catalog/parse-folder.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { mutatedText, randomOf, TEXTS } from "#lib/contract/mutations.ts";

const OPTIONS = { defaultVisibility: "everyone", lastPolicy: null } as const;
/** Any catalog is worth two threads here. */
const POOL = { threads: 2, worthAThread: 0 };

const random = randomOf(20261122);
const files = Array.from({ length: 30 }, (_, number) => {
  const text = number % 3 === 0 ? mutatedText(random) : (TEXTS[number % TEXTS.length] ?? "");
  // Names of their own, so that most of them count.
  const named = text.replaceAll(/\b(orders|customer_segmentation|copy)\b/g, `$1_${number}`);
  // Large enough for several turns.
  return { path: `${number}.yaml`, text: `${named}\n${`# ${"-".repeat(98)}\n`.repeat(100)}` };
});
const folder: CatalogFolder = { files, docs: new Map([["orders.mdx", "# Orders"]]), problems: [], unreadable: [] };

const entry = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

describe("parsing on several threads", () => {
  test("gives what one thread gives", async () => {
    const parser = createCatalogParser(POOL);
    const parsed = await parser.parse(folder, OPTIONS);
    expect(parsed.catalog.datasets.length).toBeGreaterThan(10);
    expect(parsed).toEqual(parseFolder(folder, OPTIONS));
    await parser.close();
  });

  test.each([
    ["does not exist", pathToFileURL("/nowhere/thread.mjs")],
    ["throws at once", entry("throw new Error('no')")],
    ["ends without a word", entry("process.exit(3)")],
    [
      "dies with a chunk in its hands",
      entry("import { workerData } from 'node:worker_threads'; Atomics.add(workerData.next, 0, 1); process.exit(1)"),
    ],
    [
      "takes everything and has no memory for it",
      entry("import { workerData } from 'node:worker_threads'; Atomics.add(workerData.next, 0, 1e6); throw new RangeError('heap')"),
    ],
  ])("a thread that %s changes nothing", async (_, broken) => {
    const parser = createCatalogParser({ ...POOL, entry: broken });
    expect(await parser.parse(folder, OPTIONS)).toEqual(parseFolder(folder, OPTIONS));
  });

  test("works in a thread, too", async () => {
    const parser = new URL("./catalog-parser.ts", import.meta.url).href;
    const code = `
      import { parentPort, workerData } from "node:worker_threads";
      import { createCatalogParser } from ${JSON.stringify(parser)};
      const { folder, options, pool } = workerData;
      parentPort.postMessage((await createCatalogParser(pool).parse(folder, options)).problems.length);`;
    const thread = new Worker(entry(code), { workerData: { folder, options: OPTIONS, pool: POOL }, execArgv: [] });
    const [count] = await once(thread, "message");
    expect(count).toBe(parseFolder(folder, OPTIONS).problems.length);
    await thread.terminate();
  });
});

describe("a parser that is kept", () => {
  test("takes one catalog after another, also when they are handed over at the same time", async () => {
    const parser = createCatalogParser(POOL);
    const changed = {
      ...folder,
      files: files.map((file, at) => (at === 1 ? { ...file, text: file.text.replace("title: Orders", "title: New") } : file)),
    };
    const [first, second, third] = await Promise.all([folder, changed, folder].map((each) => parser.parse(each, OPTIONS)));
    expect(first).toEqual(parseFolder(folder, OPTIONS));
    expect(second).toEqual(parseFolder(changed, OPTIONS));
    expect(third).toEqual(first);
    expect(second).not.toEqual(first);
    const known = new Set(first?.catalog.datasets);
    expect(second?.catalog.datasets.filter((dataset) => !known.has(dataset)).length).toBeLessThan(5);
  });
});
