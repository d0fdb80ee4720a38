import remarkGfm from "remark-gfm";
import remarkMdx from "remark-mdx";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { EXIT, visit } from "unist-util-visit";

/** Braces inside an expression beyond which it is taken to end: bounds the work on a flood of braces. */
const MAX_BRACES = 64;
/** Cells of all tables: a short row is filled up to its header's width, so a small text can ask for very many. */
const MAX_CELLS = 20_000;

/**
 * Stands where a JavaScript parser is expected. Expressions are never evaluated and always refused, so all that matters is where
 * one ends: at the brace that closes it. Nothing of the JavaScript is read, however broken or large it is.
 */
const NO_JAVASCRIPT = {
  parse: (text: string) => ({ type: "Program", start: 0, end: text.length, body: [], sourceType: "module" }),
  parseExpressionAt: (text: string) => {
    let open = 0;
    let braces = 0;
    for (const char of text) {
      if (char === "{") {
        open += 1;
        braces += 1;
      } else if (char === "}") open -= 1;
    }
    if (open > 0 && braces <= MAX_BRACES)
      throw Object.assign(new Error("An opening brace has no closing one"), { pos: 0, raisedAt: 0, loc: { line: 1, column: 0 } });
    return { type: "ObjectExpression", start: 0, end: text.length, properties: [] };
  },
};

const parser = unified()
  .use(remarkParse)
  // The option asks for the whole of acorn; only these two functions are called.
  .use(remarkMdx, { acorn: NO_JAVASCRIPT as never, acornOptions: { ecmaVersion: "latest" }, addResult: false } as never)
  .use(remarkGfm);
const converter = unified().use(remarkRehype, {
  passThrough: ["mdxJsxFlowElement", "mdxJsxTextElement", "mdxFlowExpression", "mdxTextExpression", "mdxjsEsm"],
  footnoteLabelTagName: "h2",
});

export interface DocSyntaxError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The raw tree (hast with MDX nodes, nothing checked yet), or why there is none. */
export function parseMdx(text: string): { readonly tree: unknown } | { readonly error: DocSyntaxError } {
  try {
    const mdast = parser.runSync(parser.parse(text));
    const wide = findWideTable(mdast);
    if (wide !== null) return { error: { ...wide, message: "The tables have too many cells." } };
    return { tree: converter.runSync(mdast) };
  } catch (error) {
    return { error: describe(error) };
  }
}

function findWideTable(mdast: import("unist").Node): { line: number; column: number } | null {
  let cells = 0;
  let found: { line: number; column: number } | null = null;
  visit(mdast, "table", (node) => {
    const rows = "children" in node && Array.isArray(node.children) ? node.children : [];
    const width = Math.max(0, ...rows.slice(0, 1).map((row) => row?.children?.length ?? 0));
    cells += rows.length * width;
    if (cells <= MAX_CELLS) return undefined;
    found = { line: node.position?.start.line ?? 1, column: node.position?.start.column ?? 1 };
    return EXIT;
  });
  return found;
}

function describe(error: unknown): DocSyntaxError {
  if (error instanceof RangeError) return { line: 1, column: 1, message: "The document is nested too deeply." };
  if (!(error instanceof Error)) return { line: 1, column: 1, message: "The document cannot be read." };
  const at = (name: "line" | "column") => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "number" && value >= 1 ? value : 1;
  };
  const reason: unknown = Reflect.get(error, "reason");
  const text =
    Reflect.get(error, "ruleId") === "acorn"
      ? "An opening brace `{` has no closing one"
      : typeof reason === "string"
        ? reason
        : "The document cannot be read";
  return { line: at("line"), column: at("column"), message: `${text.replace(/\s+/g, " ").slice(0, 300).replace(/\.?$/, ".")}` };
}
