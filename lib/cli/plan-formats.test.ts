import { stripVTControlCharacters, styleText } from "node:util";
import fc from "fast-check";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, it } from "vitest";
import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import { MAX_MARKDOWN, PLAN_MARKER, planMarkdown } from "#lib/cli/plan-markdown.ts";
import { planText } from "#lib/cli/plan-text.ts";
import type { ChangeLevel, ContractChange } from "#lib/contract/change.ts";
import { tick } from "#lib/contract/diff/change-list.ts";

const changeOf = (level: ChangeLevel, message: string, rest: Partial<ContractChange> = {}): ContractChange => ({
  ...{ level, message, kind: "column.removed", column: null, before: null, after: null },
  ...rest,
});
const datasetOf = (name: string, rest: Partial<DatasetPlan> = {}): DatasetPlan => ({
  ...{ name, renamedFrom: null, op: "changed", level: "editorial", changes: [], versionBefore: null, versionAfter: null },
  ...{ unannounced: null, downstream: [], readers: null, position: null },
  ...rest,
});
const planOf = (datasets: readonly DatasetPlan[], rest: Partial<CatalogPlan> = {}): CatalogPlan => ({
  base: { kind: "git", commit: "c0ffee", revision: null, broken: [] },
  ...{ datasets, vocabulary: [], problems: [] },
  counts: {
    ...{ added: 0, changed: datasets.length, removed: 0, kept: 0, unchanged: 1 },
    breaking: datasets.filter(({ level }) => level === "breaking").length,
  },
  ...rest,
});
const text = (plan: CatalogPlan, colour = false) =>
  [...planText(plan, { style: (format, words) => (colour ? styleText(format, words, { validateStream: false }) : words) })].join("\n");

const EXAMPLE = planOf(
  [
    datasetOf("orders", {
      ...{ level: "breaking", versionBefore: "1.4.0", versionAfter: "1.5.0", downstream: ["daily_sales", "refunds"] },
      changes: [
        changeOf("breaking", "`email` was removed.", { before: "STRING" }),
        changeOf("additive", "`phone` was added.", { kind: "column.added" }),
      ],
      unannounced:
        "`email` was removed. `version` went from `1.4.0` to only `1.5.0`: raise it to `2.0.0`, or publish `status: deprecated` first.",
    }),
    datasetOf("customers", { changes: [changeOf("editorial", "Its title is `Customers`; it was `Clients`.", { kind: "title.changed" })] }),
    datasetOf("payments", { op: "added", level: "additive" }),
    datasetOf("odd", { op: "kept", level: null }),
  ],
  { vocabulary: [{ kind: "term", id: "churn", op: "changed" }] },
);

describe("a plan as text", () => {
  it("says first what breaks, whom it hits and what to do", () => {
    expect(text(EXAMPLE)).toMatchInlineSnapshot(`
      "Compared with commit \`c0ffee\`.

      Breaking
        orders  1.4.0 → 1.5.0
          ! \`email\` was removed.  column.removed
          + \`phone\` was added.    column.added
          It hits datasets that use it: \`daily_sales\` and \`refunds\`.
          Without notice: \`email\` was removed. \`version\` went from \`1.4.0\` to only \`1.5.0\`: raise it to \`2.0.0\`, or publish \`status: deprecated\` first.

      Editorial
        customers
          ~ Its title is \`Customers\`; it was \`Clients\`.  title.changed

      New
        payments

      Kept as it was, because its text is broken
        odd

      Words of the catalog
        term churn changed

      4 datasets changed; 1 breaking, without notice. 1 unchanged."
    `);
  });

  it("is coloured on a terminal only, and says the same there", () => {
    expect(stripVTControlCharacters(text(EXAMPLE, true))).toBe(text(EXAMPLE));
    expect(text(EXAMPLE, true)).not.toBe(text(EXAMPLE));
  });

  it("lists the first of very many datasets and changes, and says how many more there are", () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      datasetOf(`d${index}`, { level: "breaking", changes: Array.from({ length: 40 }, () => changeOf("breaking", "x.")) }),
    );
    const lines = text(planOf(many)).split("\n");
    expect(lines.length).toBeLessThan(7_000);
    expect(lines).toContain("  … and 9800 more; --format json lists them all");
    expect(lines).toContain("      … and 10 more");
  });
});

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** The comment as a parser of GitHub's Markdown sees it, node by node. */
function nodesOf(markdown: string): readonly Node[] {
  const flat = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(flat)];
  return flat(unified().use(remarkParse).use(remarkGfm).parse(markdown));
}

const OUR_NODES = "root html heading paragraph text strong table tableRow tableCell inlineCode".split(" ");
const OUR_TAGS = /<!-- touchstone-plan -->|<\/?(?:b|code|details|summary)>|<details open>/g;

describe("a plan as Markdown", () => {
  it("says first what breaks, with all else folded", () => {
    expect(planMarkdown(EXAMPLE)).toMatchInlineSnapshot(`
      "<!-- touchstone-plan -->
      ## Catalog: 1 breaking change without notice

      Compared with commit \`c0ffee\`.

      4 datasets changed; 1 breaking, without notice. 1 unchanged.

      ### Breaking (1)

      <details open><summary><b><code>orders</code></b> · <code>1.4.0 → 1.5.0</code> · 2 changes</summary>

      **Without notice:** \`email\` was removed. \`version\` went from \`1.4.0\` to only \`1.5.0\`: raise it to \`2.0.0\`, or publish \`status: deprecated\` first.

      It hits datasets that use it: \`daily_sales\` and \`refunds\`.

      | level | what | before | after |
      | --- | --- | --- | --- |
      | **breaking** | \`email\` was removed. | \`STRING\` |  |
      | additive | \`phone\` was added. |  |  |

      </details>

      ### Editorial (1)

      <details><summary><b><code>customers</code></b> · 1 change</summary>

      | level | what | before | after |
      | --- | --- | --- | --- |
      | editorial | Its title is \`Customers\`; it was \`Clients\`. |  |  |

      </details>

      ### New (1)

      \`payments\`

      ### Kept as it was, because its text is broken (1)

      \`odd\`

      ### Words of the catalog (1)

      changed term \`churn\`
      "
    `);
  });

  it("begins with a mark by which a workflow finds its comment, and one heading that says it all", () => {
    const titleOf = (plan: CatalogPlan) => planMarkdown(plan).split("\n").slice(0, 2);
    expect(titleOf(EXAMPLE)).toEqual([PLAN_MARKER, "## Catalog: 1 breaking change without notice"]);
    expect(titleOf(planOf([]))[1]).toBe("## Catalog: nothing changes");
    expect(titleOf(planOf([datasetOf("a")]))[1]).toBe("## Catalog: nothing breaks");
    expect(titleOf(planOf([datasetOf("a", { level: "breaking" })]))[1]).toBe("## Catalog: 1 announced breaking change");
  });

  it("lets nothing of a name, value or sentence become Markdown, HTML or a mention", () => {
    const signs = [
      "|",
      "`",
      "``",
      "\\",
      "\n",
      "\r\n# x",
      "<!--",
      "-->",
      "&lt;",
      "&#60;",
      "\u001b[31m",
      "\u202e",
      "$x$",
      ":tada:",
      "a",
      " ",
    ];
    const words = [
      "<script>",
      "</code>",
      "</details>",
      "@ada",
      "#1",
      "*x*",
      "_x_",
      "[a](b)",
      "![x](y)",
      "https://x.example",
      "www.x.example",
      "~~x~~",
    ];
    const hostile = fc.array(fc.constantFrom(...signs, ...words), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(hostile, hostile, hostile, (a, b, c) => {
        const plan = planOf(
          [
            datasetOf(a, {
              ...{
                level: "breaking",
                renamedFrom: b,
                versionBefore: b,
                versionAfter: c,
                downstream: [a, c],
                unannounced: `${tick(a)} was removed.`,
              },
              readers: [{ name: b, reads: 3 }],
              changes: [changeOf("breaking", `${tick(b)} is ${tick(c)}.`, { before: b, after: { [a]: [c] } })],
            }),
            datasetOf(c, { op: "added", level: "additive" }),
          ],
          { vocabulary: [{ kind: "term", id: a, op: "added" }], base: { kind: "published", commit: b, revision: 3, broken: [c] } },
        );
        const markdown = planMarkdown(plan);
        for (const { type, value = "", children = [] } of nodesOf(markdown)) {
          expect(OUR_NODES).toContain(type);
          if (type === "html") expect(value.replace(OUR_TAGS, "")).not.toMatch(/[<>@]/);
          if (type === "text") expect(value).not.toMatch(/[<>@`\\]|script|ada|example|tada/);
          if (type === "tableRow") expect(children).toHaveLength(4);
        }
        for (const shown of [markdown, text(plan)]) expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it("fits into a comment, however much there is, and says how much was left out", () => {
    const wide = "|<@".repeat(2_000);
    const changes = Array.from({ length: 200 }, (_, index) =>
      changeOf("breaking", `${tick(wide)} ${index}.`, { before: wide, after: wide }),
    );
    const many = Array.from({ length: 10_000 }, (_, index) => datasetOf(`d${index}`, { level: "breaking", changes }));
    const markdown = planMarkdown(planOf([...many, ...many.map((dataset) => ({ ...dataset, op: "added" as const, changes: [] }))]));
    expect(markdown.length <= MAX_MARKDOWN).toBe(true);
    expect(markdown.length > MAX_MARKDOWN / 2).toBe(true);
    expect(markdown.slice(-200)).toMatch(/Cut here: 9,99\d parts of 10,00\d did not fit/);
    expect(markdown.match(/<details/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
  });
});
