import type { RootContent } from "hast";
import { restore } from "#lib/contract/doc-stand-in.ts";

/** Begins a paragraph that MDX would run. A sentence may begin with the same words. */
const MODULE = new RegExp(
  [
    String.raw`^import\s*["'{]`,
    String.raw`^import\s*\*\s*as\b`,
    String.raw`^import\s+[\w$]+(?:\s+from\s*["']|\s*,\s*[{*])`,
    String.raw`^export\s*\{`,
    String.raw`^export\s*\*\s*(?:from|as)\b`,
    String.raw`^export\s+default\b`,
    String.raw`^export\s+(?:const|let|var)\s+(?:[\w$]+\s*[=:;,]|[{[])`,
    String.raw`^export\s+(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*\(`,
    String.raw`^export\s+class\s+[\w$]+\s*(?:\{|extends\b)`,
  ].join("|"),
);

/** The paragraph is an `import` or `export` of JavaScript. */
export function isModule(paragraph: string): boolean {
  return MODULE.test(paragraph);
}

export interface QueryText {
  readonly sql: string;
  /** There is text beside the block of code, which is not part of the query. */
  readonly more: boolean;
}

/**
 * The SQL between the tags of a `<Query>`: its first block of code, or all that stands there, as it was written in `source`:
 * Markdown would take `*` and `_` for emphasis.
 */
export function queryText(content: readonly RootContent[], source: string): QueryText {
  const fenced = content.find((child) => child.type === "element" && child.tagName === "pre");
  if (fenced !== undefined)
    return { sql: plainText(fenced).trim(), more: content.some((child) => child !== fenced && plainText(child).trim() !== "") };
  const start = content[0]?.position?.start.offset ?? 0;
  const end = content.at(-1)?.position?.end.offset ?? 0;
  return { sql: source.slice(start, end).trim(), more: false };
}

export function plainText(node: RootContent): string {
  if (node.type === "text") return restore(node.value);
  return "children" in node ? node.children.map(plainText).join("") : "";
}
