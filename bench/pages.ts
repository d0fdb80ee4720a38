/** A kept page against the same page rendered for each request, and first renders. */
import { inMs, interleave, median, perSecond, printTable, quantile, timed, times } from "./figures.ts";
import { type LoadResult, load } from "./load.ts";
import { withSampleServer } from "./sample-server.ts";

const CONNECTIONS = 16;
const ROUNDS = 5;
const MS = 3_000;
const PAGE = "/datasets/orders";
const HEADERS = { Accept: "text/html", "Accept-Encoding": "gzip" };

await withSampleServer(async ({ url }) => {
  await firstRenders(url);
  await keptAgainstRendered(url);
});

/** The first request of each page, one after the other, and the second one. */
async function firstRenders(url: string): Promise<void> {
  const answer: unknown = await (await fetch(`${url}/api/v1/datasets?limit=100`)).json();
  const pages = [...JSON.stringify(answer).matchAll(/"name":"([a-z_]+)","title"/g)].map(([, name]) => `/datasets/${name}`);
  if (pages.length < 10) throw new Error(`only ${pages.length} datasets to look at`);
  // The first pages of a process are slower, since nothing is compiled yet.
  const [first = "", second = "", ...rest] = pages;
  const cold = await timed(() => readPage(url, first));
  await timed(() => readPage(url, second));
  const rendered: number[] = [];
  const kept: number[] = [];
  for (const page of rest) {
    rendered.push(await timed(() => readPage(url, page)));
    kept.push(await timed(() => readPage(url, page)));
  }
  printTable(`Time of one page, ${rest.length} dataset pages one after the other`, [
    ["", "median", "slowest"],
    ["very first page of the process", inMs(cold), ""],
    ["first render", inMs(median(rendered)), inMs(Math.max(...rendered))],
    ["kept", inMs(median(kept)), inMs(Math.max(...kept))],
    ["first render ÷ kept", times(median(rendered) / median(kept)), ""],
  ]);
}

async function keptAgainstRendered(url: string): Promise<void> {
  const latest = new Map<string, LoadResult>();
  // A parameter that no page declares: the same page, which is then not kept.
  const paths = { kept: PAGE, rendered: `${PAGE}?bench=1` };
  const run = async (name: keyof typeof paths, ms: number) => {
    const result = await load({ url, paths: [paths[name]], connections: CONNECTIONS, ms, headers: HEADERS });
    latest.set(name, result);
    return result.perSecond;
  };
  await run("kept", 1_000);
  await run("rendered", 2_000);
  const { kept, rendered } = await interleave(ROUNDS, { kept: () => run("kept", MS), rendered: () => run("rendered", MS) });
  const row = (label: string, name: keyof typeof paths, figures: readonly number[]) => {
    const { latencies = [], bytes = 0 } = latest.get(name) ?? {};
    return [
      label,
      perSecond(median(figures)),
      inMs(quantile(latencies, 0.5)),
      inMs(quantile(latencies, 0.99)),
      `${(bytes / 1_000).toFixed(1)} KB`,
    ];
  };
  printTable(`${PAGE}, gzip, ${CONNECTIONS} connections, medians of ${ROUNDS} × ${MS / 1_000} s in turn`, [
    ["", "requests", "p50", "p99", "size"],
    row("kept", "kept", kept),
    row("rendered each time", "rendered", rendered),
    ["kept ÷ rendered", times(median(kept) / median(rendered)), "", "", ""],
  ]);
}

async function readPage(url: string, path: string): Promise<void> {
  const answer = await fetch(url + path);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
}
