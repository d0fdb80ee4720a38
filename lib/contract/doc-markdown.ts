import type { Root } from "hast";
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

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(mdxSyntax)
  .use(remarkRehype, { passThrough: [...KEPT], clobberPrefix: "doc-", footnoteLabelTagName: "h1" })
  .freeze();

/**
 * The hast of a document with MDX nodes in it, nothing checked yet.
 * @throws {Error} with `place` and `ruleId` where the syntax of MDX is broken.
 */
export function parseMarkdown(text: string): Root {
  return processor.runSync(processor.parse(text));
}
