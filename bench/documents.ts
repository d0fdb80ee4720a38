/** Reading a document when the catalog is published, and making elements of what was kept of it when a page is rendered. */
import "./production.ts";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { createElement, Fragment, type PropsWithChildren } from "react";
import { jsx, jsxs } from "react/jsx-runtime";
import { renderToStaticMarkup } from "react-dom/server";
import { safeTree } from "#components/mdx/safe-tree.ts";
import { parseDoc } from "#lib/contract/doc.ts";
import { inMs, interleave, median, printTable, quantile, times } from "./figures.ts";

const ROUNDS = 60;
const BYTES = 24 * 1024;

const SECTION = `# What a status means

Cancelled orders are **in here**. Leave them out with \`status <> 'cancelled'\` before you add up money, or use <Metric name="revenue" />.

<Warning>
The total includes VAT and shipping; see <Dataset name="ledger_entries" /> and <Term slug="revenue">what we call revenue</Term>.

- first one thing, with [a link](https://example.com/one)
- then <Column name="status" />
</Warning>

| Status | What has happened |
| --- | --- |
| placed | The customer confirmed the order and has not paid yet. |
| paid | The money is there. The parcel leaves within two days. |

<Query name="By hour">

\`\`\`sql
SELECT date_trunc('hour', placed_at) AS hour, count(*) AS orders FROM orders GROUP BY hour ORDER BY hour
\`\`\`

</Query>

`;

const text = SECTION.repeat(Math.ceil(BYTES / SECTION.length)).slice(0, BYTES);
// A cut in the middle of a section leaves a tag open; the last whole section ends the document.
const whole = text.slice(0, text.lastIndexOf("# What"));
const { doc, problems } = parseDoc("bench.mdx", whole);
if (doc === null || problems.length > 0) throw new Error(problems[0]?.message ?? "the document was not read");
const kept = JSON.stringify(doc);

const timedNow = (work: () => unknown) => async () => {
  const began = performance.now();
  work();
  return performance.now() - began;
};
/** In place of each component of the page: what it holds, in one element. */
const plain = ({ children }: PropsWithChildren) => createElement("div", null, children);
const components = Object.fromEntries(["Column", "Dataset", "Metric", "Note", "Query", "Term", "Warning"].map((name) => [name, plain]));
const render = () => {
  const { tree } = JSON.parse(kept) as { tree: unknown };
  const element = toJsxRuntime(safeTree(tree), { Fragment, jsx, jsxs, components, tableCellAlignToStyle: false });
  return renderToStaticMarkup(createElement(Fragment, null, element));
};
const figures = await interleave(ROUNDS, { parse: timedNow(() => parseDoc("bench.mdx", whole)), page: timedNow(render) });
printTable(`A document of ${Math.round(whole.length / 1024)} KB, ${ROUNDS} rounds, the first five left out`, [
  ["", "median", "worst", "÷ parsing"],
  ...(["parse", "page"] as const).map((name) => {
    const warm = figures[name].slice(5);
    const label = name === "parse" ? "parse, when it is published" : "elements and HTML of the kept tree, when a page is rendered";
    return [label, inMs(median(warm)), inMs(quantile(warm, 1)), times(median(warm) / median(figures.parse.slice(5)))];
  }),
]);
