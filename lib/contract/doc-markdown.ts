import type { Root } from "hast";
import type { Nodes, Table } from "mdast";
import { mdxExpressionFromMarkdown } from "mdast-util-mdx-expression";
import { mdxJsxFromMarkdown } from "mdast-util-mdx-jsx";
import { mdxExpression } from "micromark-extension-mdx-expression";
import { mdxJsx } from "micromark-extension-mdx-jsx";
import { mdxMd } from "micromark-extension-mdx-md";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { type Processor, unified } from "unified";

/** Kept for us by remark-rehype, so that one walk sees everything. */
const KEPT = ["mdxJsxFlowElement", "mdxJsxTextElement", "mdxFlowExpression", "mdxTextExpression"] as const;

/**
 * MDX without JavaScript: braces are matched, and what stands between them is never parsed. `import` and `export` are plain text
 * here, so a sentence may begin with them.
 */
function mdxSyntax(this: Processor): void {
  const data = this.data();
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), mdxMd(), mdxExpression(), mdxJsx()];
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), mdxExpressionFromMarkdown(), mdxJsxFromMarkdown()];
}

/** A short row is filled up to the width of its table, so a small text can ask for very many cells. */
const MAX_CELLS = 15_000;

/** A syntax that is understood and not taken. */
export class TooWide extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`The tables up to line ${line} have more than ${MAX_CELLS} cells.`);
    this.line = line;
  }
}

/** Counts before any row is filled up. */
function boundTables() {
  return (tree: Nodes): void => {
    let cells = 0;
    for (const table of tablesIn(tree)) {
      cells += table.children.length * (table.children[0]?.children.length ?? 0);
      if (cells > MAX_CELLS) throw new TooWide(table.position?.start.line ?? 1);
    }
  };
}

function* tablesIn(node: Nodes): Generator<Table> {
  if (node.type === "table") yield node;
  else if ("children" in node) for (const child of node.children) yield* tablesIn(child);
}

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(mdxSyntax)
  .use(boundTables)
  .use(remarkRehype, { passThrough: [...KEPT], clobberPrefix: "doc-", footnoteLabelTagName: "h1" })
  .freeze();

/**
 * The hast of a document with MDX nodes in it, nothing checked yet.
 * @throws {Error} with `place` and `ruleId` where the syntax of MDX is broken; {@link TooWide}.
 */
export function parseMarkdown(text: string): Root {
  return processor.runSync(processor.parse(text));
}
